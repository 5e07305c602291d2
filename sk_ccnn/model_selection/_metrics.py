"""What a comparison measures, and which way is better."""

from typing import NamedTuple

import numpy as np
from sklearn.metrics import make_scorer
from sklearn.utils.multiclass import type_of_target


class Metric(NamedTuple):
    """A column of a comparison.

    Parameters
    ----------
    name : str
        As it is shown.
    scorer : str or callable
        scikit-learn's name for it, or a scorer; larger is better.
    is_error : bool
        Shown with the sign changed: smaller is better.
    """

    name: str
    scorer: object
    is_error: bool = False


def pearson_r(y_true, y_pred):
    """Correlation of predictions with the truth; 0 where a prediction is constant."""
    if np.ptp(y_pred) == 0 or np.ptp(y_true) == 0:
        return 0.0
    return float(np.corrcoef(y_true, y_pred)[0, 1])


def neg_brier(estimator, X, y):
    """Minus the mean squared error of the second class's probability, whatever the classes."""
    probability = estimator.predict_proba(X)[:, 1]
    return -float(np.mean((probability - (np.asarray(y) == estimator.classes_[1])) ** 2))


REGRESSION = (
    Metric("MAE", "neg_mean_absolute_error", is_error=True),
    Metric("R²", "r2"),
    Metric("r", make_scorer(pearson_r)),
)
BINARY = (
    Metric("AUC", "roc_auc"),
    Metric("balanced accuracy", "balanced_accuracy"),
    Metric("Brier", neg_brier, is_error=True),
)
MULTICLASS = (
    Metric("balanced accuracy", "balanced_accuracy"),
    Metric("AUC", "roc_auc_ovr"),
)


def metrics_for(y, scoring=None):
    """Choose the metrics.

    Parameters
    ----------
    y : array-like of shape (n_subjects,)
        Target.
    scoring : str, list of str, dict of str to scorer, or None
        As scikit-learn takes it; larger is better. None for those that suit the target.

    Returns
    -------
    tuple of Metric
        The first one decides.
    """
    if isinstance(scoring, str):
        scoring = [scoring]
    if isinstance(scoring, dict):
        return tuple(Metric(name, scorer) for name, scorer in scoring.items())
    if scoring is not None:
        return tuple(Metric(name, name) for name in scoring)
    kind = type_of_target(y)
    if kind == "binary":
        return BINARY
    # Ages in whole years look like classes; names of diagnoses are.
    is_numeric = np.asarray(y).dtype.kind in "fiu"
    return REGRESSION if is_numeric else MULTICLASS
