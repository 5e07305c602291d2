"""Pairs of regions and lengths of wires are the same for dense and sparse connectomes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import sparse

from sk_ccnn import Connectome
from sk_ccnn.nn.region_pairs import pairs_of, relative_lengths

CHAIN = Connectome(
    [[0, 1, 0], [1, 0, 2], [0, 2, 0]], coordinates=[[0, 0, 0], [10, 0, 0], [30, 0, 0]]
)
APART = ~np.eye(3, dtype=bool)


def test_lengths_are_in_units_of_the_mean_distance_whatever_the_unit():
    lengths = relative_lengths(CHAIN)
    assert lengths[APART].mean() == pytest.approx(1)
    assert (np.diag(lengths) == 0).all()
    assert_allclose(relative_lengths(CHAIN.replace(coordinates=CHAIN.coordinates / 10)), lengths)


def test_regions_that_no_path_joins_are_twice_as_far_as_the_farthest():
    pieces = Connectome([[0, 1, 0, 0], [1, 0, 0.5, 0], [0, 0.5, 0, 0], [0, 0, 0, 0]])
    lengths = relative_lengths(pieces)
    assert lengths[0, 3] == pytest.approx(2 * lengths[0, 2])


def test_a_single_region_has_no_distances():
    assert relative_lengths(Connectome([[0.0]])).tolist() == [[0.0]]
    (length,) = pairs_of(Connectome(sparse.csr_array([[0.0]])), only_connected=True).lengths
    assert length == 0


@st.composite
def stored_twice(draw):
    """Draw a connectome with dense and with sparse weights."""
    n_regions, rng = draw(st.integers(1, 8)), np.random.default_rng(draw(st.integers(0, 999)))
    weights = rng.random((n_regions, n_regions)) + 0.1
    weights *= rng.random(weights.shape) < draw(st.sampled_from([0.0, 0.2, 0.5, 1.0]))
    if draw(st.booleans()):
        weights = np.maximum(weights, weights.T)
    tracts = np.triu(rng.uniform(5, 90, size=weights.shape) * (rng.random(weights.shape) < 0.5), 1)
    dense = Connectome(
        weights,
        coordinates=rng.normal(size=(n_regions, 3)) * 40 if draw(st.booleans()) else None,
        lengths=tracts + tracts.T if draw(st.booleans()) else None,
    )
    lengths = None if dense.lengths is None else sparse.csr_array(dense.lengths)
    return dense, dense.replace(weights=sparse.csr_array(weights), lengths=lengths)


@settings(max_examples=200)
@given(connectomes=stored_twice(), both_directions=st.booleans(), only_connected=st.booleans())
def test_storage_changes_neither_pairs_nor_lengths(connectomes, both_directions, only_connected):
    dense, thin = (
        pairs_of(each, only_connected=only_connected, both_directions=both_directions)
        for each in connectomes
    )
    assert np.array_equal(dense.keys, thin.keys) and (np.diff(thin.keys) > 0).all()
    assert np.array_equal(dense.connected, thin.connected)
    assert_allclose(thin.lengths, dense.lengths, rtol=1e-10)
    assert (thin.lengths[thin.sources == thin.targets] == 0).all()


def test_of_a_sparse_connectome_no_matrix_is_made(monkeypatch):
    brain = CHAIN.replace(weights=sparse.csr_array(CHAIN.to_dense()))
    for name in ("to_dense", "adjacency", "all_distances"):
        monkeypatch.setattr(Connectome, name, None)
    assert len(pairs_of(brain, only_connected=True, both_directions=True)) == 7
