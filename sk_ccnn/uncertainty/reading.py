"""Read the target at the door."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from sklearn.exceptions import DataConversionWarning
from sklearn.utils.validation import check_array, column_or_1d

from ..caller import warn_caller
from ..types import FloatArray


def read_target(y: ArrayLike | None, name: str, at_least: int = 1) -> FloatArray:
    """Validate the target of a regressor: one number a subject.

    Parameters
    ----------
    y : array-like of shape (n_subjects,)
    name : str
        What the caller calls them.
    at_least : int, default=1
        How many are needed.

    Returns
    -------
    ndarray of shape (n_subjects,), float64

    Raises
    ------
    ValueError
        If they are not finite numbers, one a subject.
    """
    if y is None:
        raise ValueError(f"this requires {name} to be passed, but the target {name} is None")
    numbers = check_array(
        y, ensure_2d=False, dtype=np.float64, ensure_min_samples=at_least, input_name=name
    )
    if numbers.ndim == 2 and numbers.shape[1] == 1:
        warn_caller(
            f"A column-vector {name} was passed when a 1d array was expected; use ravel()",
            DataConversionWarning,
        )
    target: FloatArray = column_or_1d(numbers, input_name=name)
    return target
