"""What predictions are measured by, and which way is better."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import brier_score_loss, get_scorer_names, make_scorer, r2_score
from sklearn.utils.multiclass import type_of_target

from .ties import is_constant

Scorer: TypeAlias = Callable[[Any, Any, Any], float]
Kind: TypeAlias = Literal["classifier", "regressor"]


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
    scorer: str | Scorer
    is_error: bool = False


def pearson_r(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Correlate predictions with the truth.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n_subjects,)

    Returns
    -------
    float
        0 where all predictions are the same, which tell nothing; NaN where the truth is, or there
        are fewer than two subjects.
    """
    truth, predicted = np.asarray(y_true), np.asarray(y_pred)
    if is_constant(truth):
        return np.nan
    if is_constant(predicted):
        return 0.0
    return float(np.corrcoef(truth, predicted)[0, 1])


def defined_r2(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Compute R²; NaN where the truth is the same for all subjects, or there is one: float.

    scikit-learn's is then 0 or 1. Of several targets, the mean.
    """
    truth = np.asarray(y_true)
    if any(is_constant(column) for column in truth.reshape(len(truth), -1).T):
        return np.nan
    return float(r2_score(truth, y_pred))


def mean_pearson_r(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Correlate predictions with the truth, mean over targets where there are several: float."""
    truth, predicted = (np.asarray(each) for each in (y_true, y_pred))
    pairs = zip(
        truth.reshape(len(truth), -1).T, predicted.reshape(len(predicted), -1).T, strict=True
    )
    return float(np.mean([pearson_r(*pair) for pair in pairs]))


def neg_brier(estimator: Any, X: Any, y: ArrayLike) -> float:
    """Minus the mean squared error of the second class's probability, whatever the classes."""
    probability = estimator.predict_proba(X)[:, 1]
    return -float(np.mean((probability - (np.asarray(y) == estimator.classes_[1])) ** 2))


def neg_brier_of_classes(estimator: Any, X: Any, y: ArrayLike) -> float:
    """Minus the squared error of all classes' probabilities, summed over classes: float."""
    return -float(brier_score_loss(y, estimator.predict_proba(X), labels=estimator.classes_))


def calibration_error(truth: ArrayLike, probability: ArrayLike, n_bins: int = 5) -> float:
    """Compute how far probabilities are from what happened, mean over bins of equal size.

    Parameters
    ----------
    truth : array-like of shape (n_subjects,), of bool
        Whether it happened.
    probability : array-like of shape (n_subjects,)
        Of its happening.
    n_bins : int, default=5
        Bins, from the least to the most probable; a fold of a small cohort has no people for more.

    Returns
    -------
    float
        Mean over subjects of the distance of their bin's mean probability from its share of true
        ones: 0 where of those told .8 it is true of 80%. Few people have some by chance alone.

    References
    ----------
    Naeini MP, Cooper GF, Hauskrecht M (2015). Obtaining well calibrated probabilities using
    Bayesian binning. AAAI. doi:10.1609/aaai.v29i1.9602

    Examples
    --------
    >>> f"{calibration_error([True, True, False, True], [0.9, 0.9, 0.9, 0.9], n_bins=1):.2f}"
    '0.15'
    """
    difference = np.asarray(probability, dtype=float) - np.asarray(truth, dtype=float)
    order = np.argsort(probability, kind="stable")
    bins = np.array_split(difference[order], n_bins)
    return float(sum(abs(each.sum()) for each in bins) / len(difference))


def neg_calibration_error(estimator: Any, X: Any, y: ArrayLike) -> float:
    """Minus the calibration error of the second class's probability, whatever the classes."""
    probability = estimator.predict_proba(X)[:, 1]
    return -calibration_error(np.asarray(y) == estimator.classes_[1], probability)


REGRESSION = (
    Metric("MAE", "neg_mean_absolute_error", is_error=True),
    Metric("R²", make_scorer(defined_r2)),
    Metric("r", make_scorer(mean_pearson_r)),
)
BINARY = (
    Metric("AUC", "roc_auc"),
    Metric("balanced accuracy", "balanced_accuracy"),
    Metric("Brier", neg_brier, is_error=True),
    Metric("calibration error", neg_calibration_error, is_error=True),
)
MULTICLASS = (
    Metric("balanced accuracy", "balanced_accuracy"),
    Metric("AUC", "roc_auc_ovr"),
)
MULTICLASS_BRIER = Metric("Brier", neg_brier_of_classes, is_error=True)


# Names of columns that are taken for scikit-learn's, which has no correlation.
_NAMES_OF_OURS = {
    "MAE": "neg_mean_absolute_error",
    "R²": "r2",
    "R2": "r2",
    "AUC": "roc_auc",
    "balanced accuracy": "balanced_accuracy",
    "Brier": "neg_brier_score",
}

# Beginnings of scikit-learn's names of scores that are at most 1.
_AT_MOST_ONE = (
    "accuracy",
    "average_precision",
    "balanced_accuracy",
    "d2_",
    "explained_variance",
    "f1",
    "jaccard",
    "matthews_corrcoef",
    "precision",
    "r2",
    "recall",
    "roc_auc",
    "top_k_accuracy",
)


def highest_score(name: str) -> float:
    """Give the highest value that a score of scikit-learn can have.

    Parameters
    ----------
    name : str
        As of `sklearn.metrics.get_scorer`.

    Returns
    -------
    float
        Infinite where it is not known.

    Examples
    --------
    >>> from sk_ccnn.results import highest_score
    >>> highest_score("roc_auc"), highest_score("neg_mean_absolute_error")
    (1.0, 0.0)
    >>> highest_score("accuracy_in_percent")
    inf
    """
    if name not in get_scorer_names():  # a score of the user's own, whatever its name begins with
        return math.inf
    if name.startswith("neg_"):
        return 0.0
    return 1.0 if name.startswith(_AT_MOST_ONE) else math.inf


def metrics_for(
    kind: Kind | None,
    y: ArrayLike,
    scoring: str | Metric | Iterable[str | Metric] | Mapping[str, str | Scorer] | None = None,
) -> tuple[Metric, ...]:
    """Choose the metrics.

    Parameters
    ----------
    kind : {"classifier", "regressor", None}
        What the models are. The target cannot tell: ages in whole years look like classes, and
        classes may be named by numbers.
    y : array-like of shape (n_subjects,)
        Target.
    scoring : str, Metric, list of them, dict of str to scorer, or None
        As scikit-learn takes it; larger is better unless a Metric says otherwise. None for the
        metrics that suit the kind.

    Returns
    -------
    tuple of Metric
        The first one decides.

    Raises
    ------
    ValueError
        If neither a kind nor metrics are given, or a name is none of scikit-learn's.
    """
    metrics = _metrics_for(kind, y, scoring)
    _require_known_names(metrics)
    return metrics


def _require_known_names(metrics: Iterable[Metric]) -> None:
    """Raise ValueError, with the name to take, where a name is none of scikit-learn's scores."""
    known = set(get_scorer_names())
    for metric in metrics:
        if not isinstance(metric.scorer, str) or metric.scorer in known:
            continue
        name = metric.scorer
        if name in _NAMES_OF_OURS:
            remedy = f"scikit-learn's name of it is {_NAMES_OF_OURS[name]!r}"
        else:
            close = get_close_matches(name, sorted(known))
            remedy = f"close to it: {', '.join(map(repr, close)) or 'none'}"
        raise ValueError(
            f"scoring={name!r} is no score of scikit-learn; {remedy}. MAE, R², r, AUC, Brier and "
            "others are names of columns here, which scoring=None chooses; "
            "sklearn.metrics.get_scorer_names() lists scikit-learn's, and "
            "sk_ccnn.results.Metric(name, scorer) gives one of them a name of yours"
        )


def _metrics_for(
    kind: Kind | None,
    y: ArrayLike,
    scoring: str | Metric | Iterable[str | Metric] | Mapping[str, str | Scorer] | None,
) -> tuple[Metric, ...]:
    if isinstance(scoring, str | Metric):
        scoring = [scoring]
    if isinstance(scoring, Mapping):
        return tuple(Metric(name, scorer) for name, scorer in scoring.items())
    if scoring is not None:
        return tuple(each if isinstance(each, Metric) else Metric(each, each) for each in scoring)
    if kind is None:
        raise ValueError(
            "the models are neither classifiers nor regressors, so scoring= must say what they are "
            "compared by"
        )
    if kind == "regressor":
        return REGRESSION
    return BINARY if type_of_target(y) == "binary" else MULTICLASS
