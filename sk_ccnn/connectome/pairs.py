"""Pairs of different regions in the order that tables hold them: upper triangle, row by row."""

import numpy as np


def n_pairs(n_regions):
    """Count the pairs of different regions."""
    return n_regions * (n_regions - 1) // 2


def upper_triangle(matrices):
    """Take the pairs out of matrices.

    Parameters
    ----------
    matrices : ndarray of shape (..., n_regions, n_regions)

    Returns
    -------
    ndarray of shape (..., n_pairs)
        A new array.
    """
    rows, columns = np.triu_indices(matrices.shape[-1], k=1)
    return matrices[..., rows, columns]


def fill_symmetric(pairs, n_regions):
    """Put pairs into both triangles of matrices.

    Parameters
    ----------
    pairs : ndarray of shape (..., n_pairs)
    n_regions : int

    Returns
    -------
    ndarray of shape (..., n_regions, n_regions)
        A new array with a zero diagonal.
    """
    rows, columns = np.triu_indices(n_regions, k=1)
    matrices = np.zeros((*pairs.shape[:-1], n_regions, n_regions), dtype=pairs.dtype)
    matrices[..., rows, columns] = matrices[..., columns, rows] = pairs
    return matrices
