"""A strength-preserving null has the brain's degrees and weights, and nearly its strengths."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.nulls import degree_preserving, strength_preserving


def strengths(connectome):
    """Outgoing and incoming sums of absolute weights."""
    return np.stack([np.abs(connectome.to_dense()).sum(axis) for axis in (1, 0)])


@pytest.mark.filterwarnings("ignore:the null of kind")
@settings(max_examples=60)
@given(data=st.data(), seed=st.integers(0, 1000))
def test_degrees_weights_and_pieces_stay_and_strengths_come_closer(
    connectomes, reject_if_too_small, degrees, multiset, n_pieces, data, seed
):
    connectome = data.draw(connectomes())
    try:
        free = degree_preserving(connectome, random_state=seed)
    except ValueError as error:
        reject_if_too_small(error)
    null = strength_preserving(connectome, random_state=seed)
    graph = null.connectome
    assert np.array_equal(degrees(graph), degrees(connectome))
    assert np.array_equal(multiset(graph), multiset(connectome))
    assert n_pieces(graph) <= n_pieces(connectome)
    # The same swaps as without strengths; then the cost of errors only falls.
    assert np.array_equal(graph.adjacency(), free.connectome.adjacency())
    wanted = strengths(connectome)
    cost, free_cost = (
        np.sum((strengths(each) - wanted) ** 2 / np.maximum(wanted, 1e-9))
        for each in (graph, free.connectome)
    )
    assert cost <= free_cost + 1e-9


def test_a_brain_keeps_its_strengths_to_half_a_percent(brain):
    null = strength_preserving(brain, random_state=0)
    assert null.strength_error < 0.005 and null.rewired_fraction > 0.5
    old, new = strengths(brain)[0], strengths(null.connectome)[0]
    assert np.corrcoef(old, new)[0, 1] > 0.9999
    # Raw streamlines span many orders of magnitude: a weak region may miss the 1% that is aimed at.
    assert np.abs(new / old - 1).max() < 0.1


def test_both_directions_of_a_directed_brain_keep_their_strengths():
    brain = load_connectome().normalize()
    one_way = np.random.RandomState(0).random_sample((84, 84)) < 0.7
    directed = Connectome(brain.to_dense() * one_way)
    null = strength_preserving(directed, random_state=0)
    assert null.connectome.is_directed
    assert np.allclose(strengths(null.connectome), strengths(directed), rtol=0.05)
