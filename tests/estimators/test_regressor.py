import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import _safe_indexing

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import load_connectome, make_age_cohort

QUICK = {"n_members": 2, "max_epochs": 20, "random_state": 0}
HUMAN = load_connectome("desikan_killiany")


@pytest.fixture(scope="module")
def cohort():
    return make_age_cohort(n_subjects=120, random_state=0, return_X_y=True)


@pytest.fixture(scope="module")
def edges():
    rng = np.random.default_rng(0)
    matrices = rng.normal(size=(60, 10, 10))
    matrices = matrices + matrices.transpose(0, 2, 1)
    return matrices, matrices[:, 0, 1] - 2 * matrices[:, 3, 5]


def test_it_predicts_better_than_the_mean_of_new_subjects(cohort):
    X, age = cohort
    model = make_pipeline(StandardScaler(), ConnectomeRegressor("desikan_killiany", random_state=0))
    assert model.fit(X[:80], age[:80]).score(X[80:], age[80:]) > 0.2


def test_missing_connections_are_exactly_zero_under_hard(cohort):
    learned = ConnectomeRegressor(HUMAN, **QUICK).fit(*cohort).learned_connectome()
    assert not (learned.adjacency() & ~HUMAN.adjacency()).any()
    assert learned.labels == HUMAN.labels


def test_only_hard_forbids_missing_connections(cohort):
    for constraint in ("soft", "init", "none"):
        model = ConnectomeRegressor(HUMAN, constraint=constraint, lambda_constraint=1e-4, **QUICK)
        learned = model.fit(*cohort).learned_connectome()
        assert (learned.adjacency() & ~HUMAN.adjacency()).any(), constraint


def test_connectomes_and_the_table_of_their_pairs_are_the_same(edges):
    X, y = edges
    table = X[:, *np.triu_indices(10, 1)]
    from_matrices = ConnectomeRegressor(**QUICK).fit(X, y)
    from_table = ConnectomeRegressor(features="edges", **QUICK).fit(table, y)
    assert from_matrices.features_ == from_table.features_ == "edges"
    assert (from_matrices.predict(X) == from_table.predict(table)).all()


def test_measures_by_region_and_their_table_are_the_same():
    X = np.random.default_rng(0).normal(size=(40, 5, 3))
    y = X[:, 0, 0]
    cube = ConnectomeRegressor(**QUICK).fit(X, y)
    ring = np.roll(np.eye(5), 1, axis=0) + np.roll(np.eye(5), -1, axis=0)
    flat = ConnectomeRegressor(ring, **QUICK).fit(X.reshape(40, 15), y)
    assert cube.n_regions_ == flat.n_regions_ == 5
    assert cube.n_features_in_ == flat.n_features_in_ == 15
    cube = ConnectomeRegressor(ring, **QUICK).fit(X, y)
    assert (cube.predict(X) == flat.predict(X.reshape(40, 15))).all()


def test_predictions_follow_the_unit_of_the_target(cohort):
    X, age = cohort
    years = ConnectomeRegressor(HUMAN, lambda_wiring=0.01, **QUICK).fit(X, age)
    days = ConnectomeRegressor(HUMAN, lambda_wiring=0.01, **QUICK).fit(X, 365.25 * age)
    assert_allclose(days.predict(X), 365.25 * years.predict(X), rtol=1e-4)
    assert days.density_ == pytest.approx(years.density_, abs=1e-3)


def test_several_targets_are_predicted_in_their_columns(cohort):
    X, age = cohort
    y = np.column_stack([age, -age, X.iloc[:, 0]])
    predicted = ConnectomeRegressor(HUMAN, **QUICK).fit(X, y).predict(X)
    assert predicted.shape == y.shape
    assert np.corrcoef(predicted[:, 0], predicted[:, 1])[0, 1] < -0.8


def test_the_prediction_is_the_mean_over_members(cohort):
    X, age = cohort
    model = ConnectomeRegressor(HUMAN, **QUICK).fit(X, age)
    members = model.member_outputs(X)
    assert members.shape == (2, len(X), 1)
    assert np.abs(members[0] - members[1]).max() > 1e-3
    assert_allclose(
        model.predict(X), members.mean(axis=0)[:, 0] * age.std() + age.mean(), rtol=1e-6
    )


