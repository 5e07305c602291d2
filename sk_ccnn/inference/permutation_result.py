"""What a permutation test found, in numbers and in words."""

from dataclasses import dataclass

import numpy as np

from ..results import LEVEL


@dataclass(frozen=True, eq=False)
class PermutationTest:
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
    permutation_scores: np.ndarray
    p_value: float

    def sentence(self):
        """Say what was found, and no more: str."""
        found = "predicts the target" if self.p_value <= LEVEL else "no prediction was found"
        return (
            f"{found} (score {self.score:.3f}, with permuted targets "
            f"{self.permutation_scores.mean():.3f} ± {self.permutation_scores.std():.3f}, "
            f"p = {self.p_value:.3f})."
        )
