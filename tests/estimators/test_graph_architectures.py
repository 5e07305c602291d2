import pickle

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler
from torch_geometric.nn import GATConv, SAGEConv

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.datasets import load_connectome, load_mouse_cohort, make_age_cohort
from sk_ccnn.nn import GeometricArchitecture
from sk_ccnn.stacking import fit_together

QUICK = {"n_members": 2, "max_epochs": 8, "hidden_channels": (4, 4), "random_state": 0}
ARCHITECTURES = ["gcn", "gat", GeometricArchitecture(SAGEConv)]


@pytest.fixture(scope="module")
def cohort():
    X, age = make_age_cohort(n_subjects=60, random_state=0, return_X_y=True)
    return StandardScaler().fit_transform(X), age


@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=str)
def test_messages_pass_along_the_connectome_and_lambda_removes_connections(architecture, cohort):
    brain = load_connectome("desikan_killiany")
    free, costly = (
        ConnectomeRegressor(brain, architecture=architecture, lambda_wiring=strength, **QUICK)
        for strength in (0.0, 0.02)
    )
    free.fit(*cohort)
    costly.fit(*cohort)
    assert free.density_ == pytest.approx(brain.adjacency().sum() / (84 * 83))
    assert costly.n_connections_ < free.n_connections_
    assert costly.wiring_cost_ < free.wiring_cost_
    learned = costly.learned_connectome().to_dense()
    assert not (learned.astype(bool) & ~(brain.adjacency() | np.eye(84, dtype=bool))).any()


@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=str)
def test_a_fitted_graph_network_is_pickled_with_its_predictions(architecture, cohort):
    model = ConnectomeRegressor("desikan_killiany", architecture=architecture, **QUICK)
    again = ConnectomeRegressor("desikan_killiany", architecture=architecture, **QUICK)
    predicted = model.fit(*cohort).predict(cohort[0])
    np.testing.assert_array_equal(predicted, again.fit(*cohort).predict(cohort[0]))
    loaded = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(predicted, loaded.predict(cohort[0]))


@pytest.mark.parametrize("architecture", ["gcn", "gat"])
def test_graph_networks_share_a_stack_and_are_what_they_are_alone(architecture, cohort):
    X, age = cohort[0].astype(np.float64), cohort[1]

    def models():
        return [
            ConnectomeRegressor(
                "desikan_killiany", architecture=architecture, lambda_wiring=strength, **QUICK
            )
            for strength in (0.0, 0.01)
        ]

    together = models()
    assert fit_together(together, X, [age, age]) == [None, None]
    for stacked, alone in zip(together, models(), strict=True):
        np.testing.assert_allclose(stacked.predict(X), alone.fit(X, age).predict(X), rtol=1e-9)
        assert stacked.n_connections_ == alone.n_connections_


@pytest.mark.parametrize("architecture", ["gcn", "gat"])
@pytest.mark.parametrize("readout", ["regions", "mean", "attention"])
def test_a_region_is_described_by_its_row_of_connections(architecture, readout):
    mice = load_mouse_cohort()
    X = np.log1p(np.asarray(mice.connectomes)[:, :40, :40])
    brain = X.mean(axis=0) > np.quantile(X.mean(axis=0), 0.7)
    brain = (brain | brain.T) & ~np.eye(40, dtype=bool)
    model = ConnectomeClassifier(
        brain.astype(float), architecture=architecture, readout=readout, **QUICK
    )
    model.fit(X, mice.genotype)
    assert model.features_ == "edges"
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1)


@pytest.mark.parametrize("constraint", ["soft", "init", "none"])
@pytest.mark.parametrize("architecture", ARCHITECTURES, ids=str)
def test_only_the_connectome_can_be_the_graph(architecture, constraint, cohort):
    model = ConnectomeRegressor(
        "desikan_killiany", architecture=architecture, constraint=constraint, **QUICK
    )
    with pytest.raises(ValueError, match=f"needs constraint='hard', got '{constraint}'"):
        model.fit(*cohort)
    assert not hasattr(model, "net_")


def test_any_convolution_can_be_asked_for_with_its_options(cohort):
    two = GeometricArchitecture(GATConv, {"heads": 2})
    model = ConnectomeRegressor("desikan_killiany", architecture=two, **QUICK).fit(*cohort)
    assert model.net_.module_.members[0].layers[0].convolution.heads == 2
    assert two == GeometricArchitecture(GATConv, {"heads": 2})
    assert two != GeometricArchitecture(GATConv)
