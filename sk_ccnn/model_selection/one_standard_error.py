"""The rule of one standard error, for candidates that the folds cannot tell apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..results import magnitude, merge_ties, name_folds, rounding
from ..types import BoolArray, FloatArray
from .ranking import scores_by_fold


def within_one_standard_error(scores: FloatArray) -> BoolArray:
    """Tell which candidates score within a standard error of the best.

    Parameters
    ----------
    scores : ndarray of shape (n_candidates, n_folds)
        Larger is better. A candidate with a score that is not a number is none of them.

    Returns
    -------
    ndarray of shape (n_candidates,), bool
        With one fold, where there is no standard error, the best.

    Raises
    ------
    ValueError
        If no candidate has a score in every fold.

    Examples
    --------
    >>> from sk_ccnn.model_selection.one_standard_error import within_one_standard_error
    >>> within_one_standard_error(np.array([[0.1, 0.3], [0.4, 0.8], [0.5, 0.8]]))
    array([False,  True,  True])
    """
    size = magnitude(scores)
    means = merge_ties(np.mean(scores, axis=1), size)
    if np.isnan(means).all():
        raise ValueError(_why_nothing(np.isnan(scores)))
    best, n_folds = int(np.nanargmax(means)), np.shape(scores)[1]
    error = np.std(scores[best], ddof=1) / np.sqrt(n_folds) if n_folds > 1 else 0.0
    return means >= means[best] - error - rounding(means.dtype, size)


def _why_nothing(is_missing: BoolArray) -> str:
    """Say which folds no candidate has a score in, or that each lacks another one."""
    folds, n_folds = np.flatnonzero(is_missing.all(axis=0)), is_missing.shape[1]
    if not folds.size:
        folds = np.flatnonzero(is_missing.any(axis=0))
    return (
        f"no candidate has a score in every fold: it is missing in {name_folds(folds, n_folds)}; "
        "the warnings of the search say what failed there"
    )


def weakest_wiring_cost(cv_results: Mapping[str, Any]) -> int:
    """Choose the weakest wiring cost that scores within one standard error of the best.

    For ``refit=`` of `GridSearchCV` and `StackedGridSearchCV`. Few inner folds tell strengths
    apart poorly, and the best mean among them is often luck. With this rule a wiring cost has to
    earn its place; `ConnectomeRegressorCV` has the opposite, the sparsest network that is as good.

    Parameters
    ----------
    cv_results : dict
        ``cv_results_`` of a search with one metric, over ``lambda_wiring`` and, if you like, other
        parameters; of candidates with the same strength the best mean counts. In a search over
        ``constraint`` too, the mean thus decides whether the connectome stays; for a rule that
        keeps it where the folds cannot tell, see `fewest_wires`.

    Returns
    -------
    int
        Index of the candidate.

    Raises
    ------
    ValueError
        If there is no single metric or strength, or no candidate has a score in every fold.

    References
    ----------
    Breiman L, Friedman JH, Olshen RA, Stone CJ (1984). Classification and regression trees,
    section 3.4.3. doi:10.1201/9781315139470

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.model_selection import StackedGridSearchCV, weakest_wiring_cost
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, random_state=0)
    >>> grid = {"lambda_wiring": [0, 0.01, 0.02]}
    >>> search = StackedGridSearchCV(network, grid, cv=3, refit=weakest_wiring_cost)
    >>> search.fit(X, age).best_params_
    {'lambda_wiring': 0.01}
    """
    scores, strengths = fold_scores(cv_results), strengths_of(cv_results, "weakest_wiring_cost")
    candidates = np.flatnonzero(within_one_standard_error(scores))
    means = merge_ties(scores[candidates].mean(axis=1), magnitude(scores))
    order = np.lexsort((-means, strengths[candidates]))
    return int(candidates[order[0]])


def fold_scores(cv_results: Mapping[str, Any]) -> FloatArray:
    """Give the scores in each fold of a search with one metric.

    Parameters
    ----------
    cv_results : dict
        ``cv_results_`` of the search.

    Returns
    -------
    ndarray of shape (n_candidates, n_folds)

    Raises
    ------
    ValueError
        If there are other metrics.
    """
    metrics = metrics_of(cv_results)
    if metrics != ["score"]:
        raise ValueError(
            f"weakest_wiring_cost needs the results of one metric, got those of {metrics}"
        )
    return scores_by_fold(cv_results, "score")


def metrics_of(cv_results: Mapping[str, Any]) -> list[str]:
    """Name the metrics of a search: list of str, sorted.

    Parameters
    ----------
    cv_results : dict
        ``cv_results_`` of the search.
    """
    matches = [re.fullmatch(r"split\d+_test_(.+)", name) for name in cv_results]
    return sorted({match[1] for match in matches if match})


def strengths_of(cv_results: Mapping[str, Any], rule: str) -> FloatArray:
    """Give the strength of each candidate's wiring cost.

    Parameters
    ----------
    cv_results : dict
        ``cv_results_`` of a search over ``lambda_wiring``.
    rule : str
        Who asks, as the message has it.

    Returns
    -------
    ndarray of shape (n_candidates,)

    Raises
    ------
    ValueError
        If a candidate has no strength, or there are several of them.
    """
    searched = [name for name in cv_results if name.startswith("param_")]
    of_wiring = [cv_results[name] for name in searched if re.search("_lambda_wiring$", name)]
    if len(of_wiring) != 1 or np.ma.getmaskarray(of_wiring[0]).any():
        raise ValueError(
            f"{rule} needs a search whose candidates all have one lambda_wiring, got one over "
            f"{[name.removeprefix('param_') for name in searched]}"
        )
    return np.asarray(of_wiring[0], dtype=float)
