"""Between correlation matrices and spaces in which a mean and a difference have their meaning.

The matrix functions are pyRiemann's, an optional package that is imported where it is used.
"""

from __future__ import annotations

from functools import partial
from types import ModuleType

import numpy as np

from ..caller import warn_caller
from ..types import FloatArray
from .positive_definite import ShrunkCorrelations

_MAX_MEAN_STEPS = 50
# Of the Frobenius norm of a step; the mean has no more digits than its subjects.
_MEAN_TOLERANCE = 1e-6
_MAX_DIAGONAL_STEPS = 1000
# Of a matrix function, in units of size, number of regions and machine precision.
_ROUNDING = 8
_DIAGONAL_TOLERANCE = 1e-10


def pyriemann(module: str) -> ModuleType:
    """Import a module of ``pyriemann.geometry``.

    Parameters
    ----------
    module : {"base", "tangentspace"}

    Raises
    ------
    ImportError
        If pyRiemann is not installed; it names the extra that brings it.
    """
    from importlib import import_module

    try:
        return import_module(f"pyriemann.geometry.{module}")
    except ImportError as error:
        raise ImportError(
            "kind='log' and kind='tangent' need pyRiemann 0.12 or later: "
            f"pip install 'sk_ccnn[riemann]' has it ({error})"
        ) from error


def frechet_mean(correlations: ShrunkCorrelations) -> FloatArray:
    """Find the matrix to which the sum of squared affine-invariant distances is least.

    Parameters
    ----------
    correlations : ShrunkCorrelations

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
        Positive definite.

    Notes
    -----
    The steps of pyRiemann's ``mean_riemann``, from the arithmetic mean, but over blocks of
    subjects, so that not all matrices are in memory at once.
    """
    tangent = pyriemann("tangentspace")
    mean = correlations.mean_of(lambda matrices: matrices)
    speed, last = 1.0, np.inf
    for _ in range(_MAX_MEAN_STEPS):
        step = correlations.mean_of(partial(tangent.log_map_riemann, Cref=mean))
        mean = _symmetric(tangent.exp_map_riemann(speed * step, mean))
        size = float(np.linalg.norm(step))
        if size <= _MEAN_TOLERANCE:
            return mean
        speed, last = (speed / 2 if size > last else speed), size
    warn_caller(f"the mean of {len(correlations)} matrices was not found to {_MEAN_TOLERANCE:g}")
    return mean


def partial_correlations(matrices: FloatArray) -> FloatArray:
    """Turn correlations into partial ones, each given all other regions.

    Parameters
    ----------
    matrices : ndarray of shape (n, n_regions, n_regions)
        Positive definite.

    Returns
    -------
    ndarray of shape (n, n_regions, n_regions)
        Its diagonal is -1 and means nothing.
    """
    return -unit_diagonal(np.linalg.inv(matrices))


def from_partial_correlations(given: FloatArray, row: int) -> FloatArray:
    """Turn the partial correlations of a subject back into correlations.

    Parameters
    ----------
    given : ndarray of shape (1, n_regions, n_regions)
        With a zero diagonal.
    row : int
        Named in errors.

    Returns
    -------
    ndarray of shape (1, n_regions, n_regions)
        With a diagonal of ones.

    Raises
    ------
    ValueError
        If they are the partial correlations of no positive definite matrix.
    """
    precision = np.eye(given.shape[-1]) - given
    smallest = float(np.linalg.eigvalsh(precision).min())
    if smallest <= 0:
        raise ValueError(
            "partial correlations need a positive definite precision matrix, but the smallest "
            f"eigenvalue of that of row {row} is {smallest:.3g}"
        )
    return unit_diagonal(np.linalg.inv(precision))


def logarithm(matrices: FloatArray, reference: FloatArray | None) -> FloatArray:
    """Take the matrix logarithm, in the space that is tangent at a reference where there is one.

    Parameters
    ----------
    matrices : ndarray of shape (n, n_regions, n_regions)
        Positive definite.
    reference : ndarray of shape (n_regions, n_regions) or None

    Returns
    -------
    ndarray of shape (n, n_regions, n_regions)
        Exactly 0 where nothing but rounding is left, as for a region without a signal: a scaler
        would make it as large as any other feature.
    """
    if reference is None:
        found: FloatArray = pyriemann("base").logm(matrices)
    else:
        found = pyriemann("tangentspace").log_map_riemann(matrices, reference)
    # Of the matrices, whose diagonal is 1, or of their logarithms where these are larger.
    size = np.maximum(np.abs(found).max(axis=(1, 2), keepdims=True), 1)
    rounding = _ROUNDING * found.shape[-1] * np.finfo(found.dtype).eps * size
    return np.where(np.abs(found) <= rounding, 0, found)


def from_logarithm(flat: FloatArray, reference: FloatArray | None, row: int) -> FloatArray:
    """Find the correlation matrix whose logarithm has these values beside its diagonal.

    The diagonal of the logarithm is not known, but that of the correlation matrix is: ones.

    Parameters
    ----------
    flat : ndarray of shape (1, n_regions, n_regions)
        With a zero diagonal.
    reference : ndarray of shape (n_regions, n_regions) or None
        As of `logarithm`.
    row : int
        Named in errors.

    Returns
    -------
    ndarray of shape (1, n_regions, n_regions)
        With a diagonal of ones.

    Raises
    ------
    ValueError
        If none is found, which can only happen far from a reference.

    Notes
    -----
    Without a reference this is the fixed point of Archakov and Hansen: there is always exactly
    one solution. With one, each step is divided by the derivative at the reference, which is
    positive definite (a Hadamard square), so that there is one solution near it; that there is no
    other one far from it is not proven.
    """
    base, regions = pyriemann("base"), np.arange(flat.shape[-1])
    root = np.eye(len(regions)) if reference is None else base.sqrtm(reference)
    inverse_derivative = np.linalg.inv(root**2)
    flat = flat.copy()
    for _ in range(_MAX_DIAGONAL_STEPS):
        found = root @ base.expm(flat) @ root
        excess = np.log(found[:, regions, regions])
        if not np.isfinite(excess).all():
            break
        if np.abs(excess).max() <= _DIAGONAL_TOLERANCE:
            return unit_diagonal(found)
        flat[:, regions, regions] -= excess @ inverse_derivative
    raise ValueError(
        f"no correlation matrix was found for row {row}: it lies too far from the mean of the "
        "training subjects"
    )


def unit_diagonal(matrices: FloatArray) -> FloatArray:
    """Divide rows and columns by the roots of the diagonal: ndarray of the same shape."""
    scale = 1 / np.sqrt(np.diagonal(matrices, axis1=1, axis2=2))
    return _symmetric(matrices * scale[:, :, None] * scale[:, None, :])


def _symmetric(matrices: FloatArray) -> FloatArray:
    return (matrices + np.swapaxes(matrices, -1, -2)) / 2
