"""How well age is predicted, before and after the correction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self, TypeAlias

import numpy as np
import pandas as pd
from sklearn.metrics import mean_absolute_error

from ..results import Result, defined_r2, pearson_r
from ..types import FloatArray

Correction: TypeAlias = Literal["beheshti", "cole"] | None

_CAVEATS: dict[str | None, str] = {
    "beheshti": (
        "The corrected predictions were computed with the true ages of these subjects: their MAE, "
        "R² and r are inflated and say nothing about the model (doi:10.1002/hbm.25533)."
    ),
    "cole": (
        "The correction used no true age of these subjects; it stretches predictions, so that "
        "their errors are larger, and r is what it was."
    ),
}


@dataclass(frozen=True, eq=False, repr=False)
class BrainAgeReport(Result):
    """Scores of predicted ages; prints as a table, uncorrected first.

    Attributes
    ----------
    scores : DataFrame
        Rows ``uncorrected`` and, unless `correction` is None, ``corrected``; columns ``MAE`` in
        years, ``R²``, ``r``: the correlation of predicted and true age, and ``r(gap, age)``. NaN
        where all are of the same age.
    correction : {"beheshti", "cole", None}
        How it was corrected.
    n_subjects : int
        Number of subjects.
    """

    scores: pd.DataFrame
    correction: Correction
    n_subjects: int

    @classmethod
    def of(
        cls,
        age: FloatArray,
        predicted: FloatArray,
        corrected: FloatArray,
        correction: Correction,
    ) -> Self:
        """Score predictions.

        Parameters
        ----------
        age, predicted, corrected : ndarray of shape (n_subjects,)
            True, predicted and corrected ages, in years.
        correction : {"beheshti", "cole", None}
            None: `corrected` is left out.

        Returns
        -------
        BrainAgeReport
        """
        rows = {"uncorrected": _scores(age, predicted)}
        if correction is not None:
            rows["corrected"] = _scores(age, corrected)
        return cls(pd.DataFrame.from_dict(rows, orient="index"), correction, len(age))

    def to_frame(self) -> pd.DataFrame:
        """Give the scores: DataFrame, a copy of `scores`."""
        return self.scores.copy()

    def caption(self) -> str:
        """Say what the table shows: str."""
        return f"{super().caption()}: how well age is predicted; MAE in years"

    def rows(self) -> list[tuple[str, ...]]:
        """Write the scores into cells, a line for each row: list of tuple of str."""
        rows = [("predicted age", *self.scores.columns)]
        for name, values in zip(self.scores.index, self.scores.to_numpy(), strict=True):
            rows.append((name, *("–" if np.isnan(value) else f"{value:.2f}" for value in values)))
        return rows

    def sentence(self) -> str:
        """Say what the scores are worth: str."""
        caveat = _CAVEATS.get(self.correction, "No age-bias correction.")
        return f"{self.n_subjects} subjects. {caveat}"


def _scores(age: FloatArray, predicted: FloatArray) -> dict[str, float]:
    return {
        "MAE": mean_absolute_error(age, predicted),
        "R²": defined_r2(age, predicted),
        "r": pearson_r(age, predicted),
        "r(gap, age)": pearson_r(age, predicted - age),
    }
