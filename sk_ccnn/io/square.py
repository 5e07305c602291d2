"""What a matrix of weights must be: square, finite, and symmetric unless it is directed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from ..connectome import (
    Connectome,
    asymmetric_pair,
    made_symmetric,
    require_sound_indices,
    to_numpy,
)
from .content import Symmetrization, Weights
from .limits import MEMORY_LIMIT, require_matrix_memory

# More regions stay sparse, if a smaller share of their pairs is connected.
_DENSE_REGIONS = 1000
_DENSE_SHARE = 0.25


def require_square(
    matrix: ArrayLike | sparse.sparray | sparse.spmatrix,
    what: str = "the matrix",
    memory_limit: float = MEMORY_LIMIT,
) -> Weights:
    """Refuse an array that is not a square matrix of real numbers.

    Parameters
    ----------
    matrix : ndarray or sparse matrix
        Sparse ones stay sparse. What another program wrote into its indices is not relied on.
    what : str
        For the error.
    memory_limit : float
        In bytes.

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions), of float
        float16 and float32 are kept: they tell how much was rounded.
    """
    given: Any = matrix if sparse.issparse(matrix) else np.asarray(matrix)
    if given.dtype.kind not in "fiub":
        raise ValueError(f"{what} must hold real numbers, got {given.dtype}")
    if given.ndim != 2 or given.shape[0] != given.shape[1] or given.shape[0] < 2:
        raise ValueError(
            f"{what} must be square, with a row and a column for each of two or more regions, got "
            f"shape {given.shape}"
        )
    n_entries = given.nnz if sparse.issparse(given) else None
    require_matrix_memory(given.shape[0], memory_limit, n_entries)
    if not sparse.issparse(given):
        dense: Weights = given if given.dtype.kind == "f" else given.astype(np.float64)
        return dense
    return _checked_sparse(given, what)


def _checked_sparse(given: Any, what: str) -> sparse.csr_array:
    """Check the indices, of which a wrong one makes SciPy write outside its arrays."""
    require_sound_indices(given, what)
    if given.format not in ("csr", "csc", "coo"):
        raise ValueError(f"{what} must be sparse by row, column or pair, got {given.format!r}")
    kept = given.dtype.kind == "f" and given.dtype.itemsize >= 4  # SciPy cannot sort float16
    dtype = given.dtype if kept else np.float64
    checked = sparse.csr_array(given, dtype=dtype, copy=True)
    # Making it sparse by row adds up what is stored for one pair.
    checked.sum_duplicates()
    if checked.nnz != given.nnz:
        raise ValueError(f"{what} stores {given.nnz - checked.nnz} pairs of regions twice")
    return checked


def dense_unless_large(weights: sparse.csr_array, memory_limit: float) -> Weights:
    """Make a matrix dense, unless its regions are many and its edges few.

    Parameters
    ----------
    weights : csr_array of shape (n_regions, n_regions)
    memory_limit : float
        In bytes.

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    n_regions = weights.shape[0]
    if n_regions > _DENSE_REGIONS and weights.nnz < _DENSE_SHARE * n_regions**2:
        return weights
    require_matrix_memory(n_regions, memory_limit)
    dense: Weights = weights.toarray()
    return dense


def require_symmetric(
    weights: Weights, directed: bool = False, symmetrize: Symmetrization | None = None
) -> Weights:
    """Refuse a matrix that is not symmetric, or make it so if that was asked for.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
        Its diagonal may hold anything. Two directions may differ by rounding, see `Connectome`.
    directed : bool
        Accept it as it is.
    symmetrize : {"mean", "max", "upper", "lower"} or None
        See `read_connectome`.

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions), float64
        With zero diagonal.
    """
    # Programs write six or more digits, so text is rounded too.
    tolerance = to_numpy(weights)[1] or to_numpy(1.0)[1]
    weights = _without_diagonal(weights)
    _require_finite(weights)
    if symmetrize is not None:
        _require_empty_triangle(weights, symmetrize, tolerance)
        return Connectome(weights).symmetrize(symmetrize).weights
    if directed:
        return weights
    unequal = asymmetric_pair(weights, tolerance)
    if unequal is not None:
        i, j = unequal
        raise ValueError(
            f"the matrix is not symmetric: the weight from region {i} to {j} is "
            f"{weights[i, j]:g}, that from {j} to {i} is {weights[j, i]:g}; if that is meant, say "
            f"{_remedy(weights)}"
        )
    symmetric: Weights = made_symmetric(weights)
    return symmetric


def _remedy(weights: Weights) -> str:
    lower, upper = _triangle(weights, "lower"), _triangle(weights, "upper")
    if _is_zero(lower) or _is_zero(upper):
        return f"symmetrize='{'upper' if _is_zero(lower) else 'lower'}'"
    return "symmetrize='mean', or directed=True"


def _without_diagonal(weights: Weights) -> Weights:
    if not sparse.issparse(weights):
        weights = np.array(weights, dtype=np.float64)
        np.fill_diagonal(weights, 0.0)
        return weights
    entries = sparse.coo_array(weights)
    kept = entries.row != entries.col
    indices = (entries.row[kept], entries.col[kept])
    return sparse.csr_array((entries.data[kept].astype(float), indices), shape=weights.shape)


def _require_finite(weights: Weights) -> None:
    entries = sparse.coo_array(weights) if sparse.issparse(weights) else None
    values = weights if entries is None else entries.data
    if np.isfinite(values).all():
        return
    bad = tuple(np.argwhere(~np.isfinite(values))[0])
    i, j = bad if entries is None else (entries.row[bad], entries.col[bad])
    raise ValueError(f"the weight from region {i} to {j} is {values[bad]}, needed a number")


def _triangle(weights: Weights, which: Symmetrization) -> Weights:
    room: Any = sparse if sparse.issparse(weights) else np
    triangle: Weights = room.triu(weights) if which == "upper" else room.tril(weights)
    return triangle


def _is_zero(weights: Weights) -> bool:
    return bool(abs(weights).max() == 0)


def _require_empty_triangle(weights: Weights, symmetrize: Symmetrization, tolerance: float) -> None:
    """Refuse to take one triangle where the other says something else."""
    if symmetrize in ("upper", "lower"):
        other = weights - _triangle(weights, symmetrize)
        if not _is_zero(other) and asymmetric_pair(weights, tolerance) is not None:
            raise ValueError(
                f"symmetrize={symmetrize!r} would lose the other triangle, which is not empty; "
                "'mean' or 'max' use both"
            )
