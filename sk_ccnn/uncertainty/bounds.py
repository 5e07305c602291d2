"""Bounds of intervals from errors that were made in subjects that were not seen: CV+.

MAPIE has this method, and the tests compare our bounds with its. Its regressor trains its folds by
itself, splits no metadata but the weights, fixes the coverage before the training, keeps an array
of test by training subjects and is no scikit-learn estimator that can be cloned or searched; what
is left to take from it is the one quantile below.
"""

from __future__ import annotations

import math
from numbers import Real

import numpy as np
from sklearn.utils import gen_batches

from ..types import FloatArray, IntArray

# Numbers of test times training subjects that are sorted at once.
_MOST_VALUES = 2**22


def require_coverage(coverage: float, n_subjects: int) -> None:
    """Raise ValueError where a coverage is none, or there are too few subjects for it.

    Parameters
    ----------
    coverage : float
        Share of new subjects whose value is to be in its interval.
    n_subjects : int
        Training subjects.
    """
    is_number = isinstance(coverage, Real) and not isinstance(coverage, bool)
    if not is_number or not 0 < coverage < 1:
        raise ValueError(f"coverage must be a number between 0 and 1, got {coverage!r}")
    needed = math.ceil(round(1 / (1 - coverage), 9)) - 1
    if n_subjects < needed:
        raise ValueError(
            f"coverage={coverage} needs at least {needed} training subjects, fit had {n_subjects}: "
            f"with these, at most {n_subjects}/{n_subjects + 1} can be asked for"
        )


def conformal_bounds(
    centres: FloatArray,
    scales: FloatArray,
    scores: FloatArray,
    fold: IntArray,
    weight: FloatArray,
    coverage: float,
) -> FloatArray:
    """Compute the bounds of intervals by CV+.

    Every training subject says where the value of a new one may be: at what the model of its fold
    predicts for the new one, plus or minus its own error, in units of the scales. A bound is a
    quantile over the training subjects.

    Parameters
    ----------
    centres : ndarray of shape (n_folds, n_new)
        What the model of each fold predicts for each new subject.
    scales : ndarray of shape (n_folds, n_new)
        How large an error of the model is expected to be.
    scores : ndarray of shape (n_subjects,)
        Absolute error of each training subject, out of fold, over its scale.
    fold : ndarray of shape (n_subjects,), of int
        Fold of each training subject.
    weight : ndarray of shape (n_subjects,)
        Weights of the training subjects; a new one counts as their mean.
    coverage : float
        See `require_coverage`.

    Returns
    -------
    ndarray of shape (n_new, 2)
        Lower and upper bounds.

    References
    ----------
    Barber RF, Candès EJ, Ramdas A, Tibshirani RJ (2021). Predictive inference with the jackknife+.
    Annals of Statistics 49, 486-507. doi:10.1214/20-AOS1965
    """
    counted = weight > 0
    scores, fold, weight = scores[counted], fold[counted], weight[counted]
    bounds = np.empty((centres.shape[1], 2))
    for batch in gen_batches(len(bounds), max(_MOST_VALUES // len(scores), 1)):
        centre = centres[fold, batch]
        half = scales[fold, batch] * scores[:, None]
        bounds[batch, 0] = -_upper_quantile(half - centre, weight, coverage)
        bounds[batch, 1] = _upper_quantile(half + centre, weight, coverage)
    # Models of folds that differ by more than a small coverage leaves room for cross their bounds.
    return np.sort(bounds, axis=1)


def _upper_quantile(values: FloatArray, weight: FloatArray, coverage: float) -> FloatArray:
    """Give the least value that a share of the weights, and of the new subject's, is not above."""
    order = np.argsort(values, axis=0)
    reached = np.cumsum(weight[order], axis=0)
    total = weight.sum()
    wanted = coverage * (total + total / len(weight))
    position = (reached < wanted - 1e-9 * total).sum(axis=0)
    found: FloatArray = np.take_along_axis(values, order, axis=0)[
        np.minimum(position, len(weight) - 1), np.arange(values.shape[1])
    ]
    return found
