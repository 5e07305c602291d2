"""The brain-age gap of everybody in a cohort, by models that have not seen them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, clone, is_regressor
from sklearn.utils import _safe_indexing, indexable
from sklearn.utils._param_validation import HasMethods, StrOptions
from sklearn.utils.parallel import Parallel, delayed
from tqdm.auto import tqdm

from ..estimators import Split, TargetFolds, require_partition, rows_for, splitter_of
from ..io import on_disk
from ..types import AnyArray, FloatArray, IntArray
from ..uncertainty import read_target
from ..validation import validated
from .bias import CORRECTIONS, AgeBias, Correction
from .regressor import BrainAgeRegressor

COLUMNS = ("age", "predicted", "gap", "corrected_gap", "fold")


@validated(
    {
        "estimator": [HasMethods(["fit", "predict"])],
        "groups": ["array-like", None],
        "sample_weight": ["array-like", None],
        "correction": [StrOptions(set(CORRECTIONS)), None],
        "cv": ["cv_object"],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    },
    prefer_skip_nested_validation=False,
)
def cross_val_gap(
    estimator: BaseEstimator,
    X: ArrayLike,
    age: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None,
    correction: Correction | None = "beheshti",
    cv: Any = 5,
    n_jobs: int | None = None,
    verbose: int | bool = 0,
) -> pd.DataFrame:
    """Predict the brain-age gap of each subject by a model that has not seen it.

    In each fold the regressor, and the line of its age bias, are learned from the other subjects,
    as `BrainAgeRegressor` does, and the gaps of the fold's subjects are predicted.

    Parameters
    ----------
    estimator : regressor or BrainAgeRegressor
        Any regressor of scikit-learn or of ours, a pipeline or a search. It is not changed. A
        `BrainAgeRegressor` keeps its own `correction` and inner folds.
    X : array-like of shape (n_subjects, ...)
        One row a person, as the regressor takes it. The index of a DataFrame names the rows.
    age : array-like of shape (n_subjects,)
        True ages in years.
    groups : array-like of shape (n_subjects,), default=None
        Who belongs together: sites, families, or visits of one person. No fold splits a group,
        neither do the inner folds that learn the line.
    sample_weight : array-like of shape (n_subjects,), default=None
        Weights of the subjects, for the regressor and the line.
    correction : {"beheshti", "cole", None}, default="beheshti"
        See `BrainAgeRegressor`.
    cv : int, splitter or iterable, default=5
        Folds, as of `BrainAgeRegressor`; every subject must be tested once.
    n_jobs : int or None, default=None
        Processes among which the folds are shared out.
    verbose : int or bool, default=0
        Show a progress bar.

    Returns
    -------
    DataFrame
        A row for each subject, in the order of X, with the index of X or of `age` where one of them
        is a DataFrame or Series. Columns, in years: ``age``; ``predicted``, uncorrected; ``gap``:
        predicted minus true age; ``corrected_gap``: without the age bias, NaN if `correction`
        is None; and ``fold``: the number of the fold, whose subjects one model predicted.

    Raises
    ------
    ValueError
        If an input does not fit, or a subject is in no test set or in several.

    See Also
    --------
    BrainAgeRegressor : To predict new people.
    sk_ccnn.plotting.BrainAgeGapDisplay : Draws the gaps against age.

    Examples
    --------
    >>> from sklearn.linear_model import RidgeCV
    >>> from sk_ccnn.brain_age import cross_val_gap
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=200, random_state=0, return_X_y=True)
    >>> gaps = cross_val_gap(RidgeCV(), X, age)
    >>> gaps.shape
    (200, 5)
    >>> bool(abs(gaps["corrected_gap"].corr(gaps["age"])) < abs(gaps["gap"].corr(gaps["age"])))
    True
    """
    if not is_regressor(estimator):
        raise ValueError(f"estimator must be a regressor, got {estimator!r}")
    names = _names_of(X, age)
    X, ages, groups, weight = indexable(
        on_disk(X), read_target(age, "age", at_least=2), groups, sample_weight
    )
    if groups is not None and pd.isna(np.asarray(groups)).any():
        raise ValueError("groups must name one for each subject, got a missing value")
    model = estimator
    if not isinstance(estimator, BrainAgeRegressor):
        model = BrainAgeRegressor(estimator, correction=correction)
    splits = _splits(cv, X, ages, None if groups is None else np.asarray(groups))
    folds = tqdm(splits, desc="brain-age gaps", unit="fold", disable=not verbose)
    found = Parallel(n_jobs=n_jobs)(
        delayed(_gaps_of_fold)(model, X, ages, groups, weight, split) for split in folds
    )
    rows = np.empty((len(ages), len(COLUMNS)))
    for number, ((_, test), values) in enumerate(zip(splits, found, strict=True)):
        rows[test] = np.column_stack([ages[test], *values, np.full(len(test), number)])
    return pd.DataFrame(rows, index=names, columns=list(COLUMNS)).astype({"fold": int})


def _splits(cv: Any, X: ArrayLike, ages: FloatArray, groups: AnyArray | None) -> list[Split]:
    """Draw the folds, and see that they test every subject once and split no group."""
    splitter = splitter_of(cv)
    if groups is not None and isinstance(splitter, TargetFolds):
        n_groups = len(np.unique(groups))
        if n_groups < splitter.n_splits:
            raise ValueError(
                f"{splitter.n_splits} folds need as many groups, got {n_groups}; say cv= for fewer "
                "folds"
            )
    splits = list(splitter.split(X, ages, groups))
    require_partition(splits, len(ages))
    if groups is not None:
        _require_groups(splits, groups)
    return splits


def _require_groups(splits: Sequence[Split], groups: AnyArray) -> None:
    """Refuse folds that split a group, or leave one alone to learn from."""
    for number, (train, test) in enumerate(splits):
        both = np.intersect1d(groups[train], groups[test])
        if len(both):
            raise ValueError(
                f"fold {number} of cv splits the group {both[0]!r}: some of it is learned from and "
                "some of it predicted; needed a cv that keeps groups whole, such as GroupKFold"
            )
        if len(np.unique(groups[train])) < 2:
            raise ValueError(
                f"fold {number} of cv leaves one group to learn from, and needs two, so that the "
                "line of the age bias can be learned from groups that were not seen; more folds "
                "leave more"
            )


def _gaps_of_fold(
    model: BrainAgeRegressor,
    X: ArrayLike,
    ages: FloatArray,
    groups: AnyArray | None,
    weight: AnyArray | None,
    split: Split,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Fit to the training subjects, and predict the others: ages, gaps and corrected gaps."""
    train, test = split
    model = _for_groups(clone(model), groups, train)
    given = {"groups": groups, "sample_weight": weight}
    params = {name: _safe_indexing(each, train) for name, each in given.items() if each is not None}
    model.fit(rows_for(model, X, train), ages[train], **params)
    predicted = model.predict(rows_for(model, X, test))
    bias = AgeBias(model.slope_, model.intercept_)
    corrected = np.full(len(test), np.nan)
    if model.correction is not None:
        corrected = bias.correct(predicted, ages[test], model.correction) - ages[test]
    return predicted, predicted - ages[test], corrected


def _for_groups(
    model: BrainAgeRegressor, groups: AnyArray | None, train: IntArray
) -> BrainAgeRegressor:
    """Use no more inner folds than there are groups to learn from."""
    if groups is None or not (model.cv is None or isinstance(model.cv, int)):
        return model
    n_groups = len(np.unique(np.asarray(groups)[train]))
    return model.set_params(cv=max(min(model.cv or 5, n_groups), 2))


def _names_of(X: Any, age: Any) -> Sequence[Hashable] | None:
    """Take the index of X, or else of the ages, where one has any."""
    for given in (X, age):
        if isinstance(given, pd.DataFrame | pd.Series):
            return given.index
    return None
