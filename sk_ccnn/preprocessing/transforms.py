"""Bring connection weights to a scale on which they can be compared."""

import numpy as np
from numpy.typing import ArrayLike

from ..types import FloatArray

# arctanh is infinite at 1; a correlation of 0.9999999 or more becomes about 8.4.
_LARGEST_CORRELATION = 1 - 1e-7


def fisher_z(correlations: ArrayLike) -> FloatArray:
    """Fisher's z-transformation, ``arctanh(r)``.

    Parameters
    ----------
    correlations : array-like
        Between -1 and 1.

    Returns
    -------
    ndarray
        Finite: correlations are clipped to ±(1 - 1e-7) first.

    Raises
    ------
    ValueError
        If a value is beyond ±1.

    References
    ----------
    Fisher RA (1915). Frequency distribution of the values of the correlation coefficient in samples
    from an indefinitely large population. Biometrika 10:507-521. doi:10.2307/2331838

    Examples
    --------
    >>> fisher_z([0.0, 0.5]).round(3)
    array([0.   , 0.549])
    """
    correlations = np.asarray(correlations, dtype=np.float64)
    if np.abs(correlations).max(initial=0) > 1 + 1e-6:
        raise ValueError(
            f"Fisher's z needs correlations between -1 and 1, got {correlations.min():g} to "
            f"{correlations.max():g}"
        )
    return np.arctanh(np.clip(correlations, -_LARGEST_CORRELATION, _LARGEST_CORRELATION))


def log_counts(counts: ArrayLike) -> FloatArray:
    """Logarithm of streamline counts, ``log(1 + n)``.

    Parameters
    ----------
    counts : array-like
        Not negative.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If a value is negative.

    Examples
    --------
    >>> log_counts([0, 99]).round(2)
    array([0.  , 4.61])
    """
    counts = np.asarray(counts, dtype=np.float64)
    if counts.min(initial=0) < 0:
        raise ValueError(f"counts are not negative, got {counts.min():g}; are they logarithms?")
    return np.log1p(counts)


def strength_normalized(matrices: ArrayLike) -> FloatArray:
    """Divide each connection by the geometric mean of its regions' strengths.

    Parameters
    ----------
    matrices : array-like of shape (..., n_regions, n_regions)
        Symmetric.

    Returns
    -------
    ndarray, like `matrices`
        ``w_ij / sqrt(s_i s_j)`` with s_i the sum of abs(w_ij) over j; 0 for a region without
        connections. The diagonal is left out of s and becomes 0.

    Examples
    --------
    >>> strength_normalized([[0, 4, 0], [4, 0, 12], [0, 12, 0]]).round(2)
    array([[0.  , 0.5 , 0.  ],
           [0.5 , 0.  , 0.87],
           [0.  , 0.87, 0.  ]])
    """
    matrices = np.array(matrices, dtype=np.float64)
    regions = np.arange(matrices.shape[-1])
    matrices[..., regions, regions] = 0
    strengths = np.abs(matrices).sum(axis=-1)
    scale = np.divide(1, np.sqrt(strengths), out=np.zeros_like(strengths), where=strengths > 0)
    return matrices * scale[..., :, None] * scale[..., None, :]
