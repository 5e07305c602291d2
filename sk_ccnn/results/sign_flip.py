"""Would a gain be as large if each fold had it one way or the other by chance? Flips of signs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..types import FloatArray
from .ties import rounding

# Every flip is tried of so many values: 8 MiB of sums. Of more values, some flips are drawn.
_MOST_ENUMERATED = 20
_N_DRAWN, _DRAWN_AT_ONCE = 2**16 - 1, 2**10


def sign_flip_test(values: ArrayLike, scale: float = 1.0) -> float:
    """Test whether a mean of paired differences is above 0, by flipping their signs.

    One-sided: the share of all ``2 ** n_values`` choices of signs whose mean is at least as large
    as the one found, or as large up to rounding. Of more than 20 values, 65 535 choices are drawn,
    always the same.

    Parameters
    ----------
    values : array-like of shape (n_values,)
        Difference of two scores, for each fold and seed; positive where the first is better.
    scale : float, default=1
        Size of the scores that differences were taken of: a difference that is no more than their
        rounding is none.

    Returns
    -------
    float
        P-value, at least ``1 / 2 ** n_values``: fewer than 5 values cannot reach .05. NaN where a
        value is not finite.

    Raises
    ------
    ValueError
        If there are fewer than two values.

    Notes
    -----
    The test is exact where, without a true difference, each value is as likely to be positive as
    negative, whatever the others are. Folds of one cross-validation are not such values: they share
    training subjects, and folds that were drawn again share test subjects too, so that they tend
    to be positive or negative together and p is too small. Take it as a second opinion.

    Examples
    --------
    >>> from sk_ccnn.results import sign_flip_test
    >>> sign_flip_test([0.3, 0.1, 0.4, 0.2, 0.5])  # one of 32 flips: all as they are
    0.03125
    """
    given = np.asarray(values)
    flat = given.astype(float).ravel()
    if flat.size < 2:
        raise ValueError(f"a sign-flip test needs two values or more, got {flat.size}")
    if not np.isfinite(flat).all():
        return float("nan")
    allowed = rounding(given.dtype, scale) * flat.size
    sums = _every_sum(flat) if flat.size <= _MOST_ENUMERATED else _drawn_sums(flat)
    return float(np.mean(sums >= flat.sum() - allowed))


def _every_sum(values: FloatArray) -> FloatArray:
    """Add the values up with every choice of signs: ndarray of shape (2 ** n_values,)."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate([sums + value, sums - value])
    return sums


def _drawn_sums(values: FloatArray) -> FloatArray:
    """Add the values up with random signs, and first as they are."""
    random, sums = np.random.default_rng(0), np.full(_N_DRAWN + 1, values.sum())
    for start in range(1, len(sums), _DRAWN_AT_ONCE):
        some = sums[start : start + _DRAWN_AT_ONCE]
        some[:] = random.choice([-1.0, 1.0], (len(some), values.size)) @ values
    return sums


def smallest_sign_flip_p_value(n_values: int) -> float:
    """Give the p-value where all of some values are positive: float."""
    return 1 / 2**n_values if n_values <= _MOST_ENUMERATED else 1 / (_N_DRAWN + 1)
