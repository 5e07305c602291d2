"""Say in tables and words what the scores say, and no more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .defined import why_undefined
from .intervals import MeanOverFolds, corrected_t_test
from .ranges import within_range
from .ties import is_constant, magnitude, merge_ties


def format_rows(rows: Sequence[Sequence[str]]) -> str:
    """Align the cells of a table, and rule off its first line.

    Parameters
    ----------
    rows : list of tuple of str

    Returns
    -------
    str
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    rule = "-" * len(lines[0])
    return "\n".join(line.rstrip() for line in [lines[0], rule, *lines[1:]])


def score_rows(
    scores: pd.DataFrame,
    metrics: Sequence[str],
    *,
    by: Sequence[str] = ("model",),
    digits: int = 3,
) -> list[tuple[str, ...]]:
    """Write mean ± standard deviation over folds into the cells of a table.

    Parameters
    ----------
    scores : DataFrame
        A row for each fold and metric, as in `Comparison.scores`.
    metrics : sequence of str
        Columns, in this order.
    by : sequence of str, default=("model",)
        Columns of `scores` that a line is for.
    digits : int, default=3
        Decimals.

    Returns
    -------
    list of tuple of str
        Headings first. A dash stands for what is not known in every fold.
    """
    rows = [(*by, *metrics)]
    for names, chosen in scores.groupby(list(by), sort=False):
        values = [chosen.loc[chosen["metric"] == metric, "value"] for metric in metrics]
        rows.append((*map(str, names), *(_mean_and_sd(each, digits) for each in values)))
    return rows


def _mean_and_sd(values: pd.Series, digits: int) -> str:
    if values.isna().any():
        return "–"
    return f"{values.mean():.{digits}f} ± {values.std():.{digits}f}"


def verdict(
    gain: MeanOverFolds,
    better: str = "is better than",
    worse: str = "is worse than",
    unclear: str = "cannot be told from",
    unknown: str = "was not compared with",
) -> str:
    """Choose the words for a gain by its interval.

    Parameters
    ----------
    gain : MeanOverFolds
        Of one model over another; positive where the one is better.
    better, worse, unclear, unknown : str
        For an interval above 0, below 0, any other, and none: a score is not defined.

    Returns
    -------
    str
    """
    if np.isnan(gain.mean):
        return unknown
    if gain.low > 0:
        return better
    return worse if gain.high < 0 else unclear


def gain_in_words(gain: MeanOverFolds, metric: str, digits: int = 3) -> str:
    """Give a gain in a metric with its interval.

    Parameters
    ----------
    gain : MeanOverFolds
    metric : str
    digits : int, default=3
        Decimals.

    Returns
    -------
    str
    """
    if np.isnan(gain.mean):
        return f"{metric} is not defined in every fold"
    mean, low, high = (f"{value:+.{digits}f}" for value in gain[:3])
    return f"gain in {metric} {mean}, 95% interval {low} to {high}"


def lowest_error(by_fold: pd.DataFrame, metric: str) -> str:
    """Say which model has the lowest mean error, and in how many folds.

    Parameters
    ----------
    by_fold : DataFrame of shape (n_folds, n_models)
        Errors.
    metric : str
        Name of the error.

    Returns
    -------
    str
    """
    # One fold without a number, and a mean over the others would be of other subjects.
    is_known = by_fold.notna().all()
    known = by_fold.loc[:, is_known]
    if known.empty:
        return f"which model has the lowest mean {metric} cannot be told: {_gaps(by_fold, metric)}."
    size = magnitude(known)
    means = pd.Series(merge_ties(known.mean(), size), known.columns)
    best = [str(name) for name in known.columns[means == means.min()]]
    errors = pd.DataFrame(merge_ties(known, size), columns=known.columns)
    n_won = int(errors[best].eq(errors.min(axis=1), axis=0).any(axis=1).sum())
    has, is_best = ("has", "is") if len(best) == 1 else ("have", "one of them is")
    words = (
        f"{' and '.join(best)} {has} the lowest mean {metric} ({means.min():.2f}), and {is_best} "
        f"the best in {n_won} of {len(by_fold)} folds."
    )
    if is_known.all():
        return words
    return f"{words} Not ranked: {_gaps(by_fold.loc[:, ~is_known], metric)}."


def _gaps(by_fold: pd.DataFrame, metric: str) -> str:
    """Say of which models a metric is not defined, and in which folds."""
    reasons = (f"{name} ({why_undefined(by_fold[name], metric)})" for name in by_fold)
    return ", ".join(reasons)


def against_chance(
    model: str, values: ArrayLike, test_share: float, metric: str, chance: float
) -> str:
    """Say whether a model predicts better than chance.

    Parameters
    ----------
    model : str
    values : array-like of shape (n_folds,)
        Its scores; larger is better.
    test_share : float
        Number of test subjects over that of training subjects.
    metric : str
        Name of the score.
    chance : float
        The score of a guess.

    Returns
    -------
    str
    """
    values = np.asarray(values, dtype=float)
    reason = why_undefined(values, metric)
    if reason:
        return f"whether {model} predicts it cannot be told: {reason}."
    gain = corrected_t_test(values - chance, test_share, scale=magnitude(values, chance))
    mean = values.mean()
    shown = within_range(MeanOverFolds(mean, gain.low + chance, gain.high + chance, np.nan), metric)
    spread = f"95% interval {shown.low:.2f} to {shown.high:.2f}"
    if is_constant(values):
        spread = f"the same in all {len(values)} folds"
    words = f"{model} predicts it ({metric} {mean:.2f}, {spread}; chance {chance:.2f})."
    return words if gain.low > 0 else f"no evidence that {words}"


def against_model(model: str, other: str, gain: MeanOverFolds, metric: str) -> str:
    """Say whether a model has a lower error than another.

    Parameters
    ----------
    model, other : str
    gain : MeanOverFolds
        How much lower the error of `model` is, fold by fold.
    metric : str
        Name of the error.

    Returns
    -------
    str
    """
    found = verdict(gain, "has a lower error than", "has a higher error than")
    return f"{model} {found} {other} ({gain_in_words(gain, metric, digits=2)})."
