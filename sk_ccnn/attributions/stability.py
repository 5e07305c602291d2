"""How far rankings of regions or edges agree."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import rankdata


def mean_agreement(rows: ArrayLike) -> float:
    """Correlate every two rows by Spearman, and average.

    Parameters
    ----------
    rows : array-like of shape (n_rows, n_units)
        Units that are 0 in all rows are left out: rows do not agree because both lack a wire.

    Returns
    -------
    float
        NaN where there are not two rows that vary.

    Examples
    --------
    >>> from sk_ccnn.attributions.stability import mean_agreement
    >>> round(mean_agreement([[1, 2, 3], [10, 20, 30], [3, 2, 1]]), 3)
    -0.333
    """
    table = np.asarray(rows)
    table = table[:, (table != 0).any(axis=0)]
    ranks = [rankdata(row) for row in table if row.size and np.ptp(row) > 0]
    pairs = [np.corrcoef(*pair)[0, 1] for pair in combinations(ranks, 2)]
    return float(np.mean(pairs)) if pairs else np.nan
