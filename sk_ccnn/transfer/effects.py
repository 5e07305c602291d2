"""How much a target explains of each measure of a brain, beside confounds."""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.linalg import svd
from scipy.special import gammaln

from ..types import FloatArray

# Of its own size: what rounding leaves where there is nothing.
_NOTHING = 1e-10


def measure_effects(
    values: FloatArray,
    target: FloatArray,
    confounds: FloatArray,
    weight: FloatArray,
    *,
    is_groups: bool,
) -> tuple[FloatArray, FloatArray]:
    """Compare each measure with a target by a linear model that has the confounds too.

    Parameters
    ----------
    values : ndarray of shape (n_subjects, n_measures)
    target : ndarray of shape (n_subjects, n_columns)
        Numbers, or 0 and 1 for every group but the first.
    confounds : ndarray of shape (n_subjects, n_confounds)
        Columns of the linear model; may have none.
    weight : ndarray of shape (n_subjects,)
        Weights of the subjects. Only their ratios matter: the subjects that have one are counted.
    is_groups : bool
        Whether a target of one column tells two groups apart.

    Returns
    -------
    effect : ndarray of shape (n_measures,)
        Of two groups Hedges' g, second minus first; of one column of numbers the partial
        correlation; else the multiple partial correlation, which has no sign.
    p_value : ndarray of shape (n_measures,)
        Of the F-test (of one column: the t-test).

    Raises
    ------
    ValueError
        If there are too few subjects, or the confounds leave nothing of the target.
    """
    n_subjects = int(np.count_nonzero(weight))
    root = np.sqrt(weight * n_subjects / weight.sum())[:, None]
    nuisance = root * np.column_stack([np.ones(len(values)), confounds])
    nuisance = _basis(nuisance, np.linalg.norm(nuisance, axis=0))
    left = root * (target - np.average(target, axis=0, weights=weight))
    before = np.linalg.norm(left, axis=0)
    left = _residual(left, nuisance)
    directions = _basis(left, before)
    n_directions = directions.shape[1]
    df = n_subjects - nuisance.shape[1] - n_directions
    _require_something(n_directions, df, n_subjects, nuisance.shape[1] - 1)
    scaled = root * values
    residual = _residual(scaled, nuisance)
    total = (residual**2).sum(axis=0)
    flat = total <= _NOTHING**2 * (scaled**2).sum(axis=0)
    explained = np.where(flat, 0, ((directions.T @ residual) ** 2).sum(axis=0))
    noise = np.where(flat, 1, np.maximum(total - explained, 0))
    with np.errstate(divide="ignore"):  # a measure that is the target itself
        p_value = stats.f.sf(explained / n_directions / (noise / df), n_directions, df)
        if target.shape[1] > 1:
            return np.sqrt(explained / (explained + noise)), p_value
        shared = np.where(flat, 0, left[:, 0] @ residual)
        if is_groups:
            return hedges_correction(df) * shared / (left**2).sum() / np.sqrt(noise / df), p_value
    return np.sign(shared) * np.sqrt(explained / (explained + noise)), p_value


def hedges_correction(df: int) -> float:
    """Give the factor that makes Cohen's d, which is too large in small samples, Hedges' g.

    Parameters
    ----------
    df : int
        Degrees of freedom of the standard deviation; the factor is 0 for 1.

    Returns
    -------
    float

    References
    ----------
    Hedges LV (1981). Distribution theory for Glass's estimator of effect size and related
    estimators. doi:10.3102/10769986006002107

    Examples
    --------
    >>> [round(hedges_correction(df), 3) for df in (10, 100)]
    [0.923, 0.992]
    """
    if df < 2:
        return 0.0
    return float(np.exp(gammaln(df / 2) - gammaln((df - 1) / 2)) / np.sqrt(df / 2))


def _basis(columns: FloatArray, size: FloatArray) -> FloatArray:
    """Give an orthonormal basis of what columns span: ndarray of shape (n_rows, rank).

    `size` is that of each column before anything was taken out of it: what is left of one that
    was all taken out is rounding, and spans nothing.
    """
    u, s, _ = svd(columns / np.where(size > 0, size, 1), full_matrices=False)
    basis: FloatArray = u[:, s > _NOTHING]
    return basis


def _residual(columns: FloatArray, basis: FloatArray) -> FloatArray:
    """Regress out what a basis explains of columns."""
    return np.subtract(columns, basis @ (basis.T @ columns))


def _require_something(n_directions: int, df: int, n_subjects: int, n_confounds: int) -> None:
    if not n_directions:
        raise ValueError(
            "nothing is left to look for in the regions: the target is the same for all subjects "
            "of the same confounds"
        )
    if df < 1:
        needed = n_subjects - df + 1
        raise ValueError(
            f"{n_subjects} subjects are too few to find altered regions; with {n_confounds} "
            f"columns of confounds and {n_directions} of the target at least {needed} are needed"
        )
