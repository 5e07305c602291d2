"""How far rankings of regions or edges agree."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import rankdata

from ..results import is_constant, merge_ties


def mean_agreement(rows: ArrayLike) -> float:
    """Correlate every two rows by Spearman, and average.

    Parameters
    ----------
    rows : array-like of shape (n_rows, n_units)
        Units that are 0 in all rows are left out: rows do not agree because both lack a wire.

    Returns
    -------
    float
        NaN where there are not two rows, or one of them does not vary: it ranks nothing.

    Examples
    --------
    >>> from sk_ccnn.attributions.stability import mean_agreement
    >>> round(mean_agreement([[1, 2, 3], [10, 20, 30], [3, 2, 1]]), 3)
    -0.333
    """
    table = np.asarray(rows)
    table = table[:, (table != 0).any(axis=0)]
    if len(table) < 2 or any(is_constant(row) for row in table):
        return np.nan
    ranks = [rankdata(merge_ties(row)) for row in table]
    return float(np.mean([np.corrcoef(*pair)[0, 1] for pair in combinations(ranks, 2)]))
