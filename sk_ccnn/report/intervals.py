"""Intervals by drawing people anew, whole groups together, everybody counted once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ..types import AnyArray, FloatArray, IntArray

# An interval is not known where more samples than this have no value.
_MOST_UNDEFINED = 0.05


class Interval(NamedTuple):
    """A value with its 95% interval."""

    value: float
    low: float
    high: float


def draw_people(n_people: int, groups: AnyArray | None, n_samples: int) -> list[IntArray]:
    """Draw bootstrap samples of people.

    Parameters
    ----------
    n_people : int
    groups : ndarray of shape (n_people,) or None
        Whole groups are drawn where there are any: people of a site are alike.
    n_samples : int

    Returns
    -------
    list of ndarray of int
        Rows of each sample.
    """
    random = np.random.default_rng(0)
    if groups is None:
        return [random.integers(n_people, size=n_people) for _ in range(n_samples)]
    rows = [np.flatnonzero(groups == name) for name in np.unique(groups)]
    return [
        np.concatenate([rows[each] for each in random.integers(len(rows), size=len(rows))])
        for _ in range(n_samples)
    ]


def bootstrap(
    measure: Callable[[IntArray], Sequence[float]], n_people: int, samples: Sequence[IntArray]
) -> list[Interval]:
    """Measure all people, and give the middle 95% of what the samples give.

    Parameters
    ----------
    measure : callable
        Takes rows, gives values; NaN where one is not defined.
    n_people : int
    samples : sequence of ndarray of int

    Returns
    -------
    list of Interval
        Bounds are NaN where the value, or more than one in twenty of the samples' values, is NaN.
    """
    values = np.array(measure(np.arange(n_people)), dtype=float)
    drawn: FloatArray = np.array([measure(rows) for rows in samples], dtype=float)
    found = []
    for value, column in zip(values, drawn.T, strict=True):
        defined = column[np.isfinite(column)]
        known = np.isfinite(value) and len(defined) >= (1 - _MOST_UNDEFINED) * len(column)
        low, high = np.percentile(defined, [2.5, 97.5]) if known else (np.nan, np.nan)
        found.append(Interval(float(value), float(low), float(high)))
    return found
