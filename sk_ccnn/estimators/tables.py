"""X as a table of features, whatever it was: matrices, measures of regions, or rows on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.utils import check_array

from ..connectome import (
    asymmetric_pair,
    infinite_pair,
    to_numpy,
    upper_triangle,
    without_diagonal,
)
from ..io import CohortOnDisk
from ..types import AnyArray, FeaturesOption, FloatArray, IntArray
from ..validation import named_table
from .layout import FeatureLayout
from .table_on_disk import TableOnDisk

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

FLOATS = [np.float64, np.float32]


def to_table(
    X: Any, features: FeaturesOption = "auto", subjects: Sequence[int] | IntArray | None = None
) -> tuple[Any, FeatureLayout | None]:
    """Give X as a table, and how it was laid out where its shape tells.

    Parameters
    ----------
    X : array-like of shape (n_subjects, n_columns), (n_subjects, n_regions, n_channels) or \
(n_subjects, n_regions, n_regions)
        Anything that is not three-dimensional is handed on as it is.
    features : {"auto", "nodes", "edges"}, default="auto"
        ``"auto"`` takes square matrices as edges.
    subjects : sequence of int, optional
        Numbers of the subjects in errors, where they are some of many.

    Returns
    -------
    table : array-like of shape (n_subjects, n_columns)
        Edges: the upper triangle of each matrix, row by row, without the diagonal.
    layout : FeatureLayout or None
        None where X was a table already.

    Raises
    ------
    ValueError
        If a matrix is not square or not symmetric, or has NaN or infinite numbers beside its
        diagonal.
    """
    X = named_table(_stacked(X))
    if getattr(X, "ndim", 2) != 3:
        _refuse_dates(X)
        return X, None
    X, tolerance = to_numpy(X)
    X = _real_numbers(X)
    n_subjects, n_regions, n_channels = X.shape
    if features == "nodes" or (features == "auto" and n_regions != n_channels):
        layout = FeatureLayout("nodes", n_regions, n_channels)
        return X.reshape(n_subjects, n_regions * n_channels), layout
    if n_regions != n_channels:
        raise ValueError(
            f"X has shape {X.shape}, but features='edges' needs one square matrix a subject, "
            "(n_subjects, n_regions, n_regions)"
        )
    _require_symmetric(X, tolerance, range(n_subjects) if subjects is None else subjects)
    return upper_triangle(X), FeatureLayout("edges", n_regions)


def as_table_on_disk(
    cohort: CohortOnDisk, features: FeaturesOption, estimator: BaseEstimator
) -> tuple[TableOnDisk, FeatureLayout | None]:
    """Give rows on disk as a table, checked as an array is, but block by block.

    Parameters
    ----------
    cohort : CohortOnDisk
        Not empty.
    features : {"auto", "nodes", "edges"}
        See `to_table`.
    estimator : estimator
        Named in errors.

    Returns
    -------
    table : TableOnDisk
    layout : FeatureLayout or None
        None where the rows are those of a table.
    """
    _, layout = to_table(cohort[:1].read(), features, range(1))

    def check(rows: AnyArray, subjects: IntArray) -> FloatArray:
        table, _ = to_table(rows, features, subjects)
        checked: FloatArray = check_array(table, dtype=FLOATS, input_name="X", estimator=estimator)
        return checked

    return TableOnDisk(cohort, check, _without_checks(layout)), layout


def _without_checks(layout: FeatureLayout | None) -> Callable[[AnyArray], AnyArray]:
    """Give what makes a table of rows whose like was checked."""
    if layout is None:
        return np.asarray
    if layout.features == "edges":
        return upper_triangle
    return lambda rows: rows.reshape(len(rows), -1)


def _stacked(X: Any) -> Any:
    """Stack a list of matrices, one a subject."""
    if not isinstance(X, list | tuple) or not len(X) or np.ndim(X[0]) != 2:
        return X
    shapes = sorted({np.shape(matrix) for matrix in X})
    if len(shapes) > 1:
        raise ValueError(f"all subjects' matrices must have one shape, got {shapes}")
    return np.stack([np.asarray(matrix) for matrix in X])


def _require_symmetric(
    matrices: AnyArray, tolerance: float, subjects: Sequence[int] | IntArray
) -> None:
    """Refuse what a table of the upper triangle would hide; diagonals are not looked at."""
    for subject, matrix in zip(subjects, matrices, strict=True):
        weights = without_diagonal(matrix)
        infinite = infinite_pair(weights)
        if infinite is not None:
            i, j = infinite
            what = "NaN" if np.isnan(weights[i, j]) else "infinity"
            raise ValueError(f"Input X contains {what}: X[{subject}, {i}, {j}]")
        unequal = asymmetric_pair(weights, tolerance)
        if unequal is not None:
            i, j = unequal
            raise ValueError(
                "features='edges' needs symmetric matrices, but for subject "
                f"{subject} X[{subject}, {i}, {j}] = {matrix[i, j]:g} and "
                f"X[{subject}, {j}, {i}] = {matrix[j, i]:g}; symmetrize them, or say "
                "features='nodes' if rows are regions and columns their measures"
            )


def _refuse_dates(X: Any) -> None:
    """Refuse dates in a table, which scikit-learn takes for numbers."""
    dtypes = X.dtypes.tolist() if isinstance(X, pd.DataFrame) else [getattr(X, "dtype", None)]
    dates = [each for each in dtypes if getattr(each, "kind", "") in ("m", "M")]
    if dates:
        raise ValueError(f"X must hold real numbers, got {dates[0]}")


def _real_numbers(X: AnyArray) -> AnyArray:
    """Refuse dates, text and the like, of which a table would hold but a part."""
    if X.dtype.kind == "O":
        try:
            return X.astype(np.float64)
        except (TypeError, ValueError) as error:
            raise ValueError(f"X must hold numbers: {error}") from error
    if X.dtype.kind not in "fiub":
        raise ValueError(f"X must hold real numbers, got {X.dtype}")
    return X
