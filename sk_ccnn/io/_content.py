"""What a file says about a connectome, before anybody has judged it."""

from typing import NamedTuple

import numpy as np


class Content(NamedTuple):
    """What was found in a file.

    Parameters
    ----------
    weights : ndarray of shape (n_regions, n_regions)
    labels : list of str or None
    lengths : ndarray of shape (n_regions, n_regions), in mm, or None
    coordinates : ndarray of shape (n_regions, 3), in mm, or None
    """

    weights: np.ndarray
    labels: list | None = None
    lengths: np.ndarray | None = None
    coordinates: np.ndarray | None = None


def require_square(matrix, what="the matrix"):
    """Refuse an array that is not a square matrix of real numbers.

    Parameters
    ----------
    matrix : ndarray
    what : str
        For the error.

    Returns
    -------
    ndarray of shape (n_regions, n_regions), float64
    """
    matrix = np.asarray(matrix)
    if matrix.dtype.kind not in "fiub":
        raise ValueError(f"{what} must hold real numbers, got {matrix.dtype}")
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) < 2:
        raise ValueError(
            f"{what} must be square, with a row and a column for each of two or more regions, got "
            f"shape {matrix.shape}"
        )
    return matrix.astype(np.float64)


def pick_key(keys, key, what):
    """Choose an array of a file that holds several.

    Parameters
    ----------
    keys : sequence of str
        Names of the arrays.
    key : str or None
        The one that is wanted; None if there is only one.
    what : str
        For the error.

    Returns
    -------
    str
    """
    keys = list(keys)
    if key is None and len(keys) == 1:
        return keys[0]
    if key is None:
        raise ValueError(f"{what} holds {keys}; say which by key=")
    if key not in keys:
        raise ValueError(f"{what} holds no {key!r}, only {keys}")
    return key
