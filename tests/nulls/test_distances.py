"""Shuffled distances leave the graph alone and take the geometry from its wires."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sk_ccnn.connectome import Connectome
from sk_ccnn.nulls import shuffled_distances


@pytest.mark.filterwarnings("ignore:the null of kind")
@settings(max_examples=60)
@given(data=st.data(), seed=st.integers(0, 1000))
def test_the_graph_stays_and_the_distances_as_a_whole(connectomes, data, seed):
    connectome = data.draw(connectomes())
    graph = shuffled_distances(connectome, random_state=seed).connectome
    assert np.array_equal(graph.to_dense(), connectome.to_dense())
    assert type(graph.weights) is type(connectome.weights)
    distances, before = graph.all_distances(), connectome.all_distances()
    assert np.array_equal(distances, distances.T)
    assert np.allclose(np.sort(distances, axis=None), np.sort(before, axis=None))


def test_a_brain_loses_the_shortness_of_its_wires(brain):
    null = shuffled_distances(brain, random_state=0)
    assert null.rewired_fraction == 0 and null.strength_error == 0 and null.n_swaps == 0
    old, new = brain.distances(), null.connectome.distances()
    adjacency = brain.adjacency()
    assert old[adjacency].mean() < 0.75 * new[adjacency].mean()
    pairs = np.triu_indices(brain.n_regions, 1)
    assert abs(np.corrcoef(old[pairs], new[pairs])[0, 1]) < 0.1
    assert np.array_equal(null.connectome.coordinates, brain.coordinates)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "needs coordinates or tract lengths"),
        ({"lengths": [[0, 5, 0], [5, 0, 0], [0, 0, 0]]}, "joins 2 of 3"),
    ],
)
def test_unknown_distances_are_refused(given, says):
    with pytest.raises(ValueError, match=says):
        shuffled_distances(Connectome(np.ones((3, 3)), **given))


def test_two_regions_have_nothing_to_shuffle():
    with pytest.raises(ValueError, match="at least 3 regions"):
        shuffled_distances(Connectome(np.ones((2, 2)), coordinates=np.eye(3)[:2]))
