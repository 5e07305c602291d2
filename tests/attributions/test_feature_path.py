"""What features contribute sums to the difference from the baseline: completeness."""

import numpy as np
import pytest
from torch import nn

from sk_ccnn.attributions import edge_importance, region_importance
from sk_ccnn.attributions.integration import TOLERANCE


class Curved(nn.Module):
    """A network that knows nothing of members."""

    def __init__(self, spec):
        super().__init__()
        n_inputs = spec.connectome.n_regions * (
            spec.in_channels if spec.features == "nodes" else spec.connectome.n_regions
        )
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(n_inputs, 8), nn.Tanh(), nn.Linear(8, spec.n_outputs)
        )

    def forward(self, x):
        return self.layers(x)


NAMES = ["linear", "mlp", "gcn", "gat", "callable"]


def require_complete(attributions, change):
    gap = np.abs(attributions.sum(axis=1) - change)
    assert gap.max() <= 1.01 * TOLERANCE * 2 * np.abs(change).max()
    assert np.abs(change).max() > 0.1


@pytest.mark.parametrize(
    "baseline", ["mean", "zero", np.linspace(-1, 1, 10)], ids=["mean", "zero", "given"]
)
@pytest.mark.parametrize("architecture", ["linear", "mlp", "gcn", "gat", Curved], ids=NAMES)
def test_regions_sum_to_the_difference(regressor, nodes, architecture, baseline):
    if architecture == "gat":
        pytest.importorskip("torch_geometric")
    X, y = nodes
    network = regressor(architecture=architecture, max_epochs=10).fit(X[:60], y[:60])
    found = region_importance(network, X[60:90], cv="prefit", baseline=baseline)
    points = {"mean": X[60:90].mean(axis=0), "zero": np.zeros(10)}
    start = points[baseline] if isinstance(baseline, str) else baseline
    require_complete(found.attributions, network.predict(X[60:90]) - network.predict(start[None]))


@pytest.mark.parametrize(
    "architecture", ["linear", "mlp", "gcn", Curved], ids=NAMES[:3] + NAMES[4:]
)
@pytest.mark.parametrize("importance", [region_importance, edge_importance])
def test_pairs_and_their_halves_sum_to_the_difference(regressor, edges, architecture, importance):
    X, y = edges
    network = regressor(architecture=architecture, max_epochs=10).fit(X[:60], y[:60])
    found = importance(network, X[60:90], cv="prefit", baseline="zero")
    change = network.predict(X[60:90]) - network.predict(np.zeros((1, 10, 10)))
    require_complete(found.attributions, change)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_log_odds_and_logits_are_complete(classifier, nodes, n_classes):
    X, y = nodes
    classes = np.digitize(y, np.quantile(y, np.arange(1, n_classes) / n_classes))
    network = classifier(max_epochs=10).fit(X[:60], classes[:60])
    found = region_importance(network, X[60:90], cv="prefit", baseline="zero")
    change = network.decision_function(X[60:90]) - network.decision_function(np.zeros((1, 10)))
    require_complete(found.attributions, change)


def test_several_targets_are_each_complete(regressor, nodes):
    X, y = nodes
    both = np.column_stack([y, 100 * X[:, 2]])
    network = regressor(max_epochs=10).fit(X[:60], both[:60])
    found = region_importance(network, X[60:90], cv="prefit", baseline="zero")
    assert found.outputs == ("y0", "y1")
    require_complete(
        found.attributions, network.predict(X[60:90]) - network.predict(np.zeros((1, 10)))
    )


def test_a_linear_model_is_explained_by_its_weights(regressor, nodes):
    X, y = nodes
    network = regressor(architecture="linear").fit(X[:60], y[:60])
    found = region_importance(network, X[60:90], cv="prefit", baseline="zero")
    slopes = network.predict(np.eye(10)) - network.predict(np.zeros((1, 10)))
    assert found.attributions == pytest.approx(X[60:90] * slopes, abs=1e-5)


def test_columns_in_another_order_than_regions_keep_their_names(regressor, nodes, brain):
    import pandas as pd

    X, y = nodes
    order = np.random.default_rng(0).permutation(10)
    frame = pd.DataFrame(X[:, order], columns=[brain.labels[region] for region in order])
    found = region_importance(regressor(), frame, y, cv=2)
    assert set(found.to_frame()["region"][:2]) == {brain.labels[0], brain.labels[4]}
