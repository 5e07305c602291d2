"""A random graph has the brain's number of edges and its weights, and no more pieces."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sk_ccnn.connectome import Connectome
from sk_ccnn.nulls import random_density


@pytest.mark.filterwarnings("ignore:the null of kind")
@settings(max_examples=80)
@given(data=st.data(), connected=st.booleans(), seed=st.integers(0, 1000))
def test_edges_weights_and_pieces_stay(connectomes, multiset, n_pieces, data, connected, seed):
    connectome = data.draw(connectomes())
    assume(0 < connectome.density < 1)
    graph = random_density(connectome, connected=connected, random_state=seed).connectome
    assert graph.n_edges == connectome.n_edges
    assert np.array_equal(multiset(graph), multiset(connectome))
    assert type(graph.weights) is type(connectome.weights)
    assert not connected or n_pieces(graph) <= n_pieces(connectome)


def test_a_brain_becomes_as_random_as_chance(brain):
    null = random_density(brain, random_state=0)
    assert null.connectome.density == brain.density and null.n_swaps == 0
    assert null.rewired_fraction == pytest.approx(1 - brain.density, abs=0.08)
    assert null.connectome.isolated_regions == ()


@pytest.mark.filterwarnings("ignore:the null of kind")
def test_every_pair_is_as_likely():
    chain = Connectome(np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1))
    random = np.random.RandomState(0)
    times = sum(
        random_density(chain, random_state=random).connectome.adjacency() for _ in range(1500)
    )
    # Each of 15 pairs in a third of the trees, 500 times, give or take 18.
    assert np.abs(times[np.triu_indices(6, 1)] - 500).max() < 4 * 18


def test_a_tree_becomes_a_tree(n_pieces):
    chain = Connectome(np.diag(np.ones(40), 1) + np.diag(np.ones(40), -1))
    assert n_pieces(random_density(chain, random_state=0).connectome) == 1
    assert n_pieces(random_density(chain, connected=False, random_state=0).connectome) > 1


@pytest.mark.parametrize(
    ("weights", "says"),
    [(np.ones((4, 4)), "connects all regions"), (np.zeros((4, 4)), "needs edges")],
)
def test_what_has_no_such_null_is_refused(weights, says):
    with pytest.raises(ValueError, match=says):
        random_density(Connectome(weights))
