"""Swaps keep what they are asked to keep, and count what they did."""

import numpy as np
import pytest

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.nulls import swaps
from sk_ccnn.nulls.swaps import SwappableEdges


@pytest.mark.parametrize("directed", [False, True])
def test_edges_come_back_as_they_went_in(directed):
    weights = np.triu(np.arange(16.0).reshape(4, 4), 1)
    connectome = Connectome(weights if directed else weights + weights.T)
    assert np.array_equal(SwappableEdges(connectome).to_weights(), connectome.weights)


def test_one_swap_changes_two_edges():
    brain = load_connectome()
    edges = SwappableEdges(brain)
    assert edges.swap(1, np.random.RandomState(0)) == 1
    assert np.count_nonzero((edges.to_weights() != 0) & ~brain.adjacency()) == 2 * 2


def test_swaps_stop_where_there_are_none():
    star = np.zeros((5, 5))
    star[0, 1:] = star[1:, 0] = 1
    assert SwappableEdges(Connectome(star)).swap(10, np.random.RandomState(0)) == 0


def test_bins_keep_two_edges_in_their_two_bins():
    brain = load_connectome()
    bins = np.random.RandomState(0).randint(-1, 4, size=(84, 84))
    bins = np.triu(bins, 1) + np.triu(bins, 1).T
    edges = SwappableEdges(brain)
    old = np.bincount(1 + bins[edges.tails, edges.heads])
    assert edges.swap(500, np.random.RandomState(0), bins=bins) == 500
    assert np.array_equal(np.bincount(1 + bins[edges.tails, edges.heads]), old)


def test_two_pieces_stay_at_most_two(n_pieces):
    chain = np.diag(np.ones(19), 1)
    chain[9, 10] = 0
    connectome = Connectome(chain + chain.T)
    edges = SwappableEdges(connectome)
    assert edges.swap(100, np.random.RandomState(0)) == 100
    assert n_pieces(connectome.replace(weights=edges.to_weights())) <= 2


@pytest.mark.skipif(not swaps.HAS_NUMBA, reason="numba is not installed")
@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("n_bins", [0, 3])
def test_compiled_swaps_are_those_of_plain_python(directed, n_bins, monkeypatch):
    brain = load_connectome()
    bins = np.arange(84 * 84).reshape(84, 84) % n_bins - 1 if n_bins else None
    brain = Connectome(np.triu(brain.weights)) if directed else brain
    found = []
    for has_numba in (True, False):
        monkeypatch.setattr(swaps, "HAS_NUMBA", has_numba)
        edges = SwappableEdges(brain)
        n_swaps = edges.swap(3000, np.random.RandomState(0), bins=bins)
        found.append((n_swaps, edges.to_weights()))
    assert found[0][0] == found[1][0] > 0
    assert np.array_equal(found[0][1], found[1][1])
    assert not np.array_equal(found[0][1], brain.weights)
