"""Which columns of the target's table are regions of the source, and which are confounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _get_feature_names

from ..connectome import find_columns
from ..preprocessing import positions_of, read_confounds
from ..types import IntArray
from .source import Source


class TargetColumns:
    """Columns of the target cohort, as the source wants them.

    Parameters
    ----------
    X : array-like
        Of the training subjects.
    confounds : str, int, sequence of these, or None
        Columns that are confounds, by name or position.
    source : Source or None
        None: the regions stay as they are.

    Raises
    ------
    ValueError
        If a column is no region of the source, or the source's regions are not all there.
    """

    def __init__(
        self, X: Any, confounds: str | int | Sequence[str | int] | None, source: Source | None
    ) -> None:
        names = _get_feature_names(X)
        self._confounds: list[int] = []
        self._order: IntArray | None = None  # columns that are regions; None: all, as they are
        self._names: list[str] | None = None
        self.are_by_name = False
        regions = None
        if confounds is not None:
            n_columns = _count_columns(X)
            known = list(range(n_columns) if names is None else names)
            self._confounds = positions_of(confounds, known, "confounds", "the columns of X")
            self._order = regions = np.setdiff1d(np.arange(n_columns), self._confounds)
        if source is None:
            return
        wanted = source.column_names
        if names is not None and wanted is not None:
            self.are_by_name = True
            own = list(names) if regions is None else [names[column] for column in regions]
            found = _match(own, wanted)
            self._order = found if regions is None else regions[found]
            self._names = source.fitted_names
        elif len(np.shape(X)) == 2:
            _require_as_many(_count_columns(X) - len(self._confounds), source.n_columns)

    def regions(self, X: Any) -> Any:
        """Give the columns that are regions, in the order and with the names of the source."""
        if self._order is None:
            return X
        X = X if hasattr(X, "iloc") else np.asarray(X)
        X = _safe_indexing(X, self._order, axis=1)
        if self._names is None:
            return X
        return pd.DataFrame(np.asarray(X), columns=self._names)

    def confounds(self, X: Any) -> pd.DataFrame | None:
        """Give the columns that are confounds: DataFrame, or None."""
        if not self._confounds:
            return None
        table = pd.DataFrame(X).iloc[:, self._confounds]
        return read_confounds(table.infer_objects(), len(table))


def by_region(X: Any, order: tuple[int, ...] | None) -> Any:
    """Give columns region by region, and without names.

    Parameters
    ----------
    X : array-like
        What comes out of the source's steps.
    order : tuple of int or None
        Columns region by region, where they are not.

    Returns
    -------
    array-like
    """
    if len(np.shape(X)) == 3:
        return X  # its shape tells the regions
    X = np.asarray(X) if hasattr(X, "iloc") else X
    return X if order is None else np.asarray(X)[:, list(order)]


def _count_columns(X: Any) -> int:
    shape = np.shape(X)
    if len(shape) != 2:
        raise ValueError(f"confounds are columns of a table, but X has the shape {shape}")
    return shape[1]


def _match(names: list[str], wanted: list[str]) -> IntArray:
    """Find the column of each of the source's: int array."""
    try:
        return find_columns(names, wanted)
    except ValueError as error:
        raise ValueError(
            f"the columns of X are matched to those of the source by name, and {error}. Leave "
            "out what is no region, name it in confounds, or match by position with an array"
        ) from error


def _require_as_many(n_regions: int, needed: int | None) -> None:
    if needed is not None and n_regions != needed:
        raise ValueError(
            f"X has {n_regions} columns of regions but the source was trained on {needed}; only "
            "with names, of both, can they be matched"
        )
