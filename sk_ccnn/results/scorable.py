"""Can the folds be scored at all? Told before anything is trained."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, is_classifier, is_regressor
from sklearn.metrics import check_scoring, get_scorer
from sklearn.model_selection import check_cv

from ..caller import warn_caller
from ..types import AnyArray, FloatArray
from .defined import name_folds
from .metrics import Metric

# What scikit-learn's scorers are; another callable may want a network and is not tried.
_Scorer = type(get_scorer("r2"))
Splits: TypeAlias = Sequence[tuple[Any, Any]]


def require_folds(splits: Splits) -> None:
    """Raise ValueError where there is no fold: nothing could be scored."""
    if not splits:
        raise ValueError("cv gives no folds; needed one or more pairs of training and test rows")


def draw_folds(
    estimator: Any,
    X: Any,
    y: ArrayLike | None,
    cv: Any,
    groups: ArrayLike | None = None,
    *,
    for_interval: bool = False,
) -> list[tuple[Any, Any]]:
    """Draw the folds of a cross-validation, as scikit-learn would.

    Parameters
    ----------
    estimator : estimator
        Tells a classifier, whose folds are stratified where `cv` is a number or None.
    X, y : array-like
        Subjects.
    cv : int, cross-validator, iterable or None
    groups : array-like of shape (n_subjects,), optional
    for_interval : bool, default=False
        Whether an interval over the folds is wanted, which one fold cannot give.

    Returns
    -------
    list of (train, test)
        At least one, or two for an interval.

    Raises
    ------
    ValueError
        If there are fewer.
    """
    splits = list(check_cv(cv, y, classifier=is_classifier(estimator)).split(X, y, groups))
    require_folds(splits)
    if for_interval and len(splits) < 2:
        raise ValueError(f"an interval over folds needs two folds or more, cv gives {len(splits)}")
    return splits


def require_scorable(
    estimator: Any,
    y: ArrayLike | None,
    splits: Splits,
    scoring: str | Callable[..., Any] | None = None,
    name: str = "",
) -> None:
    """Raise ValueError where a fold cannot be trained on, or cannot be scored, by anyone.

    It is tried with predictions that are nearly right and with ones that are quite wrong: where
    the two have the same score in a fold, or none, that score says nothing there.

    Parameters
    ----------
    estimator : estimator
        Tells a classifier from a regressor, and has a score of its own; it is not fitted.
    y : array-like of shape (n_subjects,) or (n_subjects, n_outputs), or None
        Target.
    splits : list of (train, test)
    scoring : str, callable or None
        Only scikit-learn's are tried.
    name : str, optional
        Of the score, as the message has it.
    """
    if y is None or not (is_classifier(estimator) or is_regressor(estimator)):
        return
    target = np.asarray(y)
    if not _is_target(target, is_classifier(estimator)):
        return
    if is_classifier(estimator):
        _require_classes(target, splits)
    found = undefined_folds(estimator, target, splits, scoring)
    if found:
        metric = name or name_of_score(estimator, scoring)
        raise ValueError(_message(metric, target, splits, found, is_classifier(estimator)))


def require_metrics(estimator: Any, y: AnyArray, splits: Splits, metrics: Sequence[Metric]) -> None:
    """Raise ValueError where the metric that decides cannot be defined; warn of the others.

    Parameters
    ----------
    estimator, y, splits
        As of `require_scorable`.
    metrics : sequence of Metric
        The first one decides.
    """
    for number, metric in enumerate(metrics):
        try:
            require_scorable(estimator, y, splits, metric.scorer, metric.name)
        except ValueError as error:
            if number == 0:
                raise
            warn_caller(f"no mean of {metric.name} can be given: {error}")


def undefined_folds(
    estimator: Any, y: AnyArray, splits: Splits, scoring: str | Callable[..., Any] | None
) -> list[int]:
    """List the folds in which a score cannot be defined, whatever is predicted: list of int.

    Parameters
    ----------
    estimator, scoring
        As of `require_scorable`.
    y : ndarray
        Target.
    splits : list of (train, test)
    """
    scoring = _scoring_of(estimator, scoring)
    if not (scoring is None or isinstance(scoring, str | _Scorer)):
        return []
    if is_classifier(estimator):
        classes = [np.unique(y[train]) for train, _ in splits]
        if not _tells_classes(scoring, y, np.unique(y)):
            return []
        folds = zip(splits, classes, strict=True)
        return [
            n for n, ((_, test), of) in enumerate(folds) if not _tells_classes(scoring, y[test], of)
        ]
    columns = list(y.reshape(len(y), -1).astype(float).T)
    spread = max(float(np.ptp(y.astype(float))), 1.0)
    if not _tells_numbers(scoring, columns[0].min() + np.arange(float(len(y))), spread):
        return []
    return [
        n
        for n, (_, test) in enumerate(splits)
        if not all(_tells_numbers(scoring, column[test], spread) for column in columns)
    ]


def name_of_score(estimator: Any, scoring: str | Callable[..., Any] | None) -> str:
    """Name a score as a reader knows it: str."""
    scoring = _scoring_of(estimator, scoring)
    if scoring is None:
        return "accuracy" if is_classifier(estimator) else "R²"
    if isinstance(scoring, str):
        return scoring
    return getattr(scoring, "__name__", "score")


def _scoring_of(estimator: Any, scoring: Any) -> Any:
    """Give what an estimator is scored by: a search without another score has its own."""
    return getattr(estimator, "scoring", None) if scoring is None else scoring


class _Says(BaseEstimator):
    """An estimator that predicts what it is given as X."""

    def __init__(self, classes: AnyArray | None = None) -> None:
        self.classes = classes

    def fit(self, X: FloatArray, y: AnyArray) -> Self:
        """Learn nothing."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True


