"""Pairs of different regions in the order that tables hold them: upper triangle, row by row."""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from ..types import FloatArray

Scalar = TypeVar("Scalar", bound=np.generic)


def n_pairs(n_regions: int) -> int:
    """Count the pairs of different regions."""
    return n_regions * (n_regions - 1) // 2


def index_of_pairs(low: Any, high: Any, n_regions: int) -> Any:
    """Give the place of pairs of regions in the upper triangle, row by row.

    Parameters
    ----------
    low, high : ndarray or Tensor of int
        The two regions of each pair, the smaller one first; of 64 bits where regions are many.
    n_regions : int

    Returns
    -------
    ndarray or Tensor of int, like `low`
    """
    return low * n_regions - low * (low + 1) // 2 + high - low - 1


def regions_of_pairs(n_columns: int) -> int:
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


def regions_of_diagonal(vectors: FloatArray) -> int | None:
    """Tell vectors of lower triangles with their diagonal, as nilearn gives them, by its ones.

    Parameters
    ----------
    vectors : ndarray of shape (n_subjects, n_columns)
        Of correlations, or of another measure that is the same for each region with itself.

    Returns
    -------
    int or None
        The number of regions; None where columns of a diagonal would not all be the same number, or
        everything is.
    """
    n_columns = vectors.shape[1]
    n_regions = round((np.sqrt(1 + 8 * n_columns) - 1) / 2)
    if n_regions < 3 or n_regions * (n_regions + 1) // 2 != n_columns or len(vectors) < 2:
        return None
    rows = np.arange(n_regions)
    diagonal = vectors[:, rows * (rows + 3) // 2]
    is_same = np.allclose(diagonal, diagonal[0, 0], rtol=1e-6, atol=0)
    return n_regions if is_same and not np.allclose(vectors, vectors[0]) else None


def upper_triangle(matrices: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
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
    pairs: npt.NDArray[Scalar] = matrices[..., rows, columns]
    return pairs


def fill_symmetric(pairs: npt.NDArray[Scalar], n_regions: int) -> npt.NDArray[Scalar]:
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
