"""Read X and y at the door: how the columns describe a brain, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import _check_sample_weight, validate_data

from ..connectome import (
    asymmetric_pair,
    fill_symmetric,
    infinite_pair,
    n_pairs,
    to_numpy,
    upper_triangle,
    without_diagonal,
)
from ..types import AnyArray, Features, FeaturesOption, FloatArray

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

FLOATS = [np.float64, np.float32]


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
        Columns region by region, where X has them in another order (nodes only).
    """

    features: Features
    n_regions: int
    in_channels: int = 1
    columns: tuple[int, ...] | None = None

    @property
    def n_columns(self) -> int:
        """Number of columns that X needs."""
        if self.features == "edges":
            return n_pairs(self.n_regions)
        return self.n_regions * self.in_channels

    def arrange(self, table: FloatArray) -> FloatArray:
        """Give subjects as a network takes them.

        Parameters
        ----------
        table : ndarray of shape (n_subjects, n_columns)
            Validated features.

        Returns
        -------
        ndarray of shape (n_subjects, n_regions, in_channels or n_regions)
            A new array: measures by region, or symmetric connectomes with a zero diagonal.
        """
        if self.features == "nodes":
            ordered = table if self.columns is None else table[:, list(self.columns)]
            return ordered.reshape(len(table), self.n_regions, self.in_channels).copy()
        return fill_symmetric(table, self.n_regions)

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
        plain = FeatureLayout(self.features, self.n_regions, self.in_channels)
        if layout is not None and layout != plain:
            raise ValueError(f"X is laid out as {layout}, but was as {plain} in fit")


class Subjects(NamedTuple):
    """Validated training subjects.

    Parameters
    ----------
    table : ndarray of shape (n_subjects, n_columns)
        Features.
    y : ndarray of shape (n_subjects,) or (n_subjects, n_outputs), or None
        Target.
    weight : ndarray of shape (n_subjects,)
        Weight of each subject.
    layout : FeatureLayout or None
        How X was laid out; None where it was a table.
    names : sequence of str or None
        Names of the columns.
    """

    table: FloatArray
    y: AnyArray | None
    weight: FloatArray
    layout: FeatureLayout | None
    names: Sequence[str] | None = None


def read_subjects(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike | None,
    sample_weight: ArrayLike | None,
    *,
    features: FeaturesOption,
    y_checks: dict[str, Any],
    fitted: FeatureLayout | None = None,
) -> Subjects:
    """Validate training subjects.

    Parameters
    ----------
    estimator : estimator
        Gets ``n_features_in_`` and ``feature_names_in_``, or has X compared with them.
    X, y, sample_weight
        As in `fit`; y may be None where the estimator can do without.
    features : {"auto", "nodes", "edges"}
        What X is taken for.
    y_checks : dict
        What `sklearn.utils.check_X_y` is told about y.
    fitted : FeatureLayout, optional
        How X has to be laid out, if that is known already.

    Returns
    -------
    Subjects
    """
    table, layout = to_table(X, fitted.features if fitted else features)
    checks = {"dtype": FLOATS, "ensure_min_samples": 2, "reset": fitted is None}
    target: AnyArray | None = None
    if y is None:  # an error unless the estimator can do without
        table = validate_data(estimator, table, None, **checks)
    else:
        table, target = validate_data(estimator, table, y, **checks, **y_checks)
    weight = _check_sample_weight(sample_weight, table, dtype=np.float64, ensure_non_negative=True)
    if not weight.any():
        raise ValueError("sample_weight needs a weight that is non-zero, got zeros only")
    if fitted:
        fitted.require(layout)
    return Subjects(table, target, weight, layout, getattr(estimator, "feature_names_in_", None))


def read_features(estimator: BaseEstimator, X: ArrayLike, fitted: FeatureLayout) -> FloatArray:
    """Validate the features of new subjects.

    Parameters
    ----------
    estimator : estimator
        Fitted.
    X : array-like
        As in `predict`.
    fitted : FeatureLayout
        How X has to be laid out.

    Returns
    -------
    ndarray of shape (n_subjects, n_regions, in_channels or n_regions)
    """
    table, layout = to_table(X, fitted.features)
    table = validate_data(estimator, table, dtype=FLOATS, reset=False)
    fitted.require(layout)
    return fitted.arrange(table)


def to_table(X: Any, features: FeaturesOption = "auto") -> tuple[Any, FeatureLayout | None]:
    """Give X as a table, and how it was laid out where its shape tells.

    Parameters
    ----------
    X : array-like of shape (n_subjects, n_columns), (n_subjects, n_regions, n_channels) or \
(n_subjects, n_regions, n_regions)
        Anything that is not three-dimensional is handed on as it is.
    features : {"auto", "nodes", "edges"}, default="auto"
        ``"auto"`` takes square matrices as edges.

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
    X = _stacked(X)
    if getattr(X, "ndim", 2) != 3:
        return X, None
    X, tolerance = to_numpy(X)
    n_subjects, n_regions, n_channels = X.shape
    if features == "nodes" or (features == "auto" and n_regions != n_channels):
        layout = FeatureLayout("nodes", n_regions, n_channels)
        return X.reshape(n_subjects, n_regions * n_channels), layout
    if n_regions != n_channels:
        raise ValueError(
            f"X has shape {X.shape}, but features='edges' needs one square matrix a subject, "
            "(n_subjects, n_regions, n_regions)"
        )
    _require_symmetric(X, tolerance)
    return upper_triangle(X), FeatureLayout("edges", n_regions)


def _stacked(X: Any) -> Any:
    """Stack a list of matrices, one a subject."""
    if not isinstance(X, list | tuple) or not len(X) or np.ndim(X[0]) != 2:
        return X
    shapes = sorted({np.shape(matrix) for matrix in X})
    if len(shapes) > 1:
        raise ValueError(f"all subjects' matrices must have one shape, got {shapes}")
    return np.stack([np.asarray(matrix) for matrix in X])


def _require_symmetric(matrices: AnyArray, tolerance: float) -> None:
    """Refuse what a table of the upper triangle would hide; diagonals are not looked at."""
    if matrices.dtype.kind == "O":
        matrices = _as_float(matrices)
    if matrices.dtype.kind not in "fiub":
        return  # validate_data says what is wrong with them
    for subject, matrix in enumerate(matrices):
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


def _as_float(matrices: AnyArray) -> AnyArray:
    try:
        return matrices.astype(np.float64)
    except (TypeError, ValueError):
        return matrices  # validate_data says what is wrong with them
