"""How often chance is as good: the p-value of a Monte Carlo test."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from .ties import rounding

# Above it, a sentence claims nothing.
LEVEL = 0.05


def monte_carlo_p_value(gains: ArrayLike, scale: float = 1.0) -> float:
    """Give the share of nulls that are not beaten, the real one counted with them: never 0.

    Parameters
    ----------
    gains : array-like of shape (n_nulls,)
        Real score minus that of each null; larger is better.
    scale : float, default=1
        Size of the scores that were subtracted. A gain that is no more than their rounding is none.

    Returns
    -------
    float
        NaN where a gain is NaN: what is not defined is not counted.

    Examples
    --------
    >>> from sk_ccnn.results import monte_carlo_p_value
    >>> monte_carlo_p_value([0.4, 0.3, 0.2])
    0.25
    >>> monte_carlo_p_value([np.mean([0.1, 0.1, 0.4]) - np.mean([0.1, 0.4, 0.1])] * 19)
    1.0
    """
    gains = np.asarray(gains)
    if np.isnan(gains).any():
        return math.nan
    n_as_good = np.count_nonzero(gains <= rounding(gains.dtype, scale))
    return float((n_as_good + 1) / (len(gains) + 1))


def missing_gain(gains: ArrayLike, scale: float = 1.0) -> float:
    """Give by how much all gains would have had to be larger for a p-value of `LEVEL`.

    Parameters
    ----------
    gains : array-like of shape (n_nulls,)
        Real score minus that of each null; larger is better.
    scale : float, default=1
        Size of the scores that were subtracted.

    Returns
    -------
    float
        More than this was needed; below 0 where they were large enough. Infinite where there are
        too few nulls for any gain to be found, NaN where a gain is NaN.

    Examples
    --------
    >>> from sk_ccnn.results import missing_gain
    >>> round(missing_gain([0.5] * 18 + [-0.25]), 3)  # to beat the one null that scores better
    0.25
    >>> missing_gain([0.5] * 9)
    inf
    """
    gains = np.asarray(gains)
    if np.isnan(gains).any():
        return math.nan
    n_allowed = math.floor(round(LEVEL * (len(gains) + 1), 9)) - 1  # nulls that may be as good
    if n_allowed < 0:
        return math.inf
    return float(rounding(gains.dtype, scale) - np.sort(gains)[n_allowed])


def smallest_p_value(n_nulls: int) -> float:
    """Give the p-value of a test that beats all of its nulls: float."""
    return 1 / (n_nulls + 1)


def why_undecided(n_nulls: int, name: str) -> str:
    """Say why a test could not have found anything, and what it needs.

    Parameters
    ----------
    n_nulls : int
    name : str
        What they are, in the plural.

    Returns
    -------
    str
        Empty where a p-value of `LEVEL` could have been reached.
    """
    smallest = smallest_p_value(n_nulls)
    if smallest <= LEVEL:
        return ""
    needed = math.ceil(round(1 / LEVEL, 9)) - 1
    return (
        f"with {n_nulls} {name} p cannot be below {smallest:.3f}; at least {needed} are needed for "
        f"p = {LEVEL}"
    )
