"""Compiled products are those of dense matrices, and of torch."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sk_ccnn.nn import kernels

pytestmark = pytest.mark.skipif(not kernels.HAS_NUMBA, reason="numba is not installed")


def drawn(n_rows, n_columns, density, batch, dtype, seed):
    """Draw a sparse matrix whose values are packed in another order, and two dense ones."""
    random = np.random.default_rng(seed)
    like = np.sort(random.integers(n_rows, size=n_rows))  # some rows are the same as the next
    is_there = random.random((n_rows, n_columns)) < density
    matrix = sparse.csr_array(is_there[like]).astype(float)
    matrix.sort_indices()
    values = random.normal(size=matrix.nnz + 3)
    entries = random.permutation(len(values))[: matrix.nnz]
    matrix.data = values[entries]
    rows = [torch.tensor(each.astype(np.int32)) for each in (matrix.indptr, matrix.indices)]
    dense = [random.normal(size=(size, batch)) for size in (n_rows, n_columns)]
    tensors = [torch.tensor(each, dtype=dtype) for each in (values, *dense)]
    return matrix.toarray(), rows, torch.tensor(entries), *tensors


@given(
    n_rows=st.integers(1, 9),
    n_columns=st.integers(1, 9),
    density=st.floats(0, 1),
    batch=st.integers(0, 7),
    is_double=st.booleans(),
    seed=st.integers(0, 999),
)
@settings(deadline=None, max_examples=60)
def test_products_are_those_of_dense_matrices(n_rows, n_columns, density, batch, is_double, seed):
    dtype, close = (torch.float64, 1e-12) if is_double else (torch.float32, 1e-4)
    matrix, rows, entries, values, gradient, x = drawn(
        n_rows, n_columns, density, batch, dtype, seed
    )
    product = kernels.multiply(*rows, entries, values, x)
    assert product.dtype == dtype
    np.testing.assert_allclose(product.numpy(), matrix @ x.numpy(), atol=close)
    into = torch.full_like(values, 7.0)
    kernels.sample(*rows, entries, kernels.find_twins(*rows), gradient, x, into)
    expected = np.full(len(values), 7.0)
    places = np.nonzero(matrix)
    expected[entries.numpy()] = (gradient.numpy() @ x.numpy().T)[places]
    np.testing.assert_allclose(into.numpy(), expected, atol=close)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_what_is_not_finite_stays_so(wrong):
    _, rows, entries, values, _, x = drawn(4, 5, 1.0, 6, torch.float64, 0)
    x[2, 3] = wrong
    product = kernels.multiply(*rows, entries, values, x)
    assert not torch.isfinite(product[:, 3]).any()
    assert torch.isfinite(product[:, :3]).all()


def test_only_numbers_that_processors_compute_with_are_compiled():
    assert kernels.can_compile(torch.zeros(2))
    assert not kernels.can_compile(torch.zeros(2, dtype=torch.float16))
    assert not kernels.can_compile(torch.zeros(2, device="meta"))


@given(pattern=st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=7))
def test_twins_have_the_same_columns_as_the_next_row(pattern):
    matrix = sparse.csr_array(np.array(pattern, dtype=float))
    rows = [torch.tensor(each.astype(np.int32)) for each in (matrix.indptr, matrix.indices)]
    expected = [one == other for one, other in pairwise(pattern)]
    assert kernels.find_twins(*rows).tolist() == [*expected, False]
