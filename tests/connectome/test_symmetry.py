"""Rounding makes no graph directed, and no difference between two directions is overlooked."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.connectome import Connectome, consensus_connectome
from sk_ccnn.connectome.symmetry import asymmetric_pair, infinite_pair, made_symmetric, to_numpy
from sk_ccnn.nulls import degree_preserving

SERIES = torch.tensor(np.random.default_rng(0).normal(size=(20, 150)))


def correlations(dtype):
    """Correlate as torch does, which rounds the two directions of a pair apart."""
    matrix = torch.corrcoef(SERIES.to(dtype))
    assert (matrix != matrix.T).any()
    return matrix


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
@pytest.mark.parametrize("as_tensor", [True, False])
def test_correlations_in_any_precision_are_undirected(dtype, as_tensor):
    matrix = correlations(dtype)
    given = matrix if as_tensor or dtype == torch.bfloat16 else matrix.numpy()
    connectome = Connectome(given)
    assert not connectome.is_directed
    stored = connectome.to_dense()
    assert np.array_equal(stored, stored.T)
    off = ~np.eye(20, dtype=bool)
    assert np.abs(stored - matrix.double().numpy())[off].max() <= torch.finfo(dtype).eps


def test_float32_correlations_that_were_cast_are_undirected():
    cast = correlations(torch.float32).double().numpy()
    assert not Connectome(cast).is_directed
    assert not Connectome(sparse.csr_array(cast)).is_directed
    assert not consensus_connectome([cast, cast], density=0.5).is_directed


def test_a_tensor_may_be_part_of_a_graph():
    weights = torch.ones(3, 3, requires_grad=True)
    assert Connectome(weights * 1) == Connectome(np.ones((3, 3)))


def test_nulls_and_edges_work_on_float32_correlations():
    connectome = Connectome(correlations(torch.float32).numpy()).threshold(0.3)
    assert not degree_preserving(connectome, random_state=0).connectome.is_directed
    X = np.random.default_rng(0).normal(size=(12, 190))
    model = ConnectomeRegressor(connectome, features="edges", n_members=1, max_epochs=1)
    assert model.fit(X, X[:, 0]).features_ == "edges"


@given(
    scale=st.floats(-6, 6),
    share=st.floats(1e-4, 1),
    seed=st.integers(0, 99),
    on_diagonal=st.sampled_from([0.0, 5e6, np.inf, np.nan]),
    outlier=st.sampled_from([1.0, 1e9]),
)
def test_a_real_difference_is_seen_whatever_stands_elsewhere(
    scale, share, seed, on_diagonal, outlier
):
    weights = np.random.default_rng(seed).uniform(0.5, 1, (6, 6)) * 10**scale
    weights = weights + weights.T
    weights[0, 1] = weights[1, 0] = outlier * 10**scale
    assert not Connectome(weights).is_directed
    weights[3, 4] *= 1 + share
    np.fill_diagonal(weights, on_diagonal)
    assert Connectome(weights).is_directed
    assert Connectome(sparse.csr_array(weights)).is_directed


def test_whole_numbers_are_not_rounded():
    counts = np.array([[0, 10**7, 2], [10**7 + 1, 0, 2], [2, 2, 0]])
    assert Connectome(counts).is_directed
    assert to_numpy(counts)[1] == 0 == to_numpy(torch.tensor(counts))[1]


def test_dense_and_sparse_find_the_same_pair():
    weights = np.ones((4, 4)) - np.eye(4)
    weights[2, 1] = 1.5
    assert {*asymmetric_pair(weights, 1e-5)} == {*asymmetric_pair(sparse.csr_array(weights), 1e-5)}
    assert {*asymmetric_pair(weights, 1e-5)} == {1, 2}


def test_large_numbers_do_not_overflow():
    weights = np.full((3, 3), 1.7e308)
    assert asymmetric_pair(weights, 1e-5) is None
    assert np.isfinite(made_symmetric(weights)).all()
    weights[0, 1] = -1.7e308
    assert asymmetric_pair(weights, 1e-5) in [(0, 1), (1, 0)]


def test_what_is_not_finite_is_found():
    weights = np.zeros((3, 3))
    assert infinite_pair(weights) is None
    weights[2, 1] = np.nan
    assert infinite_pair(weights) == (2, 1)
