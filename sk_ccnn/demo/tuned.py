"""Tune a regressor, and learn the age bias of the tuned one."""

from __future__ import annotations

from typing import Any, Self

import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.model_selection import GridSearchCV

from ..brain_age import BrainAgeRegressor
from ..types import FloatArray


class TunedBrainAge(RegressorMixin, BaseEstimator):
    """A regressor of age that is tuned first, and then wrapped in `BrainAgeRegressor`.

    ``BrainAgeRegressor(search)`` would repeat the search in each of its inner folds, and take four
    times as long. Here the folds that learn the bias share what was chosen. All of it is learned
    from training subjects.

    Parameters
    ----------
    estimator : regressor
        Where it is a grid search, its best candidate is taken; else it stays as it is.
    cv : int, default=3
        Folds that learn the line of the age bias.

    Attributes
    ----------
    brain_age_ : BrainAgeRegressor
        Fitted to all training subjects.
    """

    brain_age_: BrainAgeRegressor

    def __init__(self, estimator: Any, cv: int = 3) -> None:
        self.estimator = estimator
        self.cv = cv

    def fit(self, X: pd.DataFrame, age: ArrayLike) -> Self:
        """Tune, and learn.

        Parameters
        ----------
        X : DataFrame of shape (n_subjects, n_regions)
        age : array-like of shape (n_subjects,)
            In years.

        Returns
        -------
        self
        """
        self.brain_age_ = BrainAgeRegressor(self._tuned(X, age), cv=self.cv).fit(X, age)
        return self

    def _tuned(self, X: pd.DataFrame, age: ArrayLike) -> Any:
        model = clone(self.estimator)
        if not isinstance(model, GridSearchCV):
            return model
        search = model.set_params(refit=False).fit(X, age)
        return clone(search.estimator).set_params(**search.best_params_)

    def predict(self, X: pd.DataFrame) -> FloatArray:
        """Predict age in years, uncorrected: ndarray of shape (n_subjects,)."""
        return self.brain_age_.predict(X)


def slope_of_bias(model: TunedBrainAge, X: pd.DataFrame, age: ArrayLike) -> float:
    """Give the slope of prediction on age, out of fold, in the training subjects: float."""
    return model.brain_age_.slope_


def intercept_of_bias(model: TunedBrainAge, X: pd.DataFrame, age: ArrayLike) -> float:
    """Give the intercept of that line in years: float."""
    return model.brain_age_.intercept_


def chosen_lambda(model: TunedBrainAge, X: pd.DataFrame, age: ArrayLike) -> float:
    """Give the strength of the wiring cost that was chosen, 0 where there are no wires: float."""
    return float(model.brain_age_.estimator_.get_params().get("lambda_wiring", 0.0))
