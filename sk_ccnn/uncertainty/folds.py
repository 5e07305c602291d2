"""Predict each training subject by a model that has not seen it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, clone
from sklearn.utils import Bunch
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import _check_method_params
from tqdm.auto import tqdm

from ..estimators import Split, require_partition, rows_for
from ..io import on_disk
from ..stacking import raise_interrupts
from ..types import FloatArray, IntArray


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
        Targets.
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
