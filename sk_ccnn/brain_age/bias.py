"""The line of predictions on age, and the two corrections for it."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike
from sklearn.exceptions import DataConversionWarning
from sklearn.utils.validation import check_array, column_or_1d

from ..caller import warn_caller
from ..types import FloatArray

Correction: TypeAlias = Literal["beheshti", "cole"]
CORRECTIONS: tuple[Correction, ...] = get_args(Correction)


class AgeBias(NamedTuple):
    """Prediction as a line of age: ``predicted = slope * age + intercept``.

    A slope below 1 is the usual bias: the young are predicted too old, and the old too young.
    """

    slope: float
    intercept: float

    @classmethod
    def of(
        cls, predicted: FloatArray, age: FloatArray, weight: FloatArray | None = None
    ) -> AgeBias:
        """Fit the line by (weighted) least squares; level where all ages are the same.

        Parameters
        ----------
        predicted, age : ndarray of shape (n_subjects,)
            In years. The subjects were not seen by the model that predicts them.
        weight : ndarray of shape (n_subjects,), default=None
            Weights of the subjects.

        Returns
        -------
        AgeBias
        """
        mean_age = np.average(age, weights=weight)
        mean_predicted = np.average(predicted, weights=weight)
        spread = np.average((age - mean_age) ** 2, weights=weight)
        shared = np.average((age - mean_age) * (predicted - mean_predicted), weights=weight)
        slope = shared / spread if spread > 0 else 0.0
        return cls(float(slope), float(mean_predicted - slope * mean_age))

    def require_rising(self) -> None:
        """Refuse a line that Cole's correction cannot divide by."""
        if not self.slope > 0:
            raise ValueError(
                "correction='cole' divides by the slope of the prediction on age, which is "
                f"{self.slope:.3g} in the training subjects; needed a prediction that rises with "
                "age, or another correction"
            )

    def correct(
        self, predicted: FloatArray, age: FloatArray | None, correction: Correction | None
    ) -> FloatArray:
        """Correct predictions.

        Parameters
        ----------
        predicted : ndarray of shape (n_subjects,)
            In years.
        age : ndarray of shape (n_subjects,) or None
            True ages in years; ``"cole"`` does without.
        correction : {"beheshti", "cole", None}
            See `BrainAgeRegressor`.

        Returns
        -------
        ndarray of shape (n_subjects,)
        """
        if correction is None:
            return predicted
        if correction == "cole":
            return (predicted - self.intercept) / self.slope
        assert age is not None
        return predicted - ((self.slope - 1) * age + self.intercept)

    def stretch(self, correction: Correction | None) -> float:
        """Give the factor by which a correction widens differences between predictions: float."""
        return 1 / self.slope if correction == "cole" else 1.0


def read_ages(age: ArrayLike | None, name: str, at_least: int = 1) -> FloatArray:
    """Validate ages.

    Parameters
    ----------
    age : array-like of shape (n_subjects,)
        In years.
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
    if age is None:
        raise ValueError(f"this requires {name} to be passed, but the target {name} is None")
    numbers = check_array(
        age, ensure_2d=False, dtype=np.float64, ensure_min_samples=at_least, input_name=name
    )
    if numbers.ndim == 2 and numbers.shape[1] == 1:
        warn_caller(
            f"A column-vector {name} was passed when a 1d array was expected; use ravel()",
            DataConversionWarning,
        )
    ages: FloatArray = column_or_1d(numbers, input_name=name)
    return ages
