"""Can what is tuned inside each fold be tuned? Told before anything is trained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import is_classifier
from sklearn.model_selection import check_cv
from sklearn.model_selection._search import BaseSearchCV
from sklearn.pipeline import Pipeline

from ..results import require_scorable
from ..types import AnyArray, IntArray
from .path_estimators import ChoosesLambda, LambdaPathCV
from .ranking import scoring_that_decides

_KNOWN = ("sklearn.", "sk_ccnn.")


def require_inner_folds_of_models(
    models: Mapping[str, Any],
    y: ArrayLike,
    splits: Sequence[tuple[IntArray, IntArray]],
    groups: ArrayLike | None,
) -> None:
    """Raise ValueError where a search in a comparison would have no folds, or no score in one.

    Parameters
    ----------
    models : dict of str to estimator
        Searches, and paths of wiring costs, are looked at.
    y, groups : array-like of shape (n_subjects,)
        Of all subjects.
    splits : list of (train, test)
        The outer folds.
    """
    for name, model in models.items():
        search = model.steps[-1][1] if isinstance(model, Pipeline) else model
        if isinstance(search, BaseSearchCV):
            scoring = scoring_that_decides(search.scoring, search.refit)
        elif isinstance(search, ChoosesLambda | LambdaPathCV):
            scoring = search.scoring
        else:
            continue
        require_inner_folds(search, search.cv, y, splits, groups, scoring, f"the cv of {name}")


def require_inner_folds(
    estimator: Any,
    cv: Any,
    y: ArrayLike,
    splits: Sequence[tuple[IntArray, IntArray]],
    groups: ArrayLike | None,
    scoring: Any,
    name: str,
) -> None:
    """Raise ValueError where the training subjects of a fold cannot be split and scored in turn.

    Parameters
    ----------
    estimator : estimator
        Whether it is a classifier, and what its own score is.
    cv : int, cross-validator or iterable
        The inner folds; only those of scikit-learn and of ours are tried.
    y, groups : array-like of shape (n_subjects,)
        Of all subjects.
    splits : list of (train, test)
        The outer folds.
    scoring : str, callable or None
        Of the inner folds.
    name : str
        Of `cv`, as the message has it.
    """
    if not (cv is None or isinstance(cv, int) or type(cv).__module__.startswith(_KNOWN)):
        return
    target, group = np.asarray(y), None if groups is None else np.asarray(groups)
    for number, (train, _) in enumerate(splits):
        own = target[train]
        of_train = None if group is None else group[train]
        where = f"the training subjects of fold {number + 1} of {len(splits)}"
        splitter = check_cv(cv, own, classifier=is_classifier(estimator))
        try:
            inner = list(_repeatable(splitter).split(np.empty(len(own)), own, of_train))
        except ValueError as error:
            raise ValueError(_message(splitter, name, where, of_train, error)) from error
        try:
            require_scorable(estimator, own, inner, scoring)
        except ValueError as error:
            raise ValueError(f"{name} cannot choose among {where}: {error}") from error


def _repeatable(splitter: Any) -> Any:
    """Copy a splitter, so that to try it draws nothing from anybody's random state."""
    copied = deepcopy(splitter)
    if getattr(copied, "random_state", 0) is None:
        copied.random_state = 0
    return copied


def _message(
    splitter: Any, name: str, where: str, groups: AnyArray | None, error: ValueError
) -> str:
    if groups is None:
        return f"{name}, {splitter}, cannot split {where}: {error}"
    found, needed = len(np.unique(groups)), getattr(splitter, "n_splits", 2)
    if found >= needed:
        return f"{name}, {splitter}, cannot split {where}: {error}"
    remedy = "use fewer inner folds, or more outer folds, so that more groups are left"
    if found < 2:
        remedy = "use more outer folds, so that two groups or more are left"
    return (
        f"{name}, {splitter}, needs {needed} groups in every training set, but {where} are of "
        f"{found}; {remedy}"
    )
