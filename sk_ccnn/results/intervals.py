"""The mean over folds that share subjects: its interval, and its test."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from .ties import rounding


class MeanOverFolds(NamedTuple):
    """A mean over folds with its confidence interval, and the p-value of its being 0."""

    mean: float
    low: float
    high: float
    p_value: float


def corrected_t_test(
    values: ArrayLike, test_share: float, level: float = 0.95, scale: float = 1.0
) -> MeanOverFolds:
    """Test whether a mean over folds is 0, corrected for folds that share training subjects.

    Parameters
    ----------
    values : array-like of shape (n_folds,)
        A score, or a difference of scores, in each fold.
    test_share : float
        Number of test subjects over number of training subjects.
    level : float, default=0.95
        Confidence level of the interval.
    scale : float, default=1
        Size of the scores that differences were taken of: a difference that is no more than their
        rounding is none.

    Returns
    -------
    MeanOverFolds
        ``mean``, ``low``, ``high`` and the two-sided ``p_value``; all NaN where a fold has no
        number, so that nothing is claimed.

    Raises
    ------
    ValueError
        If there are fewer than two folds.

    References
    ----------
    Nadeau C, Bengio Y (2003). Inference for the generalization error. Machine Learning 52,
    239-281. doi:10.1023/A:1024068626366

    Examples
    --------
    >>> from sk_ccnn.results import corrected_t_test
    >>> result = corrected_t_test([0.3, 0.1, 0.4, 0.2, 0.5], test_share=1 / 4)
    >>> f"{result.mean:.2f} [{result.low:.2f}, {result.high:.2f}], p = {result.p_value:.2f}"
    '0.30 [0.01, 0.59], p = 0.05'
    """
    given = np.asarray(values)
    values = given.astype(float)
    n_folds = len(values)
    if n_folds < 2:
        raise ValueError(f"a t-test over folds needs two or more, got {n_folds}")
    if not np.isfinite(values).all():
        return MeanOverFolds(np.nan, np.nan, np.nan, np.nan)
    values = np.where(np.abs(values) <= rounding(given.dtype, scale), 0.0, values)
    mean = float(values.mean())
    error = float(np.sqrt((1 / n_folds + test_share) * values.var(ddof=1)))
    half = error * stats.t.ppf((1 + level) / 2, n_folds - 1)
    if error == 0:
        p_value = 1.0 if mean == 0 else 0.0
    else:
        p_value = float(2 * stats.t.sf(abs(mean) / error, n_folds - 1))
    return MeanOverFolds(mean, mean - half, mean + half, p_value)
