"""Scores of folds as scikit-learn formats them, and what is done about those that failed."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

from sklearn.exceptions import FitFailedWarning

from ..caller import warn_caller
from .folds import FoldScore

ErrorScore: TypeAlias = Literal["raise"] | float


def values_of_results(scores: Sequence[Sequence[FoldScore]]) -> list[list[Any]]:
    """Give what scorers gave in test subjects, or raise what went wrong.

    Parameters
    ----------
    scores : list of list of FoldScore
        For each candidate, for each fold.

    Returns
    -------
    list of list
        Likewise.
    """
    rows = rows_of_results([score for row in scores for score in row], "raise", False)
    values = iter(row["test_scores"] for row in rows)
    return [[next(values) for _ in row] for row in scores]


def rows_of_results(
    scores: Sequence[FoldScore], error_score: ErrorScore, with_train: bool
) -> list[dict[str, Any]]:
    """Write scores as scikit-learn formats them, errors replaced.

    Parameters
    ----------
    scores : list of FoldScore
        Candidate by candidate, fold by fold.
    error_score : "raise" or float
        What stands for a fit or a score that failed.
    with_train : bool
        Whether training subjects were scored.

    Returns
    -------
    list of dict

    Raises
    ------
    Exception
        The first error, if `error_score` is "raise".
    ValueError
        If every fit failed.

    Warns
    -----
    FitFailedWarning
        If some fits failed.
    UserWarning
        If a score failed.
    """
    _judge_errors([score.error for score in scores], error_score)
    parts = ("test", "train") if with_train else ("test",)
    fitted = [score for score in scores if score.error is None]
    like = next((score.test for score in fitted if not isinstance(score.test, Exception)), 0.0)
    rows = []
    for score in scores:
        row = {"fit_time": score.fit_time, "score_time": score.score_time}
        for part in parts:
            value = getattr(score, part) if score.error is None else score.error
            row[f"{part}_scores"] = _without_errors(value, like, error_score, score.error is None)
        rows.append(row)
    return rows


def _judge_errors(errors: Sequence[Exception | None], error_score: ErrorScore) -> None:
    raised = [error for error in errors if error is not None]
    if not raised:
        return
    if error_score == "raise":
        raise raised[0]
    texts = Counter("".join(traceback.format_exception(error)) for error in raised)
    details = "\n".join(f"{count} fits failed with:\n{text}" for text, count in texts.items())
    if len(raised) == len(errors):
        raise ValueError(
            f"all the {len(errors)} fits failed; error_score='raise' helps to find out why\n"
            + details
        )
    warn_caller(
        f"{len(raised)} of {len(errors)} fits failed; their scores are set to {error_score}\n"
        + details,
        FitFailedWarning,
    )


def _without_errors(value: Any, like: Any, error_score: ErrorScore, is_news: bool) -> Any:
    """Put the error score where a score failed; one for each metric, where there are several."""
    if isinstance(value, Exception):
        if is_news:
            _judge_score(value, error_score)
        return dict.fromkeys(like, error_score) if isinstance(like, dict) else error_score
    if not isinstance(value, dict):
        return value
    for text in (each for each in value.values() if isinstance(each, str)):
        _judge_score(text, error_score)
    return {n: error_score if isinstance(each, str) else each for n, each in value.items()}


def _judge_score(error: Any, error_score: ErrorScore) -> None:
    if error_score == "raise":
        raise error
    warn_caller(f"scoring failed; the score is set to {error_score}. Details:\n{error}")
