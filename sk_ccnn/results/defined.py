"""A score that is not defined is never ranked, compared, counted or averaged away."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

_MOST_NAMED = 3


def why_undefined(scores: ArrayLike, metric: str) -> str:
    """Say in which folds a score is not defined.

    Parameters
    ----------
    scores : array-like of shape (..., n_folds)
    metric : str
        Name of the score.

    Returns
    -------
    str
        Empty where every score is a finite number.

    Examples
    --------
    >>> from sk_ccnn.results.defined import why_undefined
    >>> why_undefined([[0.2, 0.3], [0.1, np.nan]], "R²")
    'R² is not defined in fold 2 of 2'
    """
    table = np.asarray(scores, dtype=float)
    bad = ~np.isfinite(table.reshape(-1, table.shape[-1])).all(axis=0)
    if not bad.any():
        return ""
    return f"{metric} is not defined in {name_folds(np.flatnonzero(bad), bad.size)}"


def name_folds(folds: ArrayLike, n_folds: int) -> str:
    """Name folds, counted from 1: "fold 2 of 5", "folds 1, 2, 3 and 9 more of 12": str.

    Parameters
    ----------
    folds : array-like of int
        Counted from 0.
    n_folds : int
        Number of all folds.
    """
    numbers = [str(fold + 1) for fold in np.asarray(folds).tolist()]
    if len(numbers) == 1:
        return f"fold {numbers[0]} of {n_folds}"
    if len(numbers) == n_folds:
        return f"folds 1 to {n_folds} of {n_folds}"
    named = ", ".join(numbers[:_MOST_NAMED])
    if len(numbers) > _MOST_NAMED:
        return f"folds {named} and {len(numbers) - _MOST_NAMED} more of {n_folds}"
    return f"folds {named} of {n_folds}"


def require_defined(scores: ArrayLike, metric: str, needed_for: str) -> None:
    """Raise ValueError where a score is not defined that something depends on.

    Parameters
    ----------
    scores : array-like of shape (..., n_folds)
    metric : str
        Name of the score.
    needed_for : str
        What cannot be done without.
    """
    reason = why_undefined(scores, metric)
    if reason:
        raise ValueError(
            f"{reason}, so that {needed_for}; needed a score that is a number in every fold"
        )
