"""A rewired connectome keeps every degree, every weight and its pieces, and has other edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sk_ccnn.connectome import Connectome
from sk_ccnn.nulls import degree_preserving


@pytest.mark.filterwarnings("ignore:the null of kind")
@settings(max_examples=80)
@given(data=st.data(), connected=st.booleans(), seed=st.integers(0, 1000))
def test_degrees_weights_and_pieces_stay(
    connectomes, reject_if_too_small, degrees, multiset, n_pieces, data, connected, seed
):
    connectome = data.draw(connectomes())
    try:
        null = degree_preserving(connectome, connected=connected, random_state=seed)
    except ValueError as error:
        reject_if_too_small(error)
    graph = null.connectome
    assert np.array_equal(degrees(graph), degrees(connectome))
    assert np.array_equal(multiset(graph), multiset(connectome))
    assert connectome.is_directed or not graph.is_directed
    assert type(graph.weights) is type(connectome.weights)
    assert not connected or n_pieces(graph) <= n_pieces(connectome)
    if connectome.is_directed:
        strengths = [np.abs(each.to_dense()).sum(axis=1) for each in (graph, connectome)]
        assert np.allclose(*strengths)


def test_a_brain_is_rewired_as_often_as_asked(brain, degrees):
    null = degree_preserving(brain, n_swaps_per_edge=3, random_state=0)
    assert null.n_swaps == 3 * brain.n_edges // 2
    assert null.rewired_fraction > 0.5
    assert np.array_equal(degrees(null.connectome), degrees(brain))
    assert null.connectome.isolated_regions == ()


@pytest.mark.filterwarnings("ignore:the null of kind")
def test_every_graph_of_the_same_degrees_is_as_likely():
    # 6 regions of degree 1: 15 ways to pair them.
    pairs = np.zeros((6, 6))
    pairs[[0, 2, 4], [1, 3, 5]] = 1
    pairs = Connectome(pairs + pairs.T)
    random, times = np.random.RandomState(0), {}
    for _ in range(1500):
        graph = degree_preserving(pairs, connected=False, random_state=random).connectome
        key = graph.adjacency().tobytes()
        times[key] = times.get(key, 0) + 1
    # 100 times each, give or take 10: four standard deviations.
    assert len(times) == 15 and min(times.values()) > 60 and max(times.values()) < 140


def test_a_tree_stays_a_tree(n_pieces):
    chain = Connectome(np.diag(np.arange(1.0, 30), 1) + np.diag(np.arange(1.0, 30), -1))
    null = degree_preserving(chain, random_state=0)
    assert n_pieces(null.connectome) == 1 and null.connectome.n_edges == chain.n_edges
    assert n_pieces(degree_preserving(chain, connected=False, random_state=0).connectome) > 1


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        (np.ones((4, 4)), "connects all regions.*threshold it first"),
        (np.zeros((4, 4)), "needs edges but .* has none"),
        ([[0, 1, 0], [1, 0, 0], [0, 0, 0]], "at least 2 edges but .* has 1"),
        ([[0, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]], "no two edges .* degrees"),
    ],
)
def test_what_cannot_be_rewired_is_refused(weights, says):
    with pytest.raises(ValueError, match=says):
        degree_preserving(Connectome(weights), random_state=0)


@pytest.mark.parametrize("n_swaps", [0, -1, np.inf, np.nan, "many"])
def test_impossible_numbers_of_swaps_are_refused(n_swaps):
    with pytest.raises(ValueError, match="n_swaps_per_edge must be a number above 0"):
        degree_preserving("desikan_killiany", n_swaps_per_edge=n_swaps)
