"""How often chance is as good: the p-value of a Monte Carlo test."""

import numpy as np
from numpy.typing import ArrayLike

# Above it, a sentence claims nothing.
LEVEL = 0.05


def monte_carlo_p_value(gains: ArrayLike) -> float:
    """Give the share of nulls that are not beaten, the real one counted with them: never 0.

    Parameters
    ----------
    gains : array-like of shape (n_nulls,)
        Real score minus that of each null; larger is better.

    Returns
    -------
    float

    Examples
    --------
    >>> from sk_ccnn.results import monte_carlo_p_value
    >>> monte_carlo_p_value([0.4, 0.3, 0.2])
    0.25
    """
    gains = np.asarray(gains)
    return float((np.count_nonzero(gains <= 0) + 1) / (len(gains) + 1))
