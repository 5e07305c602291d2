"""How large errors are in subjects that were not seen, given the spread of the members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize_scalar
from sklearn.base import clone

from ..types import FloatArray
from .rows import rows_for
from .target_folds import Split

# Members that agree by chance are no certainty: this share of the variance is noise at least.
_LEAST_NOISE = 1e-3


@dataclass(frozen=True)
class ResidualNoise:
    """How large errors are in subjects that were not seen, given the spread of the members.

    The variance of a prediction is ``std ** 2 + (stretch * spread) ** 2``. Members see the same
    subjects and differ in their seeds only, so that they agree more than they are right; where they
    disagree more, they err more. Both numbers are those under which errors that were made in
    subjects that were not seen are most likely, were they normal [1]_; errors in units of the
    standard deviation then have a mean square of 1.

    Parameters
    ----------
    std : ndarray of shape () or (n_outputs,)
        Standard deviation of the noise, in the units of the target.
    stretch : ndarray of shape () or (n_outputs,)
        What the spread is multiplied by; 0 where it tells nothing.

    References
    ----------
    .. [1] Lakshminarayanan et al. 2017, doi:10.48550/arXiv.1612.01474

    Examples
    --------
    >>> noise = ResidualNoise.of(errors=[2.0, -2.0, 6.0, -4.0], spread=[0.5, 0.5, 2.0, 2.0])
    >>> noise.total([0.5, 2.0]).round(1)
    array([2. , 5.1])
    """

    std: FloatArray
    stretch: FloatArray

    @classmethod
    def of(
        cls, errors: ArrayLike, spread: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> Self:
        """Learn the noise from subjects that were not seen.

        Parameters
        ----------
        errors : array-like of shape (n_subjects,) or (n_subjects, n_outputs)
            True minus predicted values.
        spread : array-like of the same shape
            Standard deviation over the members; 0 where there is one.
        sample_weight : array-like of shape (n_subjects,), default=None
            Weights of the subjects.

        Returns
        -------
        ResidualNoise
        """
        squares, spreads = (np.square(np.asarray(each, dtype=float)) for each in (errors, spread))
        shape = squares.shape
        columns = (each.reshape(shape[0], -1).T for each in (squares, spreads))
        weight = np.ones(shape[0]) if sample_weight is None else np.asarray(sample_weight)
        found = [_most_likely(one, other, weight) for one, other in zip(*columns, strict=True)]
        std, stretch = np.sqrt(found).T.reshape(2, *shape[1:])
        return cls(std, stretch)

    def total(self, spread: ArrayLike) -> FloatArray:
        """Give the standard deviation of predictions: ndarray of the shape of `spread`."""
        total: FloatArray = np.hypot(self.stretch * np.asarray(spread), self.std)
        return total


def _most_likely(
    squared: FloatArray, spread: FloatArray, weight: FloatArray
) -> tuple[float, float]:
    """Find the variance of the noise, and the factor of the variance of the members.

    The share of the variance that is theirs is searched; the rest follows from it.
    """
    mean_spread = float(np.average(spread, weights=weight))

    def shape_of(share: float) -> FloatArray:
        return 1 - share + share * spread / mean_spread

    def scale_of(share: float) -> float:
        return float(np.average(squared / shape_of(share), weights=weight))

    def loss(share: float) -> float:
        return float(np.log(scale_of(share)) + np.average(np.log(shape_of(share)), weights=weight))

    if mean_spread == 0 or not squared.any():
        return float(np.average(squared, weights=weight)), 0.0
    found = minimize_scalar(loss, bounds=(0, 1 - _LEAST_NOISE), method="bounded")
    share = float(found.x) if found.fun < loss(0.0) else 0.0
    scale = scale_of(share)
    return scale * (1 - share), scale * share / mean_spread


def learn_noise(
    network: Any, X: Any, y: FloatArray, weight: FloatArray | None, splits: Sequence[Split]
) -> ResidualNoise:
    """Learn the noise of a network by clones that have not seen the subjects of their fold.

    Parameters
    ----------
    network : ConnectomeRegressor
        Stays as it is.
    X : array-like of shape (n_subjects, ...)
    y : ndarray of shape (n_subjects,) or (n_subjects, n_outputs)
    weight : ndarray of shape (n_subjects,) or None
    splits : list of (train, test)
        Each subject is in one test set.

    Returns
    -------
    ResidualNoise
    """
    errors, spread = np.empty(y.shape), np.empty(y.shape)
    for train, test in splits:
        weights = () if weight is None else (weight[train],)
        fitted = clone(network).fit(rows_for(network, X, train), y[train], *weights)
        mean, spread[test] = fitted.predict_with_spread(rows_for(network, X, test))
        errors[test] = y[test] - mean
    return ResidualNoise.of(errors, spread, weight)
