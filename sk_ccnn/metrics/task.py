"""How well a network predicts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, is_classifier
from sklearn.metrics import get_scorer

from ..estimators import BaseConnectomeEstimator, find_network
from ..results import BINARY, MULTICLASS, MULTICLASS_BRIER, REGRESSION, Metric


def metrics_of(network: BaseConnectomeEstimator) -> tuple[Metric, ...]:
    """Choose what a network's predictions are measured by.

    Parameters
    ----------
    network : ConnectomeRegressor or ConnectomeClassifier
        Fitted.

    Returns
    -------
    tuple of Metric
        Regressors: MAE, R² (1 minus the residual over the total sum of squares) and r.
        Classifiers: AUC, balanced accuracy and Brier score.
    """
    if not is_classifier(network):
        return REGRESSION
    if len(network.classes_) == 2:
        return BINARY
    return (*MULTICLASS, MULTICLASS_BRIER)


def score_task(estimator: BaseEstimator, X: ArrayLike, y: ArrayLike) -> dict[str, float]:
    """Score predictions for subjects that were not in `fit`.

    Parameters
    ----------
    estimator : estimator or Pipeline
        Fitted.
    X : array-like of shape (n_subjects, ...)
        As it takes it.
    y : array-like of shape (n_subjects,) or (n_subjects, n_outputs)
        Truth.

    Returns
    -------
    dict of str to float
        NaN for an AUC where y lacks a class.
    """
    network = find_network(estimator, fitted=True, predicts=True)
    classes = len(network.classes_) if is_classifier(network) else 0
    scores = {}
    for metric in metrics_of(network):
        if metric.name == "AUC" and len(np.unique(y)) < classes:
            scores[metric.name] = np.nan
            continue
        score = float(get_scorer(metric.scorer)(estimator, X, y))
        scores[metric.name] = -score if metric.is_error else score
    return scores
