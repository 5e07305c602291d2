"""Edges, scales and directions: the same for dense and sparse weights, whatever their unit."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import sparse

from sk_ccnn.connectome import load_connectome
from sk_ccnn.connectome.topology import (
    both_directions,
    edge_list,
    from_edges,
    is_symmetric,
    normalize,
    symmetrize,
)

few = settings(max_examples=40)
SCALES, SIDES = ("log", "max", "strength"), ("mean", "max", "upper", "lower")


@few
@given(data=st.data())
def test_edges_make_the_matrix_they_come_from(weight_matrices, data):
    weights = data.draw(weight_matrices())
    thin = sparse.csr_array(weights)
    assert np.array_equal(from_edges(*edge_list(weights), like=weights), weights)
    again = from_edges(*edge_list(thin), like=thin)
    assert again.format == "csr" and np.array_equal(again.toarray(), weights)
    upper = np.triu(weights, 1)
    assert np.array_equal(both_directions(*edge_list(upper), like=upper), upper + upper.T)
    assert is_symmetric(weights) == is_symmetric(thin) == (weights == weights.T).all()


@few
@given(data=st.data(), method=st.sampled_from(SCALES), unit=st.sampled_from([1e-6, 3.0, 1e6]))
def test_scales_do_not_depend_on_the_unit(weight_matrices, data, method, unit):
    weights = data.draw(weight_matrices())
    scaled = normalize(weights, method)
    assert np.abs(scaled).max() <= 1 + 1e-12
    assert np.array_equal(np.sign(scaled), np.sign(weights))
    assert np.allclose(normalize(unit * weights, method), scaled, rtol=1e-9)
    assert np.allclose(normalize(sparse.csr_array(weights), method).toarray(), scaled)
    if is_symmetric(weights):
        assert np.allclose(scaled, scaled.T, rtol=1e-12)
    if method != "strength":
        assert np.abs(scaled).max() == (weights.any() and 1)
        order = np.argsort(np.abs(weights), axis=None)
        assert (np.diff(np.abs(scaled).flat[order]) >= 0).all()


@few
@given(data=st.data())
def test_strengths_bound_the_spectrum(weight_matrices, data):
    weights = np.abs(data.draw(weight_matrices(symmetric=True)))
    assume(weights.any())
    assert np.linalg.eigvalsh(normalize(weights, "strength")).max() == pytest.approx(1)


@few
@given(data=st.data(), method=st.sampled_from(SIDES))
def test_symmetrize_is_symmetric_and_changes_nothing_symmetric(weight_matrices, data, method):
    weights = data.draw(weight_matrices())
    symmetric = symmetrize(weights, method)
    assert np.array_equal(symmetric, symmetric.T)
    assert np.array_equal(symmetrize(symmetric, method), symmetric)
    thin = symmetrize(sparse.csr_array(weights), method)
    assert sparse.issparse(thin) and np.array_equal(thin.toarray(), symmetric)


@few
@given(data=st.data())
def test_symmetrize_takes_the_direction_it_says(weight_matrices, data):
    weights = data.draw(weight_matrices(symmetric=False))
    upper, lower = np.triu(weights, 1), np.tril(weights, -1)
    assert np.array_equal(symmetrize(weights, "mean"), (weights + weights.T) / 2)
    assert np.array_equal(symmetrize(weights, "upper"), upper + upper.T)
    assert np.array_equal(symmetrize(weights, "lower"), lower + lower.T)
    stronger = symmetrize(weights, "max")
    assert np.array_equal(np.abs(stronger), np.maximum(np.abs(weights), np.abs(weights.T)))
    assert ((stronger == weights) | (stronger == weights.T)).all()


def test_normalize_keeps_the_order_of_real_streamline_counts():
    connectome = load_connectome()
    thousand = connectome.replace(weights=1000 * connectome.weights)
    for method in SCALES:
        assert np.allclose(connectome.normalize(method), thousand.normalize(method))
    edges = connectome.adjacency()
    order = np.argsort(connectome.to_dense()[edges])
    scaled = connectome.normalize().to_dense()[edges][order]
    assert (np.diff(scaled) >= 0).all() and scaled.max() == 1


@pytest.mark.parametrize("weights", [np.ones((3, 3)), np.zeros((3, 3))])
def test_unknown_methods_list_the_known_ones(weights):
    with pytest.raises(ValueError, match="'strength', got 'best'"):
        normalize(weights, "best")
    with pytest.raises(ValueError, match="'lower', got 'best'"):
        symmetrize(weights, "best")
