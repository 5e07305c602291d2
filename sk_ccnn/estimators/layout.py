"""How the columns of X describe a brain: their places, and their scales."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..caller import warn_caller
from ..connectome import fill_symmetric, n_pairs
from ..types import Features, FloatArray

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

    def ordered(self, columns: Sequence[int] | None) -> FeatureScale:
        """Give the scale of features in another order.

        Parameters
        ----------
        columns : sequence of int or None
            The feature that stands at each position; None where the order stays.

        Returns
        -------
        FeatureScale
        """
        if columns is None:
            return self
        return FeatureScale(self.mean[list(columns)], self.scale[list(columns)])

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


@dataclass(frozen=True)
class FeatureLayout:
    """Which region, or pair of regions, each column belongs to.

    Parameters
    ----------
    features : {"nodes", "edges"}
        Whether a column is a measure of a region or the connection of a pair of regions.
    n_regions : int
        Number of regions.
    in_channels : int, default=1
        Measures per region (nodes only).
    columns : tuple of int, optional
        The columns region by region, or pair by pair in the order of the upper triangle, where X
        has them in another order.
    by_name : bool, default=False
        Whether the columns were matched to regions by their names, as those of new subjects are.
    """

    features: Features
    n_regions: int
    in_channels: int = 1
    columns: tuple[int, ...] | None = None
    by_name: bool = False

    @property
    def n_columns(self) -> int:
        """Number of columns that X needs."""
        if self.features == "edges":
            return n_pairs(self.n_regions)
        return self.n_regions * self.in_channels

    @property
    def has_regions_in_order(self) -> bool:
        """Whether the first columns of the regions stand in the order of the regions."""
        if self.columns is None or self.features == "edges":
            return self.columns is None
        first = np.reshape(self.columns, (self.n_regions, self.in_channels)).min(axis=1)
        return bool((np.diff(first) > 0).all())

    def ordered(self, table: FloatArray) -> FloatArray:
        """Give the features region by region, or pair by pair.

        Parameters
        ----------
        table : ndarray of shape (n_subjects, n_columns)
            Validated features.

        Returns
        -------
        ndarray of shape (n_subjects, n_columns)
            The table itself, where it has them in order.
        """
        return table if self.columns is None else table[:, list(self.columns)]

    def by_column(self, values: FloatArray) -> FloatArray:
        """Give values of features in the order of the columns of X: the inverse of `ordered`.

        Parameters
        ----------
        values : ndarray of shape (n_columns,)
            Region by region, or pair by pair.

        Returns
        -------
        ndarray of shape (n_columns,)
        """
        return values if self.columns is None else values[np.argsort(self.columns)]

    def arrange(self, table: FloatArray, scale: FeatureScale | None = None) -> FloatArray:
        """Give subjects as a network takes them.

        Parameters
        ----------
        table : ndarray of shape (n_subjects, n_columns)
            Validated features.
        scale : FeatureScale, optional
            Standardises them.

        Returns
        -------
        ndarray of shape (n_subjects, n_regions, in_channels or n_regions)
            A new array: measures by region, or symmetric connectomes with a zero diagonal.
        """
        features = self.ordered(table)
        if features is table and (scale is not None or self.features == "nodes"):
            features = table.copy()
        if scale is not None:
            scale.apply(features)
        if self.features == "nodes":
            return features.reshape(len(table), self.n_regions, self.in_channels)
        return fill_symmetric(features, self.n_regions)

    def require(self, layout: FeatureLayout | None) -> None:
        """Refuse three-dimensional X that happens to have the right number of values.

        Parameters
        ----------
        layout : FeatureLayout or None
            Of the new X; None where it is a table.

        Raises
        ------
        ValueError
            If the new X is laid out in another way.
        """
        plain = replace(self, columns=None, by_name=False)
        if layout is not None and layout != plain:
            raise ValueError(f"X is laid out as {layout}, but was as {plain} in fit")


def _blocks(features: FloatArray, weight: FloatArray) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Give the subjects that count, some at a time: their shares of all weights, and features."""
    share = weight / weight.sum()
    n_rows = max(1, BLOCK // max(1, features.shape[1]))
    for start in range(0, len(features), n_rows):
        rows = slice(start, start + n_rows)
        counted = weight[rows] > 0
        if counted.any():
            yield share[rows][counted], features[rows][counted].astype(np.float64, copy=False)
