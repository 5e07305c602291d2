"""Shuffled regions sit elsewhere in the same graph, whose wires cost what they did."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sk_ccnn.connectome import Connectome
from sk_ccnn.nulls import shuffled_regions


def edges_with_lengths(connectome):
    """Pairs of weight and length, sorted."""
    lengths, adjacency = connectome.all_distances(), connectome.adjacency()
    return np.sort(connectome.to_dense()[adjacency] + 1j * lengths[adjacency])


@pytest.mark.filterwarnings("ignore:the null of kind")
@settings(max_examples=60)
@given(data=st.data(), seed=st.integers(0, 1000))
def test_the_graph_stays_with_its_lengths(connectomes, degrees, data, seed):
    connectome = data.draw(connectomes())
    assume(connectome.n_edges)
    graph = shuffled_regions(connectome, random_state=seed).connectome
    assert np.allclose(edges_with_lengths(graph), edges_with_lengths(connectome))
    assert np.array_equal(np.sort(degrees(graph)), np.sort(degrees(connectome)))
    # Eigenvalues of the symmetric part do not depend on who sits where.
    old, new = (each.to_dense() + each.to_dense().T for each in (connectome, graph))
    assert np.allclose(np.linalg.eigvalsh(old), np.linalg.eigvalsh(new))


def test_labels_and_coordinates_tell_where_the_data_come_from(brain):
    null = shuffled_regions(brain, random_state=0)
    graph = null.connectome
    assert graph.labels == brain.labels
    assert np.array_equal(graph.coordinates, brain.coordinates)
    assert np.array_equal(graph.distances("euclidean"), brain.distances("euclidean"))
    assert np.allclose(edges_with_lengths(graph), edges_with_lengths(brain))
    assert null.rewired_fraction == pytest.approx(1 - brain.density, abs=0.08)


def test_regions_at_one_place_stay_together():
    ring = np.roll(np.eye(4), 1, axis=1)
    connectome = Connectome(ring + ring.T, coordinates=np.repeat([[0, 0, 0], [9, 0, 0]], 2, axis=0))
    for seed in range(5):
        distances = shuffled_regions(connectome, random_state=seed).connectome.all_distances()
        assert np.sort(distances, axis=None) == pytest.approx([0] * 8 + [9] * 8, abs=1e-6)


def test_a_connectome_without_coordinates_takes_what_lengths_it_has_along():
    weights = np.diag([1.0, 2, 3], 1) + np.diag([1.0, 2, 3], -1)
    alone = shuffled_regions(Connectome(weights), random_state=1).connectome
    assert alone.lengths is None and alone.coordinates is None
    graph = shuffled_regions(Connectome(weights, lengths=10 * weights), random_state=1).connectome
    assert np.array_equal(graph.lengths, 10 * graph.to_dense())


def test_two_regions_have_nothing_to_shuffle():
    with pytest.raises(ValueError, match="at least 3 of them but .* has 2"):
        shuffled_regions([[0, 1], [1, 0]])


def test_a_null_that_is_the_connectome_itself_is_announced():
    with pytest.warns(UserWarning, match="'regions' is .* itself"):
        shuffled_regions(np.ones((5, 5)), random_state=0)
