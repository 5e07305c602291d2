"""How well a network predicts."""

import numpy as np
from sklearn.base import is_classifier
from sklearn.metrics import brier_score_loss, get_scorer, make_scorer

from ..model_selection._metrics import BINARY, MULTICLASS, REGRESSION, Metric, pearson_r
from .network import fitted_network


def mean_pearson_r(y_true, y_pred):
    """Correlate predictions with the truth, mean over targets where there are several: float."""
    truth, predicted = np.reshape(y_true, (len(y_true), -1)), np.reshape(y_pred, (len(y_pred), -1))
    return float(np.mean([pearson_r(*pair) for pair in zip(truth.T, predicted.T, strict=True)]))


def neg_brier_of_classes(estimator, X, y):
    """Minus the squared error of all classes' probabilities, summed over classes: float."""
    return -brier_score_loss(y, estimator.predict_proba(X), labels=estimator.classes_)


def metrics_of(network):
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
        return (*REGRESSION[:2], Metric("r", make_scorer(mean_pearson_r)))
    if len(network.classes_) == 2:
        return BINARY
    return (*MULTICLASS, Metric("Brier", neg_brier_of_classes, is_error=True))


def score_task(estimator, X, y):
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
    network = fitted_network(estimator)
    classes = len(network.classes_) if is_classifier(network) else 0
    scores = {}
    for metric in metrics_of(network):
        if metric.name == "AUC" and len(np.unique(y)) < classes:
            scores[metric.name] = np.nan
            continue
        score = float(get_scorer(metric.scorer)(estimator, X, y))
        scores[metric.name] = -score if metric.is_error else score
    return scores
