"""Pairs come out of matrices, and go back in, in one order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn.connectome.pairs import (
    fill_symmetric,
    n_pairs,
    regions_of_diagonal,
    upper_triangle,
)


@given(st.integers(1, 7), st.lists(st.integers(1, 3), max_size=2))
def test_pairs_survive_the_way_into_matrices_and_back(n_regions, leading):
    shape = (*leading, n_pairs(n_regions))
    pairs = 1 + np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    matrices = fill_symmetric(pairs, n_regions)
    assert matrices.shape == (*leading, n_regions, n_regions) and matrices.dtype == np.float32
    assert (upper_triangle(matrices) == pairs).all()
    assert (matrices == matrices.swapaxes(-1, -2)).all()
    assert (matrices[..., range(n_regions), range(n_regions)] == 0).all()


def test_pairs_come_row_by_row():
    matrix = np.arange(16).reshape(4, 4)
    assert upper_triangle(matrix).tolist() == [1, 2, 3, 6, 7, 11]


@pytest.mark.parametrize("n_regions", [3, 4, 30])
def test_the_diagonal_in_vectors_is_told_from_regions(n_regions):
    random = np.random.default_rng(0)
    matrices = np.stack([np.corrcoef(each) for each in random.normal(size=(9, n_regions, 50))])
    with_diagonal = matrices[:, *np.tril_indices(n_regions)]
    assert regions_of_diagonal(with_diagonal) == n_regions
    assert regions_of_diagonal(matrices[:, *np.tril_indices(n_regions, k=-1)]) is None
    assert regions_of_diagonal(matrices[:, *np.triu_indices(n_regions)]) is None
    assert regions_of_diagonal(random.normal(size=with_diagonal.shape)) is None
    assert regions_of_diagonal(np.ones(with_diagonal.shape)) is None
    assert regions_of_diagonal(with_diagonal[:1]) is None
