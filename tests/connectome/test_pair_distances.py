"""Distances of some pairs are those of the matrix of all pairs, which need not be made."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sk_ccnn.connectome import Connectome, pair_distances


@st.composite
def geometries(draw, weight_matrices):
    """Draw the same connectome with dense and with sparse storage."""
    weights = draw(weight_matrices())
    n_regions, rng = len(weights), np.random.default_rng(draw(st.integers(0, 99)))
    geometry = {}
    if draw(st.booleans()):
        geometry["coordinates"] = rng.normal(size=(n_regions, 3)) * 40
    if draw(st.booleans()):
        tracts = np.triu(rng.uniform(5, 90, size=weights.shape), 1)
        tracts *= rng.random(weights.shape) < draw(st.sampled_from([0.2, 0.6, 1.0]))
        geometry["lengths"] = tracts + tracts.T
    thin = {name: sparse.csr_array(value) for name, value in geometry.items() if name == "lengths"}
    stored = Connectome(sparse.csr_array(weights), **(geometry | thin))
    return Connectome(weights, **geometry), stored


@settings(max_examples=200)
@given(data=st.data())
def test_pairs_and_their_mean_are_those_of_the_matrix(weight_matrices, data):
    dense, thin = data.draw(geometries(weight_matrices))
    assert dense == thin and hash(dense) == hash(thin)
    assert thin.lengths is None or sparse.issparse(thin.lengths)
    matrix = dense.distances()
    rows, columns = np.divmod(np.arange(dense.n_regions**2), dense.n_regions)
    found = thin.pair_distances(rows, columns)
    np.testing.assert_allclose(found.between, matrix.ravel(), rtol=1e-12)
    apart = rows != columns
    longest = matrix[np.isfinite(matrix)].max()
    filled = np.where(np.isfinite(matrix), matrix, 2 * longest).ravel()[apart]
    assert found.mean == pytest.approx(filled.mean() if len(filled) else 0, rel=1e-12)
    np.testing.assert_allclose(thin.all_distances(), matrix, rtol=1e-12)


@settings(max_examples=50)
@given(data=st.data())
def test_a_sparse_connectome_holds_distances_where_it_has_connections(weight_matrices, data):
    dense, thin = data.draw(geometries(weight_matrices))
    distances = thin.distances()
    assert sparse.issparse(distances) and distances.nnz == thin.n_edges
    assert not distances.data.flags.writeable
    expected = dense.distances()[dense.adjacency()]
    np.testing.assert_allclose(distances.data, expected, rtol=1e-12)


def test_many_straight_lines_are_averaged_in_single_precision_to_seven_digits(monkeypatch):
    coordinates = np.random.default_rng(0).normal(size=(1500, 3)) * 40 + 1000
    exact = pair_distances.mean_of_lines(coordinates, None)
    monkeypatch.setattr(pair_distances, "_DOUBLE_PRECISION_REGIONS", 1000)
    assert pair_distances.mean_of_lines(coordinates, None) == pytest.approx(exact, rel=1e-7)


@pytest.fixture
def ring():
    """200 regions on a ring with random chords, in both directions with other weights."""
    chords = sparse.random_array((200, 200), density=0.02, rng=np.random.default_rng(0))
    here, ahead = np.arange(200), (np.arange(200) + 1) % 200
    return Connectome(
        sparse.csr_array((np.full(200, 0.5), (here, ahead)), shape=(200, 200)) + chords
    )


def test_paths_through_every_region_are_the_shortest(ring, monkeypatch):
    exact = ring.pair_distances(*np.divmod(np.arange(200**2), 200))
    monkeypatch.setattr(pair_distances, "EXACT_REGIONS", 100)
    monkeypatch.setattr(pair_distances, "N_LANDMARKS", 200)
    found = ring.pair_distances(*np.divmod(np.arange(200**2), 200))
    np.testing.assert_allclose(found.between, exact.between)
    assert found.mean == pytest.approx(exact.mean)


def test_paths_through_a_few_regions_are_a_little_longer_and_never_longer_than_the_edge(
    ring, monkeypatch
):
    rows, columns = ring.weights.nonzero()
    exact = ring.pair_distances(rows, columns)
    monkeypatch.setattr(pair_distances, "EXACT_REGIONS", 100)
    found = ring.pair_distances(rows, columns)
    assert (found.between >= exact.between - 1e-12).all()
    assert (found.between <= 1 / ring.weights.data + 1e-12).all()
    assert found.between.mean() < 1.3 * exact.between.mean()
    assert found.mean == pytest.approx(exact.mean, rel=0.1)
    again = ring.replace(name="again").pair_distances(rows, columns)
    assert np.array_equal(again.between, found.between) and again.mean == found.mean


@pytest.mark.parametrize(
    ("lengths", "says"),
    [
        (sparse.csr_array((3, 4)), r"shape \(3, 3\), that of the weights; got \(3, 4\)"),
        (sparse.csr_array([[0, -1, 0], [-1, 0, 0], [0, 0, 0]]), "not negative; got -1"),
        (sparse.csr_array([[0, np.inf, 0], [np.inf, 0, 0], [0, 0, 0]]), "finite .* got inf"),
        (sparse.csr_array([[0, 5, 0], [0, 0, 0], [0, 0, 0]]), "symmetric.*5 and .* = 0"),
        (sparse.csr_array(np.eye(3) * 1j), "real numbers, got dtype complex"),
    ],
)
def test_sparse_lengths_are_checked_as_dense_ones(lengths, says):
    with pytest.raises((ValueError, TypeError), match=says):
        Connectome(sparse.csr_array(np.ones((3, 3))), lengths=lengths)


def test_sparse_lengths_of_nothing_measured_drop_out():
    given = sparse.csr_array([[7, np.nan, 3.0], [np.nan, 0, 0], [3.0, 0, 0]])
    brain = Connectome(sparse.csr_array(np.ones((3, 3))), lengths=given)
    assert brain.lengths.nnz == 2 and brain.lengths[0, 2] == 3
    assert brain.replace(weights=np.ones((3, 3))).lengths[0].tolist() == [0, 0, 3]
    assert brain.subset([2, 0]).lengths.toarray().tolist() == [[0, 3], [3, 0]]
