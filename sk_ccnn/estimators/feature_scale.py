"""Mean and standard deviation of features, learned a block of subjects at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.utils import gen_batches

from ..caller import warn_caller
from ..types import FloatArray, IntArray
from .table_on_disk import TableOnDisk, rows_together

# Numbers that are looked at together, so that they stay in the cache of a processor.
_TILE = 2**17


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
    def of(cls, features: FloatArray | TableOnDisk, weight: FloatArray) -> FeatureScale:
        """Learn the scale from training subjects.

        Parameters
        ----------
        features : ndarray or TableOnDisk of shape (n_subjects, n_features)
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
        sums = ScaleOfBlocks(features.shape[1])
        for rows, block in _blocks(features):
            sums.add(block, weight[rows])
        return sums.scale()

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


def _blocks(features: FloatArray | TableOnDisk) -> Iterator[tuple[slice, FloatArray]]:
    whole = [(slice(0, len(features)), features)]
    n_together = rows_together(features.shape[1])
    for rows, found in features.blocks() if isinstance(features, TableOnDisk) else whole:
        for part in gen_batches(len(found), n_together):
            yield slice(rows.start + part.start, rows.start + part.stop), found[part]


class ScaleOfBlocks:
    """Mean and standard deviation of features of which some subjects are seen after the other.

    Each block is seen once: its mean and sum of squares are joined with those before [1]_.

    Parameters
    ----------
    n_features : int

    References
    ----------
    .. [1] Chan TF, Golub GH, LeVeque RJ (1983). Algorithms for computing the sample variance:
       analysis and recommendations. The American Statistician 37, 242-247.
       doi:10.1080/00031305.1983.10483115
    """

    def __init__(self, n_features: int) -> None:
        self._weight = 0.0
        self._mean, self._squares = np.zeros((2, n_features))
        self._lowest = np.full(n_features, np.inf)
        self._highest = np.full(n_features, -np.inf)

    def add(self, block: FloatArray, weight: FloatArray) -> None:
        """Look at some subjects.

        Parameters
        ----------
        block : ndarray of shape (n_subjects, n_features)
        weight : ndarray of shape (n_subjects,)
            Weights of the subjects; who has none is not looked at.
        """
        counted = weight > 0
        if not counted.any():
            return
        if not counted.all():
            block, weight = block[counted], weight[counted]
        total = float(weight.sum())
        n_columns = max(1, _TILE // len(block))
        for start in range(0, block.shape[1], n_columns):
            columns = slice(start, start + n_columns)
            self._join(columns, block[:, columns], weight / total, total)
        self._weight += total

    def _join(self, columns: slice, block: FloatArray, share: FloatArray, total: float) -> None:
        """Join some features of a block with those of the blocks before."""
        np.minimum(self._lowest[columns], block.min(axis=0), out=self._lowest[columns])
        np.maximum(self._highest[columns], block.max(axis=0), out=self._highest[columns])
        block = block.astype(np.float64)
        part = total / (self._weight + total)
        with np.errstate(over="ignore", invalid="ignore"):
            mean = share @ block
            block -= mean
            np.multiply(block, block, out=block)
            step = mean - self._mean[columns]
            squares = self._squares[columns]
            # Shares of the weight until now, so that no sum grows with the weights.
            squares += part * (share @ block - squares + (1 - part) * step**2)
            self._mean[columns] += part * step

    def scale(self) -> FeatureScale:
        """Give mean and standard deviation.

        Returns
        -------
        FeatureScale

        Raises
        ------
        ValueError
            If numbers are too large for their variance to be one.
        """
        size = np.maximum(np.abs(self._lowest), np.abs(self._highest))
        if not np.isfinite(self._squares).all():
            raise ValueError(
                f"X holds numbers as large as {size.max():.3g}, whose variance is no finite "
                "number, so that they cannot be standardised"
            )
        is_constant = self._highest - self._lowest <= 10 * np.finfo(np.float64).eps * size
        mean = np.where(is_constant, self._lowest, self._mean)
        return FeatureScale(mean, np.where(is_constant, 0.0, np.sqrt(self._squares)))
