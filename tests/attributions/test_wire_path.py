"""What wires contribute sums to the difference from the network without them."""

import copy

import numpy as np
import pytest
import torch

from sk_ccnn.attributions import edge_importance
from sk_ccnn.attributions.integration import TOLERANCE
from sk_ccnn.training import all_wires


def with_cut_wires(network):
    """Copy a network, and cut its wires between regions."""
    cut = copy.deepcopy(network)
    for wires, _ in all_wires(cut.net_.module_):
        between = wires.pair // wires.n_regions != wires.pair % wires.n_regions
        with torch.no_grad():
            wires.values.masked_fill_(wires.per_member(between), 0)
    return cut


@pytest.mark.parametrize(
    ("architecture", "constraint"),
    [
        ("mlp", "hard"),
        ("mlp", "none"),
        ("gcn", "hard"),
        pytest.param("gat", "hard", marks=pytest.mark.slow),
    ],
)
def test_wires_sum_to_the_difference_from_cut_ones(regressor, nodes, architecture, constraint):
    if architecture == "gat":
        pytest.importorskip("torch_geometric")
    X, y = nodes
    network = regressor(architecture=architecture, constraint=constraint, max_epochs=15)
    network.fit(X[:60], y[:60])
    found = edge_importance(network, X[60:70], cv="prefit")
    change = network.predict(X[60:70]) - with_cut_wires(network).predict(X[60:70])
    gap = np.abs(found.attributions.sum(axis=1) - change)
    assert np.abs(change).max() > 0.1
    assert gap.max() <= 1.01 * TOLERANCE * 2 * np.abs(change).max()


@pytest.mark.parametrize("n_classes", [2, 3])
def test_wires_of_classifiers_sum_to_the_difference(classifier, nodes, n_classes):
    X, y = nodes
    classes = np.digitize(y, np.quantile(y, np.arange(1, n_classes) / n_classes))
    network = classifier(max_epochs=10).fit(X[:60], classes[:60])
    found = edge_importance(network, X[60:70], cv="prefit")
    cut = with_cut_wires(network)
    change = network.decision_function(X[60:70]) - cut.decision_function(X[60:70])
    gap = np.abs(found.attributions.sum(axis=1) - change)
    assert gap.max() <= 1.01 * TOLERANCE * 2 * np.abs(change).max()


def test_a_wire_that_is_0_contributes_nothing(regressor, nodes):
    X, y = nodes
    network = regressor(lambda_wiring=0.05).fit(X[:60], y[:60])
    strength = network.learned_connectome().to_dense()
    matrix = edge_importance(network, X[60:70], cv="prefit").to_matrix()
    pruned = (strength + strength.T) == 0
    assert (matrix > 0).any()
    assert (pruned & network.connectome_.adjacency()).any() and not matrix[pruned].any()


def test_a_subject_is_explained_alone_as_among_others(regressor, nodes, monkeypatch):
    X, y = nodes
    network = regressor(max_epochs=15).fit(X[:60], y[:60])
    together = edge_importance(network, X[60:70], cv="prefit").attributions
    monkeypatch.setattr("sk_ccnn.attributions.wire_path.BUDGET", 1)
    apart = edge_importance(network, X[60:70], cv="prefit").attributions
    assert apart == pytest.approx(together, abs=1e-6)
