"""Pure functions on the weights of a connectome: edges, scales, directions.

Weights are an ``(n_regions, n_regions)`` ndarray or CSR array with an empty diagonal; what comes in
dense goes out dense, what comes in sparse stays sparse.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from ..types import FloatArray, IntArray

Weights: TypeAlias = FloatArray | sparse.csr_array
Scale: TypeAlias = Literal["log", "max", "strength"]
Symmetrization: TypeAlias = Literal["mean", "max", "upper", "lower"]


def edge_list(weights: Weights) -> tuple[IntArray, IntArray, FloatArray]:
    """List the edges row by row.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    rows, columns : ndarray of shape (n_edges,)
    values : ndarray of shape (n_edges,)
    """
    if sparse.issparse(weights):
        edges = sparse.coo_array(weights)
        return edges.row, edges.col, edges.data
    rows, columns = np.nonzero(weights)
    return rows, columns, weights[rows, columns]


def values_at(weights: Weights, rows: IntArray, columns: IntArray) -> FloatArray:
    """Look up the weights of some pairs of regions.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    rows, columns : ndarray of shape (n_pairs,), int

    Returns
    -------
    ndarray of shape (n_pairs,)
        0 where there is no edge.
    """
    if not sparse.issparse(weights):
        dense: FloatArray = weights[rows, columns]
        return dense
    n_regions = weights.shape[0]
    own_rows, own_columns, own_values = edge_list(weights)
    if not len(own_values):
        return np.zeros(len(rows))
    keys = pair_keys(own_rows, own_columns, n_regions)
    wanted = pair_keys(rows, columns, n_regions)
    found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[found] == wanted, own_values[found], 0.0)


def pair_keys(rows: IntArray, columns: IntArray, n_regions: int) -> IntArray:
    """Give each pair of regions a number, row by row: int64 ndarray of shape (n_pairs,)."""
    return rows.astype(np.int64) * n_regions + columns


def upper_half(matrix: Weights) -> Weights:
    """Keep what is above the diagonal, in the storage it has: ndarray or csr_array."""
    if sparse.issparse(matrix):
        return sparse.csr_array(sparse.triu(matrix, k=1))
    return np.triu(matrix, k=1)


def read_only(matrix: Any) -> Weights:
    """Make a matrix, or all parts of a sparse one, read-only, and return it."""
    parts = (matrix.data, matrix.indices, matrix.indptr) if sparse.issparse(matrix) else (matrix,)
    for part in parts:
        part.setflags(write=False)
    weights: Weights = matrix
    return weights


def from_edges(rows: ArrayLike, columns: ArrayLike, values: ArrayLike, like: Weights) -> Weights:
    """Put edges into a matrix of the shape and storage of `like`.

    Parameters
    ----------
    rows, columns, values : ndarray of shape (n_edges,)
    like : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    if sparse.issparse(like):
        return sparse.csr_array((values, (rows, columns)), shape=like.shape)
    weights = np.zeros(like.shape)
    weights[np.asarray(rows), np.asarray(columns)] = values
    return weights


def both_directions(
    rows: ArrayLike, columns: ArrayLike, values: ArrayLike, like: Weights
) -> Weights:
    """Put edges, of which each pair of regions has one, into both triangles of a matrix.

    Parameters
    ----------
    rows, columns, values : ndarray of shape (n_edges,)
    like : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    return from_edges(np.r_[rows, columns], np.r_[columns, rows], np.r_[values, values], like)


def is_symmetric(weights: Weights) -> bool:
    """Say whether every edge has its equal in the other direction.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    bool
    """
    if sparse.issparse(weights):
        differing: Any = weights != weights.T
        return bool(differing.nnz == 0)
    return bool(np.array_equal(weights, weights.T))


def normalize(weights: Weights, method: Scale) -> Weights:
    """Bring weights to a common scale; see :meth:`sk_ccnn.Connectome.normalize`.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    method : {"log", "max", "strength"}

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    if method not in ("log", "max", "strength"):
        raise ValueError(f"method must be 'log', 'max' or 'strength', got {method!r}")
    rows, columns, values = edge_list(weights)
    if values.size == 0:
        return weights
    size = np.abs(values)
    if method == "log":
        scaled = np.sign(values) * np.log1p(size / np.median(size))
        values = scaled / np.abs(scaled).max()
    elif method == "max":
        values = values / size.max()
    else:
        outgoing = np.bincount(rows, size, minlength=weights.shape[0])
        incoming = np.bincount(columns, size, minlength=weights.shape[0])
        values = values / np.sqrt(outgoing[rows] * incoming[columns])
    return from_edges(rows, columns, values, like=weights)


def symmetrize(weights: Weights, method: Symmetrization) -> Weights:
    """Make both directions of a pair equal; see :meth:`sk_ccnn.Connectome.symmetrize`.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    method : {"mean", "max", "upper", "lower"}

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    if method == "mean":
        return (weights + weights.T) / 2
    if method == "max":
        return _stronger_direction(weights)
    if method not in ("upper", "lower"):
        raise ValueError(f"method must be 'mean', 'max', 'upper' or 'lower', got {method!r}")
    rows, columns, values = edge_list(weights)
    kept = rows < columns if method == "upper" else rows > columns
    return both_directions(rows[kept], columns[kept], values[kept], like=weights)


def _stronger_direction(weights: Weights) -> Weights:
    rows, columns, values = edge_list(weights)
    order = np.argsort(-np.abs(values), kind="stable")
    rows, columns, values = rows[order], columns[order], values[order]
    low, high = np.minimum(rows, columns), np.maximum(rows, columns)
    _, strongest = np.unique(np.stack([low, high]), axis=1, return_index=True)
    return both_directions(low[strongest], high[strongest], values[strongest], like=weights)
