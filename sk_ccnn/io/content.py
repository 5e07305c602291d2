"""What a file says about a connectome, and what a matrix of weights must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import (
    Connectome,
    asymmetric_pair,
    infinite_pair,
    made_symmetric,
    to_numpy,
    without_diagonal,
)
from ..types import AnyArray, FloatArray

Symmetrization: TypeAlias = Literal["mean", "max", "upper", "lower"]


@dataclass(frozen=True)
class ReadOptions:
    """What the user says about a file; see `read_connectome`.

    Parameters
    ----------
    key : str or None
    base : {0, 1} or None
    n_regions : int or None
    directed, complete : bool
    """

    key: str | None = None
    base: Literal[0, 1] | None = None
    n_regions: int | None = None
    directed: bool = False
    complete: bool = False


class Content(NamedTuple):
    """What was found in a file, before it is checked.

    Parameters
    ----------
    weights : ndarray of shape (n_regions, n_regions)
    labels : list of str or None
    lengths : ndarray of shape (n_regions, n_regions), in mm, or None
    coordinates : array-like of shape (n_regions, 3), in mm, or None
    """

    weights: FloatArray
    labels: list[str] | None = None
    lengths: FloatArray | None = None
    coordinates: ArrayLike | None = None


def require_square(matrix: ArrayLike, what: str = "the matrix") -> FloatArray:
    """Refuse an array that is not a square matrix of real numbers.

    Parameters
    ----------
    matrix : ndarray
    what : str
        For the error.

    Returns
    -------
    ndarray of shape (n_regions, n_regions), of float
        float16 and float32 are kept: they tell how much was rounded.
    """
    matrix = np.asarray(matrix)
    if matrix.dtype.kind not in "fiub":
        raise ValueError(f"{what} must hold real numbers, got {matrix.dtype}")
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) < 2:
        raise ValueError(
            f"{what} must be square, with a row and a column for each of two or more regions, got "
            f"shape {matrix.shape}"
        )
    return matrix if matrix.dtype.kind == "f" else matrix.astype(np.float64)


def require_symmetric(
    weights: AnyArray, directed: bool = False, symmetrize: Symmetrization | None = None
) -> FloatArray:
    """Refuse a matrix that is not symmetric, or make it so if that was asked for.

    Parameters
    ----------
    weights : ndarray of shape (n_regions, n_regions)
        Its diagonal may hold anything. Two directions may differ by rounding, see `Connectome`.
    directed : bool
        Accept it as it is.
    symmetrize : {"mean", "max", "upper", "lower"} or None
        See `read_connectome`.

    Returns
    -------
    ndarray of shape (n_regions, n_regions), float64
        With zero diagonal.
    """
    # Programs write six or more digits, so text is rounded too.
    tolerance = to_numpy(weights)[1] or to_numpy(1.0)[1]
    weights = without_diagonal(weights)
    infinite = infinite_pair(weights)
    if infinite is not None:
        i, j = infinite
        raise ValueError(f"the weight from region {i} to {j} is {weights[i, j]}, needed a number")
    if symmetrize is not None:
        _require_empty_triangle(weights, symmetrize, tolerance)
        return Connectome(weights).symmetrize(symmetrize).to_dense()
    if directed:
        return weights
    unequal = asymmetric_pair(weights, tolerance)
    if unequal is not None:
        i, j = unequal
        triangle = "upper" if not np.tril(weights).any() else "lower"
        one_sided = not np.tril(weights).any() or not np.triu(weights).any()
        hint = f"symmetrize='{triangle}'" if one_sided else "symmetrize='mean', or directed=True"
        raise ValueError(
            f"the matrix is not symmetric: the weight from region {i} to {j} is "
            f"{weights[i, j]:g}, that from {j} to {i} is {weights[j, i]:g}; if that is meant, say "
            f"{hint}"
        )
    symmetric: FloatArray = made_symmetric(weights)
    return symmetric


def _require_empty_triangle(
    weights: FloatArray, symmetrize: Symmetrization, tolerance: float
) -> None:
    """Refuse to take one triangle where the other says something else."""
    if symmetrize in ("upper", "lower"):
        keep = np.triu if symmetrize == "upper" else np.tril
        other = weights - keep(weights)
        if other.any() and asymmetric_pair(weights, tolerance) is not None:
            raise ValueError(
                f"symmetrize={symmetrize!r} would lose the other triangle, which is not empty; "
                "'mean' or 'max' use both"
            )
