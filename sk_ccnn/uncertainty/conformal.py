"""Predict numbers by any regressor, each with its standard deviation or an interval."""

from __future__ import annotations

from numbers import Integral
from typing import Any, Literal, Self, overload

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import HasMethods
from sklearn.utils.validation import check_is_fitted

from ..estimators import ResidualNoise
from ..types import FloatArray, IntArray
from .bounds import conformal_bounds, require_coverage
from .folds import predict_out_of_fold
from .routing import params_for_predict
from .spread import spread_of, spread_out_of_fold
from .wrapper import WrapsRegressor


class ConformalRegressor(WrapsRegressor):
    """Predict numbers by any regressor, and say how sure each prediction is.

    `fit` predicts every training subject by a model that has not seen it, and then fits the
    regressor to all of them. How far those predictions were off says how far new ones will be:
    errors in the training subjects themselves are too small. `predict` is that of the regressor
    alone.

    Parameters
    ----------
    estimator : regressor
        Any regressor of scikit-learn or of ours, a pipeline or a search. It is cloned.
    cv : int, splitter or iterable, default=5
        Folds, each of which is one more fit. An int is that many folds which all cover the target,
        though the subjects may be sorted by it; with `groups` in `fit`, whole groups. Else as in
        scikit-learn; every subject must be tested once.
    adaptive : bool, default=True
        Wider intervals where the members of a network disagree more. They cover as many people as
        those of one width, which False gives, but not the same. For regressors other than networks
        all intervals are about as wide.
    n_jobs : int or None, default=None
        Processes for the folds.
    verbose : int or bool, default=0
        Show a progress bar over the folds.

    Attributes
    ----------
    estimator_ : regressor
        Fitted to all training subjects.
    fold_estimators_ : list of regressor
        Those of the folds.
    fold_ : ndarray of shape (n_subjects,)
        Number of the fold that tested each training subject.
    out_of_fold_ : ndarray of shape (n_subjects,)
        What the model that had not seen it predicted for each training subject.
    errors_, spread_ : ndarray of shape (n_subjects,)
        How far that was off, true minus predicted, and how far the members of that model
        disagreed: standard deviations in the units of y, 0 where there are no members.
    residual_noise_ : ResidualNoise
        ``std``, in the units of y, and ``stretch``, of the spread of the members: how the standard
        deviation of a prediction comes about.
    n_features_in_, feature_names_in_ : int, ndarray of shape (n_features_in_,)
        Number of columns, and their names, where the regressor tells them.

    Notes
    -----
    Intervals are those of CV+ [1]_: of new subjects that are like the training subjects, a share of
    at least ``2 * coverage - 1`` is covered whatever the regressor and the distribution, and in
    practice one near `coverage`. It is a share of all people, not of those of each age. Subjects of
    a site that was not seen are unlike the others: with the sites as `groups` the errors are those
    at unseen sites, but a cohort has few sites, and how far the next one is off is uncertain.

    Weights of the subjects weigh the quantiles too. For the probabilities of a classifier there is
    scikit-learn's ``CalibratedClassifierCV(classifier, method="sigmoid", ensemble=False)``.

    References
    ----------
    .. [1] Barber et al. 2021, doi:10.1214/20-AOS1965

    See Also
    --------
    sk_ccnn.ConnectomeRegressor : Its `std_cv` learns the standard deviation in the network alone.

    Examples
    --------
    >>> from sk_ccnn import ConformalRegressor, ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=300, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", max_epochs=20, random_state=0)
    >>> model = ConformalRegressor(network).fit(X[:200], age[:200])
    >>> mean, std = model.predict(X[200:], return_std=True)
    >>> low, high = model.predict_interval(X[200:], coverage=0.8).T
    >>> inside = (low <= age[200:]) & (age[200:] <= high)
    >>> bool(0.7 < inside.mean() < 0.9)
    True
    """

    _parameter_constraints: dict[str, Any] = {
        "estimator": [HasMethods(["fit", "predict"])],
        "cv": ["cv_object"],
        "adaptive": ["boolean"],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    }

    fold_: IntArray
    out_of_fold_: FloatArray
    errors_: FloatArray
    spread_: FloatArray
    residual_noise_: ResidualNoise

    _advice = (
        "; probabilities of a classifier are calibrated by "
        "sklearn.calibration.CalibratedClassifierCV"
    )

    def __init__(
        self,
        estimator: BaseEstimator,
        *,
        cv: Any = 5,
        adaptive: bool = True,
        n_jobs: int | None = None,
        verbose: int | bool = 0,
    ) -> None:
        self.estimator = estimator
        self.cv = cv
        self.adaptive = adaptive
        self.n_jobs = n_jobs
        self.verbose = verbose

    def fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None, **params: Any
    ) -> Self:
        """Fit the regressor, and learn out of fold how far it is off.

        Parameters
        ----------
        X : array-like
            As the regressor takes it.
        y : array-like of shape (n_subjects,)
            Targets: numbers.
        sample_weight : array-like of shape (n_subjects,), default=None
            Weights of the subjects, for the regressor, the standard deviation and the intervals.
        **params
            ``groups`` for the folds, and what else the regressor takes in `fit`, as it is or, if
            metadata routing is switched on, where it is requested.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If an input does not fit; before any training.
        """
        self._validate_params()
        given = self._read_fit(X, y, sample_weight, params)
        splits = self._draw_folds(given)
        estimator, for_it = self._fit_to_all(given), given.routed.estimator
        predicted, models = predict_out_of_fold(
            self.estimator, given.X, given.target, splits, for_it, self.n_jobs, self.verbose
        )
        spread = spread_out_of_fold(models, given.X, splits, for_it.predict)
        self._keep_models(estimator, models, predicted)
        self.fold_ = np.empty(len(predicted), dtype=int)
        for number, (_, test) in enumerate(splits):
            self.fold_[test] = number
        self._learn_errors(given.target - predicted, spread, given.weight)
        return self

    def _learn_errors(
        self, errors: FloatArray, spread: FloatArray, weight: FloatArray | None
    ) -> None:
        self.errors_, self.spread_ = errors, spread
        self.residual_noise_ = ResidualNoise.of(errors, spread, weight)
        self._weight = np.ones(len(errors)) if weight is None else weight

    def _scales(self, spread: FloatArray) -> FloatArray:
        """Say how large errors are expected to be; a regressor without any is off by 0 units."""
        std = self.residual_noise_.total(spread)
        return np.where(std > 0, std, 1.0) if self.adaptive else np.ones_like(std)

    @overload
    def predict(
        self, X: ArrayLike, return_std: Literal[False] = False, **params: Any
    ) -> FloatArray: ...

    @overload
    def predict(
        self, X: ArrayLike, return_std: Literal[True], **params: Any
    ) -> tuple[FloatArray, FloatArray]: ...

    def predict(
        self, X: ArrayLike, return_std: bool = False, **params: Any
    ) -> FloatArray | tuple[FloatArray, FloatArray]:
        """Predict by the regressor.

        Parameters
        ----------
        X : array-like
            As in `fit`.
        return_std : bool, default=False
            Return the standard deviation too.
        **params
            Metadata for the regressor, if routing is switched on.

        Returns
        -------
        mean : ndarray of shape (n_subjects,)
            In the units of y.
        std : ndarray of shape (n_subjects,)
            In the units of y; if `return_std`. Spread of the members and residual noise, see
            ``residual_noise_``. Errors may have longer tails than normal ones, so that mean plus
            or minus a number of these covers what it may; `predict_interval` covers what is asked.
        """
        check_is_fitted(self)
        given = params_for_predict(self, params)
        mean = np.ravel(self.estimator_.predict(X, **given))
        if not return_std:
            return mean
        return mean, self.residual_noise_.total(spread_of(self.estimator_, X, given))

    def predict_interval(self, X: ArrayLike, coverage: float = 0.9, **params: Any) -> FloatArray:
        """Predict intervals that hold a share of the true values of new subjects.

        Parameters
        ----------
        X, **params
            As of `predict`, of subjects that were not in `fit`.
        coverage : float, default=0.9
            The share, in (0, 1).

        Returns
        -------
        ndarray of shape (n_subjects, 2)
            Lower and upper bounds, in the units of y. They come from the models of the folds, so
            that their middle is near the prediction and not the same.

        Raises
        ------
        ValueError
            If `coverage` is not in (0, 1), or needs more training subjects than there were: 9 for
            .9, 19 for .95, 99 for .99.
        """
        check_is_fitted(self)
        require_coverage(coverage, int(np.count_nonzero(self._weight)))
        given = params_for_predict(self, params)
        models = self.fold_estimators_
        centres = np.stack([np.ravel(each.predict(X, **given)) for each in models])
        scales = np.stack([self._scales(spread_of(each, X, given)) for each in models])
        scores = np.abs(self.errors_) / self._scales(self.spread_)
        return conformal_bounds(centres, scales, scores, self.fold_, self._weight, coverage)
