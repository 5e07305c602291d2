"""Predictions of numbers, and how sure they are."""

from __future__ import annotations

from typing import Any, Literal, Self, overload

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import clone
from sklearn.utils import indexable
from sklearn.utils.validation import check_is_fitted

from ..training import StackNet
from ..types import FloatArray
from .base import BaseConnectomeEstimator
from .noise import ResidualNoise, learn_noise
from .plan import FitPlan
from .target_folds import Split, require_partition, splitter_of
from .targets import ContinuousTarget


class PredictsNumbers(BaseConnectomeEstimator):
    """Base of a network that predicts numbers."""

    residual_noise_: ResidualNoise | None

    @overload
    def predict(self, X: ArrayLike, return_std: Literal[False] = False) -> FloatArray: ...

    @overload
    def predict(self, X: ArrayLike, return_std: Literal[True]) -> tuple[FloatArray, FloatArray]: ...

    def predict(
        self, X: ArrayLike, return_std: bool = False
    ) -> FloatArray | tuple[FloatArray, FloatArray]:
        """Predict by the mean over members.

        Parameters
        ----------
        X : array-like, laid out as in `fit`
            Measures of regions, or connectomes.
        return_std : bool, default=False
            Return the standard deviation too: the spread of the members, stretched, and the
            residual noise, as `fit` learned them out of fold if `std_cv` was set.

        Returns
        -------
        mean : ndarray of shape (n_samples,) or (n_samples, n_outputs)
            float64, in the units of y.
        std : ndarray of the same shape
            In the units of y; if `return_std`. Of an error that is made in subjects that were not
            seen, whatever its distribution: errors of age have longer tails than a normal one, so
            that an interval is better asked of `sk_ccnn.ConformalRegressor`.

        Raises
        ------
        ValueError
            If `return_std` and the residual noise is not known.
        """
        check_is_fitted(self)
        if not return_std:
            return self._fitted_target().decode(self._mean_outputs(X))
        noise = getattr(self, "residual_noise_", None)
        if noise is None:
            raise ValueError(
                "return_std=True needs the noise that is left beside the spread of the members, "
                "and training subjects cannot tell it: set std_cv, such as std_cv=5, before fit, "
                "which then learns it out of fold; or wrap the model: "
                "sk_ccnn.ConformalRegressor(model), which takes groups and gives intervals too"
            )
        mean, spread = self.predict_with_spread(X)
        return mean, noise.total(spread)

    def predict_with_spread(self, X: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Predict, and say how far the members disagree.

        Parameters
        ----------
        X : array-like, laid out as in `fit`
            Measures of regions, or connectomes.

        Returns
        -------
        mean, spread : ndarray of shape (n_samples,) or (n_samples, n_outputs)
            Mean and standard deviation over members, in the units of y. One member has no spread:
            zeros.
        """
        outputs = self.member_outputs(X)
        target = self._fitted_target()
        members = target.decode(outputs)
        spread = np.zeros_like(members[0]) if len(members) < 2 else members.std(axis=0, ddof=1)
        return target.decode(outputs.mean(axis=0)), spread

    @property
    def target_mean_(self) -> FloatArray:
        """Mean of y in the training samples: ndarray of shape (n_outputs,)."""
        return self._fitted_target().mean.copy()

    @property
    def target_scale_(self) -> FloatArray:
        """Standard deviation of y in the training samples: ndarray of shape (n_outputs,)."""
        return self._fitted_target().scale.copy()

    def _fitted_target(self) -> ContinuousTarget:
        target = self.plan_.target
        assert isinstance(target, ContinuousTarget)
        return target

    def adopt(self, plan: FitPlan, net: StackNet) -> Self:
        """Become fitted by a net; what was known of the errors of another one is lost."""
        self.residual_noise_ = None
        return super().adopt(plan, net)

    def _fit_with_noise(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None, cv: Any
    ) -> Self:
        """Learn the noise out of fold, and train."""
        alone = clone(self).set_params(std_cv=None, warm_start=False)
        # What is wrong with the subjects comes before what is wrong with their folds.
        subjects = alone.read_subjects(X, y, sample_weight)
        splits = _split(cv, X, subjects.y)
        weight = None if sample_weight is None else subjects.weight
        (X,) = indexable(X)
        noise = learn_noise(alone, X, np.asarray(subjects.y, dtype=float), weight, splits)
        self._fit(X, y, sample_weight)
        self.residual_noise_ = noise
        return self


def _split(cv: Any, X: ArrayLike, y: Any) -> list[Split]:
    """Draw folds that test every subject once; several targets are dealt by the first."""
    first = y if np.ndim(y) == 1 else y[:, 0]
    splits = list(splitter_of(cv).split(X, first))
    require_partition(splits, len(first))
    return splits
