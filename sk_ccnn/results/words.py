"""Say in tables and words what the scores say, and no more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .intervals import MeanOverFolds, corrected_t_test


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


def format_scores(
    scores: pd.DataFrame,
    metrics: Sequence[str],
    *,
    by: Sequence[str] = ("model",),
    digits: int = 3,
) -> str:
    """Format mean ± standard deviation over folds.

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
    str
        A dash stands for what is not known in every fold.
    """
    rows = [(*by, *metrics)]
    for names, chosen in scores.groupby(list(by), sort=False):
        values = [chosen.loc[chosen["metric"] == metric, "value"] for metric in metrics]
        rows.append((*map(str, names), *(_mean_and_sd(each, digits) for each in values)))
    return format_rows(rows)


def _mean_and_sd(values: pd.Series, digits: int) -> str:
    if values.isna().any():
        return "–"
    return f"{values.mean():.{digits}f} ± {values.std():.{digits}f}"


def verdict(
    gain: MeanOverFolds,
    better: str = "is better than",
    worse: str = "is worse than",
    unclear: str = "cannot be told from",
) -> str:
    """Choose the words for a gain by its interval.

    Parameters
    ----------
    gain : MeanOverFolds
        Of one model over another; positive where the one is better.
    better, worse, unclear : str
        For an interval above 0, below 0, and any other.

    Returns
    -------
    str
    """
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
    best = by_fold.mean().idxmin()
    n_won = int((by_fold.idxmin(axis=1) == best).sum())
    return (
        f"{best} has the lowest mean {metric} ({by_fold[best].mean():.2f}), and is the best in "
        f"{n_won} of {len(by_fold)} folds."
    )


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
    mean, low, high, _ = corrected_t_test(values, test_share)
    spread = f"95% interval {low:.2f} to {high:.2f}"
    if low == high:
        spread = f"the same in all {len(values)} folds"
    words = f"{model} predicts it ({metric} {mean:.2f}, {spread}; chance {chance:.2f})."
    return words if low > chance else f"no evidence that {words}"


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
