"""Rank the candidates of a search: no tie by rounding is broken, and nothing is chosen for luck."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.stats import rankdata

from ..results import magnitude, merge_ties, name_folds
from ..stacking import FoldScore
from ..types import FloatArray


def scoring_that_decides(scoring: Any, refit: bool | str | Callable[..., int]) -> Any:
    """Give the scoring by which a search chooses; a callable where that cannot be told.

    Parameters
    ----------
    scoring, refit
        As of `GridSearchCV`.
    """
    if isinstance(scoring, str) or scoring is None or callable(scoring):
        return scoring
    if not isinstance(refit, str):
        return _decided_elsewhere
    return scoring[refit] if isinstance(scoring, Mapping) else refit


def _decided_elsewhere() -> None:
    """Stand for what cannot be tried beforehand."""


def merge_tied_ranks(results: dict[str, Any]) -> None:
    """Give candidates whose means are equal up to rounding the same rank, in place.

    Parameters
    ----------
    results : dict
        ``cv_results_`` of a search.
    """
    for name in [each for each in results if each.startswith("rank_test_")]:
        metric = name.removeprefix("rank_test_")
        means = merge_ties(
            results[f"mean_test_{metric}"], magnitude(scores_by_fold(results, metric))
        )
        if np.isnan(means).all():
            continue  # as scikit-learn has it
        means[np.isnan(means)] = np.nanmin(means) - 1
        results[name] = rankdata(-means, method="min").astype(np.int32)


def why_none_can_be_chosen(
    results: Mapping[str, Any], metric: str, scores: Sequence[FoldScore], n_folds: int
) -> str:
    """Say why no candidate has a score in every fold.

    Parameters
    ----------
    results : dict
        ``cv_results_`` of a search.
    metric : str
        The one that decides.
    scores : list of FoldScore
        Candidate by candidate, fold by fold.
    n_folds : int

    Returns
    -------
    str
        Empty where a candidate has one.
    """
    if f"mean_test_{metric}" not in results or np.isfinite(results[f"mean_test_{metric}"]).any():
        return ""
    missing = ~np.isfinite(scores_by_fold(results, metric))
    # A fold that nobody has tells most; else every candidate lacks another one.
    folds = np.flatnonzero(missing.all(axis=0))
    if not folds.size:
        folds = np.flatnonzero(missing.any(axis=0))
    first = int(folds[0])
    candidate = int(np.flatnonzero(missing[:, first])[0])
    why = _why_missing(scores[candidate * n_folds + first], metric)
    return (
        f"no candidate has a {metric} in every fold: it is missing in "
        f"{name_folds(folds, n_folds)} (fold {first + 1}: {why})"
    )


def scores_by_fold(results: Mapping[str, Any], metric: str) -> FloatArray:
    """Give the scores of the test subjects.

    Parameters
    ----------
    results : dict
        ``cv_results_`` of a search.
    metric : str

    Returns
    -------
    ndarray of shape (n_candidates, n_folds)
    """
    pattern = re.compile(rf"split\d+_test_{re.escape(metric)}")
    return np.array([results[name] for name in results if pattern.fullmatch(name)], dtype=float).T


def _why_missing(score: FoldScore, metric: str) -> str:
    if score.error is not None:
        return f"{type(score.error).__name__}: {score.error}"
    of_metric = score.test.get(metric) if isinstance(score.test, dict) else score.test
    if isinstance(of_metric, Exception):
        return f"{type(of_metric).__name__}: {of_metric}"
    if isinstance(of_metric, str):  # a traceback
        return of_metric.strip().splitlines()[-1]
    return f"it is {of_metric}, with {score.n_test} test subjects"
