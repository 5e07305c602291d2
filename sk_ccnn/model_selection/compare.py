"""Score models on the same folds, and go on where an interrupted run was."""

import time
import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd
from joblib import Memory
from sklearn.base import clone, is_classifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import get_scorer
from sklearn.model_selection import check_cv
from sklearn.model_selection._search import BaseSearchCV
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import check_consistent_length

from ..caller import warn_caller
from ..results import metrics_for
from ..stacking import run_jobs
from .code_version import code_version
from .comparison import TIMES, Comparison


def compare(
    models,
    X,
    y,
    *,
    cv=5,
    groups=None,
    scoring=None,
    candidates=None,
    n_jobs=None,
    cache_dir=None,
    task="",
    verbose=0,
):
    """Compare models side by side on identical folds.

    A model that has to be tuned comes as a search, such as a `GridSearchCV`, which then sees only
    the training subjects of each fold. Each fit runs on one thread.

    Parameters
    ----------
    models : dict of str to estimator
        None of them is changed.
    X : array-like of shape (n_subjects, ...)
    y : array-like of shape (n_subjects,)
    cv : int, cross-validator or iterable, default=5
        As scikit-learn takes it; a shuffled one must have its `random_state`.
    groups : array-like of shape (n_subjects,), optional
        Sites, families: for a `cv` that keeps them together. Searches get those of the training
        subjects in `fit`.
    scoring : str, list of str or dict, optional
        As scikit-learn's; by default MAE, R² and r, or AUC, balanced accuracy and the Brier score.
        The first one decides which model is best.
    candidates : list of str, optional
        Models that are tested against the best of the others; by default all.
    n_jobs : int, optional
        Number of processes.
    cache_dir : str or path-like, optional
        Keep the scores of each finished fold in this folder: the same call goes on where an
        interrupted one was, even one that was killed.
    task : str, default=""
        Name of the comparison in the table of scores.
    verbose : int, default=0
        1 for a progress bar.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If names are unknown, or X, y and groups differ in length.

    Warns
    -----
    UserWarning
        If a metric cannot be computed for a model (a Brier score without probabilities); it is
        NaN then.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> from sklearn.linear_model import RidgeCV
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.model_selection import compare
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> result = compare({"dummy": DummyRegressor(), "ridge": RidgeCV()}, X, age)
    >>> result.by_fold("MAE").mean().idxmin()
    'ridge'
    """
    candidates = _checked_candidates(models, candidates)
    check_consistent_length(X, y, groups)
    y = np.asarray(y)
    metrics = metrics_for(y, scoring)
    folds = _folds(models, task, cv, X, y, groups)
    # mmap_mode: an array that joblib hands to a process as a file is still the same array.
    memory = Memory(cache_dir, mmap_mode="r", verbose=0)
    score = _score_fold if cache_dir is None else memory.cache(_score_fold)
    cells = [(model, fold) for fold in folds for model in models]
    jobs = [
        (
            score,
            (clone(models[model]), X, y, groups, fold.train, fold.test, metrics, code_version()),
        )
        for model, fold in cells
    ]
    results = run_jobs(jobs, n_jobs, label=task or "compare", quiet=verbose == 0)
    rows = []
    for (model, fold), values in zip(cells, results, strict=True):
        rows += fold.rows(model, values)
    table = scores_table(rows)
    _warn_of_gaps(table)
    return Comparison(table, metrics, candidates)


def _checked_candidates(models, candidates):
    if len(models) < 2:
        raise ValueError(f"needed two or more models to compare, got {list(models)}")
    candidates = tuple(candidates or ())
    unknown = [name for name in candidates if name not in models]
    if unknown:
        raise ValueError(f"candidates {unknown} are none of the models {list(models)}")
    return candidates


def _folds(models, task, cv, X, y, groups):
    cv = check_cv(cv, y, classifier=is_classifier(next(iter(models.values()))))
    splits = list(cv.split(X, y, groups))
    return [Fold(task, number, train, test) for number, (train, test) in enumerate(splits)]


def _score_fold(model, X, y, groups, train, test, metrics, version):
    """Fit to the training subjects and score on the others: dict of metric to value."""
    is_grouped = groups is not None and isinstance(model, BaseSearchCV)
    extra = {"groups": _safe_indexing(groups, train)} if is_grouped else {}
    start = time.perf_counter()
    with warnings.catch_warnings():
        # A search tries strengths at which a solver has not converged; its score tells.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(_safe_indexing(X, train), y[train], **extra)
    fitted = time.perf_counter()
    held_out = _safe_indexing(X, test)
    model.predict(held_out)
    predicted = time.perf_counter()
    values = {metric.name: _value(metric, model, held_out, y[test]) for metric in metrics}
    return values | dict(zip(TIMES, (fitted - start, predicted - fitted), strict=True))


def _value(metric, model, X, y):
    scorer = get_scorer(metric.scorer)
    try:
        score = scorer(model, X, y)
    except AttributeError:  # no predict_proba
        return np.nan
    return -score if metric.is_error else score


def _warn_of_gaps(table):
    gaps = table[table["value"].isna()][["model", "metric"]].drop_duplicates()
    for model, metric in gaps.itertuples(index=False):
        warn_caller(f"{metric} could not be computed for {model}")


class Fold(NamedTuple):
    """One fold of one task: the same subjects for every model."""

    task: str
    number: int
    train: np.ndarray
    test: np.ndarray

    def rows(self, model, scores):
        """Give the scores of a model, a dict from metric to value, as rows for `scores_table`."""
        share = len(self.test) / len(self.train)
        return [
            (self.task, model, self.number, metric, value, share)
            for metric, value in scores.items()
        ]


def folds_of(task, splitter, X, y):
    """Split the subjects of a task.

    Parameters
    ----------
    task : str
        Name of the task.
    splitter : cross-validator
        Seeded, so that a fold is the same for every model.
    X, y : ndarray
        Subjects.

    Returns
    -------
    list of Fold
    """
    return [Fold(task, number, *rows) for number, rows in enumerate(splitter.split(X, y))]


def scores_table(rows):
    """Put scores into a table.

    Parameters
    ----------
    rows : iterable of (task, model, fold, metric, value, test_share)
        One score each; ``test_share`` is the number of test subjects over that of training
        subjects.

    Returns
    -------
    DataFrame
    """
    columns = ["task", "model", "fold", "metric", "value", "test_share"]
    return pd.DataFrame(rows, columns=columns)
