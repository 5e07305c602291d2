"""Pairs of different regions in the order that tables hold them: upper triangle, row by row."""

import numpy as np


def n_pairs(n_regions):
    """Count the pairs of different regions."""
    return n_regions * (n_regions - 1) // 2


def regions_of_pairs(n_columns):
    """Count the regions that have so many pairs.

    Parameters
    ----------
    n_columns : int

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If no number of regions has so many.
    """
    n_regions = round((1 + np.sqrt(1 + 8 * n_columns)) / 2)
    if n_pairs(n_regions) != n_columns:
        raise ValueError(
            f"got {n_columns} columns, but needed one for each pair of regions, n_regions * "
            f"(n_regions - 1) / 2, such as {n_pairs(n_regions)} for {n_regions} regions"
        )
    return n_regions


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
