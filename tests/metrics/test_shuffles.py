"""Weights are exchanged among edges that are alike; the edges stay."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from sk_ccnn import Connectome
from sk_ccnn.datasets import load_connectome
from sk_ccnn.metrics.shuffles import shuffled_edge_weights

BRAIN = load_connectome()
KINDS = ("degree", "length")


def directed(connectome):
    weights = np.array(connectome.to_dense())
    return connectome.replace(weights=np.triu(weights) + 2 * np.tril(weights))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("connectome", [BRAIN, directed(BRAIN)], ids=["undirected", "directed"])
def test_edges_and_weights_as_a_whole_are_kept(connectome, kind):
    for null in shuffled_edge_weights(connectome, kind, 3, random_state=0):
        assert (null.adjacency() == connectome.adjacency()).all()
        assert np.array_equal(np.sort(null.to_dense().flat), np.sort(connectome.to_dense().flat))
        assert null.is_directed == connectome.is_directed
        changed = null.to_dense() != connectome.to_dense()
        assert changed.sum() > 0.8 * connectome.n_edges


def test_how_weights_go_with_degrees_and_lengths_is_kept():
    edges = BRAIN.adjacency()
    degrees = edges.sum(axis=0)
    products = (degrees[:, None] * degrees)[edges]
    lengths = BRAIN.distances()[edges]
    strength = BRAIN.to_dense()[edges]
    for null in shuffled_edge_weights(BRAIN, "length", 3, random_state=0):
        shuffled = null.to_dense()[edges]
        for measure in (products, lengths):
            kept = spearmanr(shuffled, measure).statistic
            assert kept == pytest.approx(spearmanr(strength, measure).statistic, abs=0.1)


def test_one_seed_gives_the_same_nulls_and_the_first_are_those_that_fewer_would_be():
    first = shuffled_edge_weights(BRAIN, n_nulls=2, random_state=3)
    assert first == shuffled_edge_weights(BRAIN, n_nulls=4, random_state=3)[:2]
    assert first[0] != first[1]


def test_lengths_must_be_known_to_be_kept():
    with pytest.raises(ValueError, match="kind 'length' needs coordinates or tract lengths"):
        shuffled_edge_weights(Connectome(BRAIN.weights), "length")
