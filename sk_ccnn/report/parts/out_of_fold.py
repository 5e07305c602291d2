"""Predict everybody once, by a model that has not seen them."""

from __future__ import annotations

from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import clone

from ...estimators import Split
from ...model_selection import takes_groups
from ...types import AnyArray, FloatArray
from ..cohort import Cohort


def predict_everybody(cohort: Cohort, estimator: Any, n_jobs: int) -> tuple[FloatArray, AnyArray]:
    """Predict everybody in the first round of folds.

    Parameters
    ----------
    cohort : Cohort
    estimator : estimator
        It is cloned. Its inner folds keep groups together where the task has groups.
    n_jobs : int

    Returns
    -------
    predicted : ndarray of shape (n_people,)
        A number, or the probability of the positive class.
    fold : ndarray of shape (n_people,)
        Number of the fold in which the person was predicted.
    """
    splits = cohort.one_round()
    done = Parallel(n_jobs=n_jobs)(
        delayed(_predict_fold)(clone(estimator), cohort, split) for split in splits
    )
    predicted, fold = np.empty(cohort.n_people), np.empty(cohort.n_people, dtype=int)
    for number, ((_, test), values) in enumerate(zip(splits, done, strict=True)):
        predicted[test], fold[test] = values, number
    return predicted, fold


def _predict_fold(model: Any, cohort: Cohort, split: Split) -> FloatArray:
    task, (train, test) = cohort.task, split
    groups = {}
    if task.groups is not None:
        groups = {name: task.groups[train] for name in takes_groups(model)}
    model.fit(task.X[train], task.y[train], **groups)
    if cohort.classes is None:
        return np.ravel(model.predict(task.X[test]))
    at = [str(name).startswith("1 ") for name in model.classes_].index(True)
    probability: FloatArray = model.predict_proba(task.X[test])[:, at]
    return probability