class _SaysNumbers(RegressorMixin, _Says):
    def predict(self, X: FloatArray) -> FloatArray:
        return X


class _SaysClasses(ClassifierMixin, _Says):
    @property
    def classes_(self) -> AnyArray:
        assert self.classes is not None
        return self.classes

    def predict_proba(self, X: FloatArray) -> FloatArray:
        return X

    def predict(self, X: FloatArray) -> AnyArray:
        return self.classes_[X.argmax(axis=1)]


def _tells_numbers(scoring: Any, y: FloatArray, spread: float) -> bool:
    """Whether a score is better where predictions of numbers are better."""
    # Upwards, for scores of positive numbers; and against the order of the truth.
    wrong = y.max() - y + spread
    return _differ(_SaysNumbers(), scoring, y, y + 1e-3 * wrong, y + 1e3 * wrong)


def _tells_classes(scoring: Any, y: AnyArray, classes: AnyArray) -> bool:
    """Whether a score is better where predictions of classes are better."""
    right = (y[:, None] == classes).astype(float)
    near = (right + 0.1) / (right + 0.1).sum(axis=1, keepdims=True)
    return _differ(_SaysClasses(classes), scoring, y, near, np.roll(near, 1, axis=1))


def _differ(model: Any, scoring: Any, y: AnyArray, near: FloatArray, far: FloatArray) -> bool:
    try:
        scorer = check_scoring(model, scoring)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            scores = [float(scorer(model, predicted, y)) for predicted in (near, far)]
    except Exception:  # a metric may refuse one class in any way
        return False
    return bool(np.isfinite(scores).all() and scores[0] != scores[1])


def _is_target(y: AnyArray, is_classes: bool) -> bool:
    """Tell what can be tried; what is no target at all is an error of the fit, which says more."""
    if not y.size or y.dtype.kind not in ("biufUSO" if is_classes else "iuf"):
        return False
    if not is_classes:
        return True
    try:
        return y.ndim == 1 and np.unique(y).size > 0
    except TypeError:  # numbers and words
        return False


def _require_classes(y: AnyArray, splits: Splits) -> None:
    alone = [n for n, (train, _) in enumerate(splits) if len(np.unique(y[train])) < 2]
    if alone:
        only = np.unique(y[splits[alone[0]][0]]).tolist()
        raise ValueError(
            f"a classifier needs two or more classes to learn from, but the training subjects of "
            f"{name_folds(alone, len(splits))} have the classes {only} only; fewer or stratified "
            "folds (StratifiedKFold) may help"
        )


def _message(metric: str, y: AnyArray, splits: Splits, folds: list[int], is_classes: bool) -> str:
    tested = y[splits[folds[0]][1]]
    found = np.unique(tested, axis=0).tolist()
    if len(tested) == 1:
        why = "has one test subject"
    elif len(found) == 1:
        why = f"has {len(tested)} test subjects who all have the target {found[0]!r}"
    elif is_classes:
        why = f"has test subjects of the classes {found[:5]} only"
    else:
        why = f"has {len(tested)} test subjects, whose targets do not suit it"
    first = f"fold {folds[0] + 1}" if len(folds) > 1 else "it"
    other = "accuracy" if is_classes else "neg_mean_absolute_error"
    folds_like = "stratified folds" if is_classes else "larger folds"
    return (
        f"{metric} is not defined in {name_folds(folds, len(splits))}: {first} {why}; use "
        f"{folds_like}, or a score that is defined there, such as scoring={other!r}"
    )