def test_predictions_are_float64_and_compute_in_the_precision_of_x(cohort):
    X, age = cohort
    for dtype in (np.float32, np.float64):
        model = ConnectomeRegressor(HUMAN, **QUICK).fit(X.astype(dtype), age)
        assert str(next(model.net_.module_.parameters()).dtype) == f"torch.{np.dtype(dtype)}"
        assert model.predict(X).dtype == np.float64


def test_the_linear_architecture_over_nodes_has_no_wires(cohort):
    model = ConnectomeRegressor(HUMAN, architecture="linear", **QUICK).fit(*cohort)
    assert np.isnan(model.density_)
    with pytest.raises(ValueError, match="no wires between regions"):
        model.learned_connectome()


def test_the_linear_architecture_over_edges_weighs_each_pair_once(edges):
    X, y = edges
    model = ConnectomeRegressor(architecture="linear", alpha=0, max_epochs=300, lr=0.05).fit(X, y)
    assert len(model.net_.generators) == 1  # all members would be the same
    learned = model.learned_connectome()
    assert not learned.is_directed
    strongest = np.argsort(np.triu(learned.to_dense()), axis=None)[-2:]
    assert {divmod(int(place), 10) for place in strongest} == {(0, 1), (3, 5)}
    assert model.score(X, y) > 0.99


def test_large_lambda_leaves_no_wire_between_regions(cohort):
    model = ConnectomeRegressor(HUMAN, lambda_wiring=1e4, **QUICK).fit(*cohort)
    assert model.density_ == model.n_connections_ == model.wiring_cost_ == 0
    assert np.isnan(model.connectome_similarity_)


def test_a_callable_architecture_is_trained_like_any_other(cohort):
    from torch import nn

    def build(spec):
        return nn.Sequential(nn.Flatten(), nn.Linear(spec.connectome.n_regions, spec.n_outputs))

    model = ConnectomeRegressor(HUMAN, architecture=build, max_epochs=200, lr=0.05, n_members=2)
    assert model.fit(*cohort).score(*cohort) > 0.5


@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_each_subject_may_have_any_weight(features, cohort, edges):
    X, y = cohort if features == "nodes" else edges
    weight = np.ones(len(X))
    weight[:5], weight[5:10] = 3, 0
    options = QUICK | {"batch_size": 200}  # all of them in each step
    weighted = ConnectomeRegressor(**options).fit(X, y, sample_weight=weight)
    repeated = np.repeat(np.arange(len(X)), weight.astype(int))
    expected = ConnectomeRegressor(**options).fit(_safe_indexing(X, repeated), y[repeated])
    assert_allclose(weighted.predict(X), expected.predict(X), rtol=1e-3, atol=1e-3 * y.std())


@pytest.mark.parametrize("n_outputs", [None, 3])
def test_outputs_of_the_module_are_in_units_of_the_targets_sd(n_outputs, brain, small_cohort):
    X, y = small_cohort
    weight = np.linspace(0, 1, len(y))
    if n_outputs:
        y = np.stack([y, 100 * y, np.full(len(y), 7.0)], axis=1)
    model = ConnectomeRegressor(brain, n_members=2, max_epochs=2, random_state=0)
    assert not hasattr(model, "target_mean_")
    model.fit(X, y, sample_weight=weight)
    columns = y.reshape(len(y), -1)
    mean = np.average(columns, axis=0, weights=weight)
    assert_allclose(model.target_mean_, mean)
    sd = np.sqrt(np.average((columns - mean) ** 2, axis=0, weights=weight))
    assert_allclose(model.target_scale_, sd, atol=1e-12)
    with torch.no_grad():
        outputs = model.net_.module_.eval()(model.read_features(X)).mean(dim=0).numpy()
    predicted = outputs * model.target_scale_ + model.target_mean_
    assert_allclose(predicted.reshape(y.shape), model.predict(X), rtol=1e-6)
    model.target_mean_[:] = 0  # a copy
    assert_allclose(model.target_mean_, mean)
