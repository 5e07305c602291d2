"""What a permutation test found, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..results import LEVEL, Result, format_rows
from ..types import FloatArray


@dataclass(frozen=True, eq=False, repr=False)
class PermutationTest(Result):
    """A score, and the scores with permuted targets; larger is better.

    Attributes
    ----------
    score : float
        Mean over folds, with the true targets.
    permutation_scores : ndarray of shape (n_permutations,)
        Mean over folds, with permuted targets.
    p_value : float
        ``(b + 1) / (n_permutations + 1)`` where b permutations score at least as well.
    """

    score: float
    permutation_scores: FloatArray
    p_value: float

    def to_frame(self) -> pd.DataFrame:
        """Give the numbers: DataFrame, a row for the true targets and one for the permuted ones."""
        rows = {
            "true": {"score": self.score, "p_value": self.p_value},
            "permuted": {
                "score": float(self.permutation_scores.mean()),
                "sd": float(self.permutation_scores.std()),
            },
        }
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=["score", "sd", "p_value"])
        return frame.rename_axis("targets")

    def table(self) -> str:
        """Format the numbers, a line for the true targets and one for the permuted ones: str."""
        mean, sd = self.permutation_scores.mean(), self.permutation_scores.std()
        return format_rows(
            [
                ("targets", "score", "p"),
                ("true", f"{self.score:.3f}", f"{self.p_value:.3f}"),
                (f"permuted {len(self.permutation_scores)} times", f"{mean:.3f} ± {sd:.3f}", ""),
            ]
        )

    def sentence(self) -> str:
        """Say what was found, and no more: str."""
        found = "predicts the target" if self.p_value <= LEVEL else "no prediction was found"
        return (
            f"{found} (score {self.score:.3f}, with permuted targets "
            f"{self.permutation_scores.mean():.3f} ± {self.permutation_scores.std():.3f}, "
            f"p = {self.p_value:.3f})."
        )
