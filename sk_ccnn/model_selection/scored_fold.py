"""Score a model in one fold, or recall what an earlier run found there."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import get_scorer
from sklearn.utils import _safe_indexing

from ..estimators import rows_for
from ..results import Metric
from ..stacking import raise_interrupts
from ..types import AnyArray, IntArray
from .comparison import TIMES
from .grid_ends import chosen_values
from .score_cache import Found, Origin, ScoreCache


class Cohort(NamedTuple):
    """The subjects of a comparison.

    Parameters
    ----------
    X : array-like of shape (n_subjects, ...)
    y : ndarray of shape (n_subjects,)
    groups : array-like of shape (n_subjects,) or None
    """

    X: Any
    y: AnyArray
    groups: ArrayLike | None


class ScoredFold(NamedTuple):
    """What was found in a fold, and why it could not be kept for a later run, if so.

    Parameters
    ----------
    found : (dict of str to float, ndarray)
        Scores, times and what a search chose, by name, and predictions.
    lost : str or None
    """

    found: Found
    lost: str | None = None


def score_or_recall(
    model: Any,
    cohort: Cohort,
    rows: tuple[IntArray, IntArray],
    metrics: Sequence[Metric],
    takes_groups: Sequence[str],
    cache: ScoreCache | None,
    origin: Origin | None,
) -> ScoredFold:
    """Score a model in a fold, unless an earlier run has.

    Parameters
    ----------
    model : estimator
        Fitted here, if at all.
    cohort : Cohort
    rows : (train, test)
    metrics : sequence of Metric
    takes_groups : sequence of str
        Parameters of ``model.fit`` that take the groups of the training subjects.
    cache : ScoreCache or None
    origin : Origin or None
        What makes this score; None without a cache.

    Returns
    -------
    ScoredFold
    """
    if cache is None or origin is None:
        return ScoredFold(_score(model, cohort, rows, metrics, takes_groups))
    known = cache.read(origin)
    if known is not None:
        return ScoredFold(known)
    found = _score(model, cohort, rows, metrics, takes_groups)
    return ScoredFold(found, cache.write(origin, found))


def _score(
    model: Any,
    cohort: Cohort,
    rows: tuple[IntArray, IntArray],
    metrics: Sequence[Metric],
    takes_groups: Sequence[str],
) -> Found:
    """Fit to the training subjects; score and predict the others."""
    (X, y, groups), (train, test) = cohort, rows
    extra = {name: _safe_indexing(groups, train) for name in takes_groups}
    start = time.perf_counter()
    with warnings.catch_warnings(), raise_interrupts():
        # A search tries strengths at which a solver has not converged; its score tells.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(rows_for(model, X, train), y[train], **extra)
    fitted = time.perf_counter()
    held_out = rows_for(model, X, test)
    predicted = model.predict(held_out)
    times = (fitted - start, time.perf_counter() - fitted)
    values = {metric.name: _value(metric, model, held_out, y[test]) for metric in metrics}
    return values | dict(zip(TIMES, times, strict=True)) | chosen_values(model), predicted


def _value(metric: Metric, model: Any, X: Any, y: AnyArray) -> float:
    scorer = get_scorer(metric.scorer)
    try:
        score = scorer(model, X, y)
    except AttributeError:  # no predict_proba
        return np.nan
    return -score if metric.is_error else score
