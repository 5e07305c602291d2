"""Distances are measured tracts where there are any, and shortest paths are shortest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sk_ccnn.connectome import Connectome, load_connectome
from sk_ccnn.connectome.distances import measure_distances

SQUARE = np.ones((3, 3))


def test_distances_take_tracts_where_measured():
    coordinates = np.array([[0, 0, 0], [3, 4, 0], [0, 0, 9]])
    lengths = np.array([[0, 8, np.nan], [8, 0, 0], [np.nan, 0, 0]])
    connectome = Connectome(SQUARE, coordinates=coordinates, lengths=lengths)
    assert connectome.distances()[0].tolist() == [0, 8, 9]
    assert connectome.distances("euclidean")[0].tolist() == [0, 5, 9]
    assert np.array_equal(connectome.distances("tract"), connectome.distances())


def test_distances_without_tracts_are_straight_or_else_topological():
    placed = Connectome(2 * SQUARE, coordinates=[[0, 0, 0], [3, 4, 0], [0, 0, 9]])
    assert placed.distances()[0].tolist() == [0, 5, 9]
    assert placed.replace(coordinates=None).distances()[0].tolist() == [0, 0.5, 0.5]


def test_unmeasured_tracts_without_coordinates_follow_the_measured_ones():
    lengths = np.array([[0, 8, 0, 0], [8, 0, 2, 0], [0, 2, 0, 0], [0, 0, 0, 0]])
    distances = Connectome(np.ones((4, 4)), lengths=lengths).distances()
    assert distances[0].tolist() == [0, 8, 10, np.inf]


def test_packaged_tracts_are_longer_than_straight_lines_on_the_whole():
    connectome = load_connectome()
    tracts, straight = connectome.distances(), connectome.distances("euclidean")
    assert np.isfinite(tracts).all() and np.median(tracts[tracts > 0] / straight[tracts > 0]) > 1.2


@settings(max_examples=40)
@given(data=st.data())
def test_topological_distances_are_a_metric_of_paths(weight_matrices, data):
    weights = data.draw(weight_matrices())
    distances = Connectome(weights).distances()
    assert not np.diag(distances).any()
    edges = weights != 0
    assert (distances[edges] <= 1 / np.abs(weights[edges]) + 1e-12).all()
    through = distances[:, :, None] + distances[None, :, :]
    assert (distances <= through.min(axis=1) + 1e-9).all()


@settings(max_examples=40)
@given(data=st.data())
def test_shortest_paths_are_those_of_networkx(weight_matrices, data):
    networkx = pytest.importorskip("networkx")
    weights = data.draw(weight_matrices())
    graph = networkx.from_numpy_array(np.abs(weights), create_using=networkx.DiGraph)
    for _, _, edge in graph.edges(data=True):
        edge["far"] = 1 / edge["weight"]
    expected = np.full(weights.shape, np.inf)
    for source, reached in networkx.all_pairs_dijkstra_path_length(graph, weight="far"):
        expected[source, list(reached)] = list(reached.values())
    assert np.allclose(measure_distances(weights, None, None), expected, rtol=1e-12)
    assert np.allclose(
        measure_distances(sparse.csr_array(weights), None, None), expected, rtol=1e-12
    )


@pytest.mark.parametrize(
    ("kind", "says"),
    [("far", "euclidean.*'far'"), ("tract", "tract lengths"), ("euclidean", "coordinates")],
)
def test_a_kind_that_is_not_known_is_refused(kind, says):
    with pytest.raises(ValueError, match=says):
        Connectome(SQUARE).distances(kind)
