"""How far rankings of regions or edges agree."""

from itertools import combinations

import numpy as np
from scipy.stats import rankdata


def mean_agreement(rows):
    """Correlate every two rows by Spearman, and average.

    Parameters
    ----------
    rows : array-like of shape (n_rows, n_units)
        Units that are 0 in all of them are left out: agreement on what has no wire is none.

    Returns
    -------
    float
        NaN where there are not two rows that vary.

    Examples
    --------
    >>> from sk_ccnn.attributions.stability import mean_agreement
    >>> mean_agreement([[1, 2, 3], [10, 20, 30], [3, 2, 1]]).round(3)
    np.float64(-0.333)
    """
    rows = np.asarray(rows)
    rows = rows[:, (rows != 0).any(axis=0)]
    ranks = [rankdata(row) for row in rows if row.size and np.ptp(row) > 0]
    pairs = [np.corrcoef(*pair)[0, 1] for pair in combinations(ranks, 2)]
    return np.mean(pairs) if pairs else np.nan
