"""The line of predictions on age, and the two corrections for it."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np

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
