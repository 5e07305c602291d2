"""Predict each training subject by a model that has not seen it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, clone
from sklearn.model_selection import BaseCrossValidator, GroupKFold
from sklearn.utils import Bunch
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import _check_method_params
from tqdm.auto import tqdm

from ..estimators import rows_for
from ..io import on_disk
from ..stacking import raise_interrupts
from ..types import FloatArray, IntArray

Split: TypeAlias = tuple[IntArray, IntArray]  # training and test rows


class AgeFolds(BaseCrossValidator):
    """Folds that cover all ages, though the subjects may be sorted by age.

    Subjects are dealt to the folds in the order of their age, so nothing is drawn at random. With
    `groups`, groups stay whole, as in scikit-learn's ``GroupKFold``.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds.

    Examples
    --------
    >>> for train, test in AgeFolds(2).split(None, [20, 30, 40, 50]):
    ...     print(train, test)
    [1 3] [0 2]
    [0 2] [1 3]
    """

    __metadata_request__split = {"groups": True}

    def __init__(self, n_splits: int = 5) -> None:
        self.n_splits = n_splits

    def get_n_splits(self, X: object = None, y: object = None, groups: object = None) -> int:
        """Give the number of folds: int."""
        return self.n_splits

    def split(self, X: Any, y: Any, groups: ArrayLike | None = None) -> Iterator[Split]:
        """Yield training and test rows.

        Parameters
        ----------
        X : array-like
            Only taken where there are groups, for its length.
        y : array-like of shape (n_subjects,)
            Ages.
        groups : array-like of shape (n_subjects,), default=None
            Who belongs together: sites, families, or visits of one person.

        Yields
        ------
        train, test : ndarray of int
        """
        if groups is not None:
            n_groups = len(np.unique(np.asarray(groups)))
            if n_groups < self.n_splits:
                raise ValueError(
                    f"{self.n_splits} inner folds need as many groups, got {n_groups}; set cv to "
                    "fewer folds"
                )
            yield from GroupKFold(self.n_splits).split(X, y, groups)
            return
        if len(y) < self.n_splits:
            raise ValueError(f"{self.n_splits} folds need as many subjects, got {len(y)}")
        fold = np.empty(len(y), dtype=int)
        fold[np.argsort(y, kind="stable")] = np.arange(len(y)) % self.n_splits
        for k in range(self.n_splits):
            yield np.flatnonzero(fold != k), np.flatnonzero(fold == k)


def require_partition(splits: Sequence[Split], n_subjects: int) -> None:
    """Raise ValueError where a subject is in no test set, or in several.

    Parameters
    ----------
    splits : list of (train, test)
    n_subjects : int
    """
    tested = np.zeros(n_subjects, dtype=int)
    for _, test in splits:
        np.add.at(tested, test, 1)
    if (tested != 1).any():
        raise ValueError(
            f"cv must put each of the {n_subjects} subjects into one test set, but "
            f"{np.count_nonzero(tested != 1)} are in none or in several"
        )


def predict_out_of_fold(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: FloatArray,
    splits: Sequence[Split],
    routed: Bunch,
    n_jobs: int | None = None,
    verbose: int | bool = 0,
) -> tuple[FloatArray, list[BaseEstimator]]:
    """Fit a clone in each fold, and predict the subjects that it has not seen.

    Parameters
    ----------
    estimator : regressor
        Stays as it is.
    X : array-like
        Of any shape that the regressor takes.
    y : ndarray of shape (n_subjects,)
        Ages.
    splits : list of (train, test)
        Each subject is in one test set.
    routed : Bunch
        ``fit`` and ``predict``: what the regressor gets beside X and y.
    n_jobs : int, default=None
        Processes.
    verbose : int or bool, default=0
        Show a progress bar.

    Returns
    -------
    predicted : ndarray of shape (n_subjects,)
    models : list of regressor
        The clones.

    Raises
    ------
    ValueError
        If a subject is in no test set, or in several.
    """
    require_partition(splits, len(y))
    folds = tqdm(splits, desc="inner folds", unit="fold", disable=not verbose)
    X = on_disk(X)
    done = Parallel(n_jobs=n_jobs)(
        delayed(_predict_fold)(clone(estimator), X, y, train, test, routed) for train, test in folds
    )
    predicted = np.empty(len(y))
    for (_, test), (_, values) in zip(splits, done, strict=True):
        predicted[test] = values
    return predicted, [model for model, _ in done]


def _predict_fold(
    model: BaseEstimator,
    X: ArrayLike,
    y: FloatArray,
    train: IntArray,
    test: IntArray,
    routed: Bunch,
) -> tuple[BaseEstimator, FloatArray]:
    for_fit = _check_method_params(X, routed.fit, indices=train)
    for_predict = _check_method_params(X, routed.predict, indices=test)
    with raise_interrupts():
        model.fit(rows_for(model, X, train), y[train], **for_fit)
    return model, np.ravel(model.predict(rows_for(model, X, test), **for_predict))
