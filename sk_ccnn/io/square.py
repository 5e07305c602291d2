"""What a matrix of weights must be: square, finite, and symmetric unless it is directed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from ..connectome import Connectome
from .content import Symmetrization, Weights
from .limits import MEMORY_LIMIT, require_matrix_memory

# Programs write six or more digits; two directions may be rounded differently.
_SYMMETRY_TOLERANCE = 1e-6
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
    ndarray or csr_array of shape (n_regions, n_regions), float64
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
        dense: Weights = np.asarray(given, dtype=np.float64)
        return dense
    return _checked_sparse(given, what)


def _checked_sparse(given: Any, what: str) -> sparse.csr_array:
    """Check the indices, of which a wrong one makes SciPy write outside its arrays."""
    if given.format in ("csr", "csc"):
        given.check_format(full_check=True)
    elif given.format != "coo":  # which checks its indices itself
        raise ValueError(f"{what} must be sparse by row, column or pair, got {given.format!r}")
    checked = sparse.csr_array(given, dtype=np.float64, copy=True)
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
    directed : bool
        Accept it as it is.
    symmetrize : {"mean", "max", "upper", "lower"} or None
        See `read_connectome`.

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
        With zero diagonal.
    """
    weights = _without_diagonal(weights)
    _require_finite(weights)
    if symmetrize is not None:
        _require_empty_triangle(weights, symmetrize)
        return Connectome(weights).symmetrize(symmetrize).weights
    if directed:
        return weights
    difference = abs(weights - weights.T)
    largest = difference.max()
    if largest > _SYMMETRY_TOLERANCE * abs(weights).max():
        i, j = _where_largest(difference)
        raise ValueError(
            f"the matrix is not symmetric: the weight from region {i} to {j} is "
            f"{weights[i, j]:g}, that from {j} to {i} is {weights[j, i]:g}; if that is meant, say "
            f"{_remedy(weights)}"
        )
    # The mean, in a form that cannot overflow.
    return weights if largest == 0 else weights + (weights.T - weights) / 2


def _where_largest(difference: Weights) -> tuple[int, int]:
    if not sparse.issparse(difference):
        i, j = np.unravel_index(difference.argmax(), difference.shape)
        return int(i), int(j)
    entries = sparse.coo_array(difference)
    largest = entries.data.argmax()
    return int(entries.row[largest]), int(entries.col[largest])


def _remedy(weights: Weights) -> str:
    lower, upper = _triangle(weights, "lower"), _triangle(weights, "upper")
    if _is_zero(lower) or _is_zero(upper):
        return f"symmetrize='{'upper' if _is_zero(lower) else 'lower'}'"
    return "symmetrize='mean', or directed=True"


def _without_diagonal(weights: Weights) -> Weights:
    if not sparse.issparse(weights):
        weights = np.array(weights)
        np.fill_diagonal(weights, 0.0)
        return weights
    entries = sparse.coo_array(weights)
    kept = entries.row != entries.col
    indices = (entries.row[kept], entries.col[kept])
    return sparse.csr_array((entries.data[kept], indices), shape=weights.shape)


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


def _require_empty_triangle(weights: Weights, symmetrize: Symmetrization) -> None:
    """Refuse to take one triangle where the other says something else."""
    if symmetrize in ("upper", "lower"):
        kept = _triangle(weights, symmetrize)
        other = weights - kept
        if not _is_zero(other) and not _is_zero(other - kept.T):
            raise ValueError(
                f"symmetrize={symmetrize!r} would lose the other triangle, which is not empty; "
                "'mean' or 'max' use both"
            )
