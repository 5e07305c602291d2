"""Mean and standard deviation of features, learned a block of subjects at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..caller import warn_caller
from ..types import FloatArray, IntArray

# Numbers that are looked at together, so that no second copy of X is needed.
BLOCK = 2**20


@dataclass(frozen=True, eq=False)
class FeatureScale:
    """Mean and standard deviation of each feature.

    Parameters
    ----------
    mean, scale : ndarray of shape (n_features,), float64
        In the units of X; the scale of a feature that is constant is 0.
    """

    mean: FloatArray
    scale: FloatArray

    @classmethod
    def of(cls, features: FloatArray, weight: FloatArray) -> FeatureScale:
        """Learn the scale from training subjects.

        Parameters
        ----------
        features : ndarray of shape (n_subjects, n_features)
            A column for each feature.
        weight : ndarray of shape (n_subjects,)
            Weights of the subjects.

        Returns
        -------
        FeatureScale

        Raises
        ------
        ValueError
            If numbers are too large for their variance to be one.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            mean = sum(share @ block for share, block in _blocks(features, weight))
            variance = sum(
                share @ (block - mean) ** 2 for share, block in _blocks(features, weight)
            )
        if not np.isfinite(variance).all():
            largest = max(np.abs(block).max() for _, block in _blocks(features, weight))
            raise ValueError(
                f"X holds numbers as large as {largest:.3g}, whose variance is no finite number, "
                "so that they cannot be standardised"
            )
        lowest = np.min([block.min(axis=0) for _, block in _blocks(features, weight)], axis=0)
        highest = np.max([block.max(axis=0) for _, block in _blocks(features, weight)], axis=0)
        rounding = 10 * np.finfo(np.float64).eps * np.maximum(np.abs(lowest), np.abs(highest))
        is_constant = highest - lowest <= rounding
        mean, scale = np.where(is_constant, lowest, mean), np.sqrt(variance)
        return cls(mean, np.where(is_constant, 0.0, scale))

    def ordered(self, columns: Sequence[int] | IntArray | None) -> FeatureScale:
        """Give the scale of features in another order.

        Parameters
        ----------
        columns : sequence of int or None
            The feature that stands at each position; None where the order stays. Some may be left
            out.

        Returns
        -------
        FeatureScale
        """
        if columns is None:
            return self
        chosen = np.asarray(columns)
        return FeatureScale(self.mean[chosen], self.scale[chosen])

    def apply(self, features: FloatArray) -> None:
        """Standardise in place; what was constant in the training subjects becomes 0.

        Parameters
        ----------
        features : ndarray of shape (n_subjects, n_features)
            In the same units.
        """
        with np.errstate(over="ignore"):  # the outputs are not finite then, and an error
            features -= self.mean
            features /= np.where(self.scale > 0, self.scale, np.inf)

    def warn_of_constants(self, names: Sequence[str] | None) -> None:
        """Warn of features that tell nothing about any subject.

        Parameters
        ----------
        names : sequence of str or None
            Of the features.
        """
        constant = np.flatnonzero(self.scale == 0)
        if not constant.size:
            return
        shown = [
            str(column) if names is None else names[column] for column in constant[:5].tolist()
        ]
        more = ", ..." if constant.size > len(shown) else ""
        warn_caller(
            f"{constant.size} of {len(self.scale)} features are constant in the training subjects, "
            f"so the network gets 0 for them: {', '.join(shown)}{more}"
        )


def _blocks(features: FloatArray, weight: FloatArray) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Give the subjects that count, some at a time: their shares of all weights, and features."""
    share = weight / weight.sum()
    n_rows = max(1, BLOCK // max(1, features.shape[1]))
    for start in range(0, len(features), n_rows):
        rows = slice(start, start + n_rows)
        counted = weight[rows] > 0
        if counted.any():
            yield share[rows][counted], features[rows][counted].astype(np.float64, copy=False)
