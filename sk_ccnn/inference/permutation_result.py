"""What a permutation test found, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..results import LEVEL, Result, smallest_p_value, why_undecided
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
        ``(b + 1) / (n_permutations + 1)`` where b permutations score at least as well, or as well
        up to rounding. NaN where a score is not defined.
    undefined : str
        In which folds the score is not defined; empty where it is in all.
    metric : str
        Name of the score.

    See Also
    --------
    sk_ccnn.plotting.PermutationDisplay : Draws it.
    """

    score: float
    permutation_scores: FloatArray
    p_value: float
    undefined: str = ""
    metric: str = "score"

    @property
    def smallest_p_value(self) -> float:
        """The p-value if no permutation scored as well: float. Above 0.05 nothing can be found."""
        return smallest_p_value(len(self.permutation_scores))

    def to_frame(self) -> pd.DataFrame:
        """Give the numbers: DataFrame, a row for the true targets and one for the permuted ones."""
        rows = {
            "true": {
                "score": self.score,
                "p_value": self.p_value,
                "smallest_p_value": self.smallest_p_value,
            },
            "permuted": {
                "score": float(self.permutation_scores.mean()),
                "sd": float(self.permutation_scores.std()),
            },
        }
        columns = ["score", "sd", "p_value", "smallest_p_value"]
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        return frame.rename_axis("targets")

    def caption(self) -> str:
        """Say what the table shows: str."""
        return f"{super().caption()}: scores with the true targets and with permuted ones"

    def rows(self) -> list[tuple[str, ...]]:
        """Write the numbers into cells, for the true targets and for the permuted ones."""
        return [
            ("targets", self.metric, "p"),
            ("true", _shown(self.score), _shown(self.p_value)),
            (f"permuted {len(self.permutation_scores)} times", self._permuted(), ""),
        ]

    def sentence(self) -> str:
        """Say what was found, and no more: str."""
        if np.isnan(self.p_value):
            reason = self.undefined or "a score is not defined"
            return f"whether the target is predicted cannot be told: {reason}."
        undecided = why_undecided(len(self.permutation_scores), "permutations")
        numbers = (
            f"{self.metric} {self.score:.3f}, with permuted targets {self._permuted()}, "
            f"p = {self.p_value:.3f}"
        )
        if undecided:
            return f"the test could not decide: {undecided} ({numbers})."
        found = "predicts the target" if self.p_value <= LEVEL else "no prediction was found"
        return f"{found} ({numbers})."

    def _permuted(self) -> str:
        scores = self.permutation_scores
        return "–" if np.isnan(scores).any() else f"{scores.mean():.3f} ± {scores.std():.3f}"


def _shown(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.3f}"
