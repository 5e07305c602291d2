"""Fit and score candidates in one fold of a cross-validation."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from sklearn.base import clone
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _check_method_params

from ..estimators import BaseConnectomeEstimator, find_network, rows_for
from ..types import IntArray
from .steps import FittedSteps, fit_steps, is_stackable
from .together import fit_together

# Steps before a network and the seconds that they took to fit, or the exception that they raised.
TimedSteps: TypeAlias = tuple[FittedSteps, float] | Exception


class FoldScore(NamedTuple):
    """What came of one estimator in one fold.

    Parameters
    ----------
    test, train : float, dict of str to float, or Exception
        What the scorer gave or raised; ``train`` is None unless asked for.
    n_test : int
        Number of test subjects.
    fit_time, score_time : float, in seconds
        Of a stack, each network has an equal share.
    error : Exception or None
        Why it could not be fitted.
    """

    test: Any
    train: Any
    n_test: int
    fit_time: float
    score_time: float
    error: Exception | None = None


class Candidate(NamedTuple):
    """An estimator, not fitted, the target that it learns, and a scorer if it has its own.

    Parameters
    ----------
    estimator : estimator
        A network or a Pipeline that ends in one is trained in stacks; anything else alone.
    y : array-like of shape (n_subjects,)
    scorer : callable, optional
    """

    estimator: Any
    y: Any
    scorer: Callable[..., Any] | None = None


class Scoring(NamedTuple):
    """How fitted estimators are scored.

    Parameters
    ----------
    scorer : callable or None
        From estimator, X and y to a score, or a dict of scores; None where each candidate has one.
    params : dict
        What it is given beside these, for all subjects.
    train : bool
        Score training subjects too.
    """

    scorer: Callable[..., Any] | None
    params: dict[str, Any]
    train: bool = False


class FoldSubjects:
    """The subjects of a fold; they are copied where they are needed."""

    def __init__(
        self,
        X: Any,
        rows: tuple[IntArray, IntArray],
        fit_params: dict[str, Any],
        scoring: Scoring,
    ) -> None:
        self.X, self.rows = X, dict(zip(("train", "test"), rows, strict=True))
        self.fit_params, self.scoring = fit_params, scoring

    def subjects(self, part: str, y: Any, estimator: Any) -> tuple[Any, Any]:
        """Give X and y of training or test subjects to an estimator."""
        rows = self.rows[part]
        return rows_for(estimator, self.X, rows), None if y is None else _safe_indexing(y, rows)

    def params(self, part: str, params: dict[str, Any]) -> dict[str, Any]:
        """Give those of the subjects, where there is one a subject."""
        return _check_method_params(self.X, params, indices=self.rows[part])


def fit_steps_in_fold(candidate: Candidate, fold: FoldSubjects) -> TimedSteps:
    """Fit what comes before the network: (FittedSteps, seconds), or the exception."""
    start = time.perf_counter()
    try:
        X, y = fold.subjects("train", candidate.y, candidate.estimator)
        steps = fit_steps(candidate.estimator, X, y, fold.params("train", fold.fit_params))
    except Exception as error:
        return error
    return steps, time.perf_counter() - start


def score_candidates(
    candidates: list[Candidate],
    steps: TimedSteps | None,
    fold: FoldSubjects,
    n_bytes: float,
) -> list[FoldScore]:
    """Train networks behind the same steps, and score them."""
    n_test = len(fold.rows["test"])
    if isinstance(steps, Exception):
        return [FoldScore(None, None, n_test, 0.0, 0.0, steps) for _ in candidates]
    fitted_steps, seconds = steps or (None, 0.0)
    start = time.perf_counter()
    estimators, errors = _fit(candidates, fitted_steps, fold, n_bytes)
    fit_time = (time.perf_counter() - start + seconds) / len(candidates)
    found = []
    for candidate, error in zip(candidates, errors, strict=True):
        # What was scored is let go: to predict, each network lays out a matrix of its own.
        estimator = estimators.pop(0)
        if error:
            found.append(FoldScore(None, None, n_test, fit_time, 0.0, error))
        else:
            found.append(_score(estimator, candidate, fold, n_test, fit_time))
    return found


def _fit(
    candidates: list[Candidate], steps: FittedSteps | None, fold: FoldSubjects, n_bytes: float
) -> tuple[list[Any], list[Exception | None]]:
    """Fit the candidates of a stack: the estimators, and why one could not be fitted."""
    if not is_stackable(candidates[0].estimator):
        return _fit_alone(candidates, fold)
    networks = [clone(find_network(candidate.estimator)) for candidate in candidates]
    errors = _fit_networks(networks, candidates, steps, fold, n_bytes)
    if steps is None:
        return networks, errors
    return [steps.with_network(network) for network in networks], errors


def _fit_alone(
    candidates: list[Candidate], fold: FoldSubjects
) -> tuple[list[Any], list[Exception | None]]:
    """Fit what no stack can train, such as a search."""
    estimators = [clone(candidate.estimator) for candidate in candidates]
    errors: list[Exception | None] = []
    for estimator, candidate in zip(estimators, candidates, strict=True):
        X, y = fold.subjects("train", candidate.y, candidate.estimator)
        given = (X,) if y is None else (X, y)
        try:
            estimator.fit(*given, **fold.params("train", fold.fit_params))
            errors.append(None)
        except Exception as error:
            errors.append(error)
    return estimators, errors


def _fit_networks(
    networks: list[BaseConnectomeEstimator],
    candidates: list[Candidate],
    steps: FittedSteps | None,
    fold: FoldSubjects,
    n_bytes: float,
) -> list[Exception | None]:
    """Fit networks to what reaches them; one object is the target of all that share it."""
    if steps is None:
        X, y = fold.subjects("train", candidates[0].y, networks[0])
    else:
        X, y = steps.X, steps.y
    params = fold.params("train", fold.fit_params) if steps is None else steps.fit_params
    targets = [y] * len(candidates)
    if any(candidate.y is not candidates[0].y for candidate in candidates):
        targets = [_safe_indexing(each.y, fold.rows["train"]) for each in candidates]
    return fit_together(networks, X, targets, **params, max_bytes=n_bytes)


def _score(
    estimator: Any, candidate: Candidate, fold: FoldSubjects, n_test: int, fit_time: float
) -> FoldScore:
    start = time.perf_counter()
    test = _value(estimator, candidate, fold, "test")
    score_time = time.perf_counter() - start
    train = _value(estimator, candidate, fold, "train") if fold.scoring.train else None
    return FoldScore(test, train, n_test, fit_time, score_time)


def _value(estimator: Any, candidate: Candidate, fold: FoldSubjects, part: str) -> Any:
    """Score, or give the exception that the scorer raised."""
    X, y = fold.subjects(part, candidate.y, estimator)
    given = (X,) if y is None else (X, y)
    scorer = candidate.scorer or fold.scoring.scorer
    assert scorer is not None
    try:
        return scorer(estimator, *given, **fold.params(part, fold.scoring.params))
    except Exception as error:
        return error
