"""How the columns of X describe a brain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..connectome import fill_symmetric, n_pairs
from ..types import Features, FloatArray, IntArray
from .feature_scale import FeatureScale


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

    def __getstate__(self) -> dict[str, Any]:
        """Give the columns as one array: there may be a hundred thousand."""
        columns = None if self.columns is None else np.array(self.columns, dtype=np.int64)
        return {**vars(self), "columns": columns}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the columns, an array or a tuple."""
        columns = state["columns"]
        columns = None if columns is None else tuple(np.asarray(columns).tolist())
        vars(self).update(state | {"columns": columns})

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

    def select(
        self,
        table: FloatArray,
        scale: FeatureScale | None = None,
        chosen: IntArray | None = None,
    ) -> FloatArray:
        """Give features in order, all or only some.

        Parameters
        ----------
        table : ndarray of shape (n_subjects, n_columns)
            Validated features.
        scale : FeatureScale, optional
            Standardises them; of all features, in order.
        chosen : ndarray of int, optional
            Which features are wanted, by their place in that order.

        Returns
        -------
        ndarray of shape (n_subjects, n_chosen)
            A new array.
        """
        columns = self.positions(chosen)
        # All in order are copied ten times faster than some are chosen.
        is_all = np.array_equal(columns, np.arange(table.shape[1]))
        features = table.copy() if is_all else np.take(table, columns, axis=1)
        self.standardise(features, scale, chosen)
        return features

    def positions(self, chosen: IntArray | None = None) -> IntArray:
        """Give the columns of features, all in order or only some: ndarray of int."""
        columns = np.arange(self.n_columns) if self.columns is None else np.array(self.columns)
        return columns if chosen is None else columns[chosen]

    def standardise(
        self, features: FloatArray, scale: FeatureScale | None, chosen: IntArray | None = None
    ) -> None:
        """Standardise features that were chosen, in place.

        Parameters
        ----------
        features : ndarray of shape (n_subjects, n_chosen)
            In order.
        scale, chosen
            As of `select`.
        """
        if scale is not None:
            (scale if chosen is None else scale.ordered(chosen)).apply(features)

    def arrange(self, table: FloatArray, scale: FeatureScale | None = None) -> FloatArray:
        """Give subjects region by region, or as matrices.

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
        return self.by_region(self.select(table, scale))

    def by_region(self, features: FloatArray) -> FloatArray:
        """Shape features that are in order as `arrange` does."""
        if self.features == "nodes":
            return features.reshape(len(features), self.n_regions, self.in_channels)
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
