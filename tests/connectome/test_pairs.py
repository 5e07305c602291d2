"""Pairs come out of matrices, and go back in, in one order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn.connectome.pairs import fill_symmetric, n_pairs, upper_triangle


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
