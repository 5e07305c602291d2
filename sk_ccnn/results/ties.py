"""Scores that differ by rounding only are equal, in every test and every ranking."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from ..types import FloatArray

# Means of the same scores in another order differ by less; no finding ever differs by as little.
_RELATIVE = 1e-10


def rounding(dtype: DTypeLike, scale: float) -> float:
    """Tell how far two scores of a size may be apart that are equal: float.

    Parameters
    ----------
    dtype : dtype
        Of the scores.
    scale : float
        Size of the scores.
    """
    kind = np.dtype(dtype)
    # As scipy's resampling tests, where the numbers have fewer digits.
    relative = 100 * np.finfo(kind).eps if kind.kind == "f" else 0.0
    return max(_RELATIVE, float(relative)) * scale


def magnitude(*scores: ArrayLike) -> float:
    """Give the largest absolute value of scores that are defined; 0 where there is none: float."""
    sizes = [np.abs(np.asarray(each, dtype=float)).ravel() for each in scores]
    joined = np.concatenate(sizes)
    return float(joined[np.isfinite(joined)].max(initial=0))


def merge_ties(values: ArrayLike, scale: float | None = None) -> FloatArray:
    """Make values that are equal up to rounding exactly equal, so that they can be ranked.

    Parameters
    ----------
    values : array-like of any shape
    scale : float, optional
        Size of the numbers that the values were computed from, such as the scores of single folds;
        by default their own.

    Returns
    -------
    ndarray of the same shape
        Of equals each is the smallest. NaN stays NaN.

    Examples
    --------
    >>> from sk_ccnn.results.ties import merge_ties
    >>> bool(np.mean([0.1, 0.1, 0.4]) == np.mean([0.1, 0.4, 0.1]))
    False
    >>> merged = merge_ties([np.mean([0.1, 0.1, 0.4]), np.mean([0.1, 0.4, 0.1])])
    >>> bool(merged[0] == merged[1])
    True
    """
    given = np.asarray(values)
    flat = given.astype(float).ravel()
    allowed = rounding(given.dtype, magnitude(flat) if scale is None else scale)
    order = np.argsort(flat, kind="stable")  # NaN last
    in_order = flat[order]
    with np.errstate(invalid="ignore"):  # infinity minus infinity
        is_new = ~(np.diff(in_order, prepend=-np.inf) <= allowed)
    is_new |= ~np.isfinite(in_order)
    first = np.maximum.accumulate(np.where(is_new, np.arange(flat.size), 0))
    merged = np.empty_like(flat)
    merged[order] = in_order[first] if flat.size else in_order
    return merged.reshape(given.shape)


def is_constant(values: ArrayLike) -> bool:
    """Tell whether numbers do not vary but by rounding, or there are fewer than two."""
    given = np.asarray(values)
    if given.size < 2:
        return True
    return bool(np.ptp(given) <= rounding(given.dtype, magnitude(given)))
