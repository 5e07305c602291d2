"""Predict age by any regressor, and the gap to the true age without its age bias."""

from __future__ import annotations

from numbers import Integral
from typing import Any, Literal, Self, overload

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.metrics import r2_score
from sklearn.utils import indexable
from sklearn.utils._param_validation import HasMethods, StrOptions
from sklearn.utils.validation import check_is_fitted

from ..estimators import Split, prediction_std
from ..types import AnyArray, FloatArray
from ..uncertainty import (
    Given,
    WrapsRegressor,
    params_for_predict,
    predict_out_of_fold,
    read_target,
)
from .bias import CORRECTIONS, AgeBias, Correction
from .report import BrainAgeReport
from .seen import marks_of, warn_if_seen


class BrainAgeRegressor(WrapsRegressor):
    """Predict age by any regressor, and correct the gap to the true age for its age bias.

    Whatever predicts age imperfectly predicts the young too old and the old too young, so that
    the gap (predicted minus true age) goes with age. `fit` predicts every training subject by a
    model that has not seen it, fits the line ``predicted = slope * age + intercept`` to that, and
    then fits the regressor to all of them. Nothing is learned from test subjects.

    `predict` never uses a true age and is never corrected, so scores of a cross-validation are
    those of the regressor itself. The correction is in `predict_gap` and `report`.

    Parameters
    ----------
    estimator : regressor
        Any regressor of scikit-learn or of ours, a pipeline or a search. It is cloned.
    correction : {"beheshti", "cole", None}, default="beheshti"
        ``"beheshti"``: the gap that is expected at a subject's age is subtracted from its gap.
        ``"cole"``: the prediction becomes ``(predicted - intercept) / slope``; no true age is
        needed for that, but errors grow by ``1 / slope``. The two corrected gaps differ by this
        factor only. None: no correction, and no inner folds.
    cv : int, splitter or iterable, default=5
        Inner folds. An int is that many folds which all cover the ages, though the subjects may be
        sorted by age; with `groups` in `fit`, whole groups. Else as in scikit-learn; every subject
        must be tested once.
    n_jobs : int or None, default=None
        Processes for the inner folds.
    verbose : int or bool, default=0
        Show a progress bar over the inner folds.

    Attributes
    ----------
    estimator_ : regressor
        Fitted to all training subjects.
    fold_estimators_ : list of regressor
        Those of the inner folds; empty if `correction` is None.
    out_of_fold_ : ndarray of shape (n_subjects,) or None
        Age predicted for each training subject by the fold that had not seen it, in years.
    slope_, intercept_ : float
        Of the line of these predictions on age; 1 and 0 without correction. Beheshti's line, of the
        gap on age, has the slope ``slope_ - 1``.
    n_features_in_, feature_names_in_ : int, ndarray of shape (n_features_in_,)
        Number of columns, and their names, where the regressor tells them.

    Notes
    -----
    A prediction that was corrected with the true age looks accurate whatever the model is worth:
    one that predicts the same age for all gets an r near 1. Judge a model by its uncorrected
    scores, which `report` gives first, and use the corrected gap to compare people [4]_. Gaps of
    training subjects are not to be trusted: the regressor has seen them. `predict_gap` and `report`
    warn about them, and `cross_val_gap` gives those of a whole cohort.

    With metadata routing, `sample_weight` weighs the line too, so a model inside another one needs
    ``set_fit_request(sample_weight=True)``, beside the request of its regressor.

    References
    ----------
    .. [1] Beheshti et al. 2019, doi:10.1016/j.nicl.2019.102063
    .. [2] Cole et al. 2018, doi:10.1038/mp.2017.62
    .. [3] de Lange and Cole 2020, doi:10.1016/j.nicl.2020.102229
    .. [4] Butler et al. 2021, doi:10.1002/hbm.25533

    Examples
    --------
    >>> from sklearn.linear_model import RidgeCV
    >>> from sk_ccnn.brain_age import BrainAgeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=200, random_state=0, return_X_y=True)
    >>> model = BrainAgeRegressor(RidgeCV()).fit(X[:150], age[:150])
    >>> model.slope_ < 1
    True
    >>> print(model.report(X[150:], age[150:]).table())
    predicted age  MAE    R²    r     r(gap, age)
    ---------------------------------------------
    uncorrected    10.73  0.38  0.67  -0.47
    corrected      10.15  0.47  0.84  0.12
    """

    _parameter_constraints: dict[str, Any] = {
        "estimator": [HasMethods(["fit", "predict"])],
        "correction": [StrOptions(set(CORRECTIONS)), None],
        "cv": ["cv_object"],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    }

    slope_: float
    intercept_: float
    _marks: AnyArray

    def __init__(
        self,
        estimator: BaseEstimator,
        *,
        correction: Correction | None = "beheshti",
        cv: Any = 5,
        n_jobs: int | None = None,
        verbose: int | bool = 0,
    ) -> None:
        self.estimator = estimator
        self.correction = correction
        self.cv = cv
        self.n_jobs = n_jobs
        self.verbose = verbose

    def fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None, **params: Any
    ) -> Self:
        """Fit the regressor, and the line of its bias.

        Parameters
        ----------
        X : array-like
            As the regressor takes it.
        y : array-like of shape (n_subjects,)
            True ages in years.
        sample_weight : array-like of shape (n_subjects,), default=None
            Weights of the subjects, for the regressor and the line.
        **params
            ``groups`` for the inner folds, and what else the regressor takes in `fit`, as it is
            or, if metadata routing is switched on, where it is requested.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If an input does not fit, or the prediction does not rise with age and `correction` is
            ``"cole"``.
        """
        self._validate_params()
        given = self._read_fit(X, y, sample_weight, params)
        # Folds that do not do are named before anything is trained.
        splits = [] if self.correction is None else self._draw_folds(given)
        estimator = self._fit_to_all(given)
        bias, predicted, models = self._learn_bias(given, splits)
        # All at once: a fit that fails changes nothing.
        self._keep_models(estimator, models, predicted)
        self.slope_, self.intercept_ = bias
        self._marks = marks_of(given.X, given.target)
        return self

    def _learn_bias(
        self, given: Given, splits: list[Split]
    ) -> tuple[AgeBias, FloatArray | None, list[BaseEstimator]]:
        """Fit the line out of fold: its AgeBias, the predictions, and the models of the folds."""
        if self.correction is None:
            return AgeBias(1.0, 0.0), None, []
        for_it, age = given.routed.estimator, given.target
        predicted, models = predict_out_of_fold(
            self.estimator, given.X, age, splits, for_it, self.n_jobs, self.verbose
        )
        bias = AgeBias.of(predicted, age, given.weight)
        if self.correction == "cole":
            bias.require_rising()
        return bias, predicted, models

    def predict(self, X: ArrayLike, **params: Any) -> FloatArray:
        """Predict age, uncorrected.

        Parameters
        ----------
        X : array-like
            As in `fit`.
        **params
            Metadata for the regressor, if routing is switched on.

        Returns
        -------
        ndarray of shape (n_subjects,)
            In years.
        """
        check_is_fitted(self)
        return np.ravel(self.estimator_.predict(X, **params_for_predict(self, params)))

    @overload
    def predict_gap(
        self, X: ArrayLike, age: ArrayLike, *, corrected: bool = True,
        return_std: Literal[False] = False, **params: Any,
    ) -> FloatArray: ...  # fmt: skip

    @overload
    def predict_gap(
        self, X: ArrayLike, age: ArrayLike, *, corrected: bool = True,
        return_std: Literal[True], **params: Any,
    ) -> tuple[FloatArray, FloatArray]: ...  # fmt: skip

    def predict_gap(
        self,
        X: ArrayLike,
        age: ArrayLike,
        *,
        corrected: bool = True,
        return_std: bool = False,
        **params: Any,
    ) -> FloatArray | tuple[FloatArray, FloatArray]:
        """Predict the brain-age gap: predicted minus true age.

        Parameters
        ----------
        X, **params
            As of `predict`.
        age : array-like of shape (n_subjects,)
            True ages in years.
        corrected : bool, default=True
            Whether without the age bias; False for the gap as it is predicted.
        return_std : bool, default=False
            Return the standard deviation of the gap too: over the members of a network, or, for
            regressors without members, over the models of the inner folds (NaN where there are
            none). It says how far the prediction depends on the seed, or on the training subjects,
            and nothing about its distance from the truth.

        Returns
        -------
        gap : ndarray of shape (n_subjects,)
            In years.
        std : ndarray of shape (n_subjects,)
            In years; if `return_std`.

        Warns
        -----
        UserWarning
            If some of the subjects were in `fit`.
        """
        X, ages = self._read_test(X, age)
        correction = self.correction if corrected else None
        bias = AgeBias(self.slope_, self.intercept_)
        gap = bias.correct(self.predict(X, **params), ages, correction) - ages
        if not return_std:
            return gap
        models, for_predict = self.fold_estimators_, params_for_predict(self, params)
        std = prediction_std(self.estimator_, models, X, for_predict)
        return gap, std * bias.stretch(correction)

    def report(self, X: ArrayLike, age: ArrayLike, **params: Any) -> BrainAgeReport:
        """Score the predictions, uncorrected and corrected.

        Parameters
        ----------
        X, age, **params
            As of `predict_gap`, of subjects that were not in `fit`.

        Returns
        -------
        BrainAgeReport
            Prints as a table: MAE, R², r, and the correlation of the gap with age.
        """
        X, ages = self._read_test(X, age)
        predicted = self.predict(X, **params)
        corrected = AgeBias(self.slope_, self.intercept_).correct(predicted, ages, self.correction)
        return BrainAgeReport.of(ages, predicted, corrected, self.correction)

    def score(
        self,
        X: ArrayLike,
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        **params: Any,
    ) -> float:
        """Compute R² of the uncorrected prediction: float."""
        r2: float = r2_score(y, self.predict(X, **params), sample_weight=sample_weight)
        return r2

    def _read_test(self, X: ArrayLike, age: ArrayLike) -> tuple[Any, FloatArray]:
        check_is_fitted(self)
        X, ages = indexable(X, read_target(age, "age"))
        warn_if_seen(marks_of(X, ages), self._marks)
        return X, ages
