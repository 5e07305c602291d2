"""Read X and y at the door: how the columns describe a brain, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _get_feature_names, validate_data

from ..connectome import (
    asymmetric_pair,
    find_columns,
    infinite_pair,
    to_numpy,
    upper_triangle,
    without_diagonal,
)
from ..types import AnyArray, FeaturesOption, FloatArray, IntArray
from ..validation import checked_sample_weight, named_table
from .feature_scale import FeatureScale
from .layout import FeatureLayout

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

Arrange: TypeAlias = Callable[[FloatArray], FloatArray]

FLOATS = [np.float64, np.float32]


@dataclass(frozen=True, eq=False)
class Subjects:
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
    names : sequence of str, optional
        Names of the columns.
    """

    table: FloatArray
    y: AnyArray | None
    weight: FloatArray
    layout: FeatureLayout | None
    names: Sequence[str] | None = None

    @cached_property
    def scale(self) -> FeatureScale:
        """Mean and standard deviation of each column; there is a warning of constant ones."""
        scale = FeatureScale.of(self.table, self.weight)
        scale.warn_of_constants(self.names)
        return scale


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
    if fitted:
        table = in_fitted_order(estimator, table, by_name=fitted.by_name)
    checks = {"dtype": FLOATS, "ensure_min_samples": 2, "reset": fitted is None}
    target: AnyArray | None = None
    if y is None:  # an error unless the estimator can do without
        table = validate_data(estimator, table, None, **checks)
    else:
        table, target = validate_data(estimator, table, y, **checks, **y_checks)
    weight = checked_sample_weight(sample_weight, table)
    if fitted:
        fitted.require(layout)
    return Subjects(table, target, weight, layout, getattr(estimator, "feature_names_in_", None))


def read_features(
    estimator: BaseEstimator,
    X: ArrayLike,
    fitted: FeatureLayout,
    arrange: Arrange,
) -> FloatArray:
    """Validate the features of new subjects.

    Parameters
    ----------
    estimator : estimator
        Fitted.
    X : array-like
        As in `predict`.
    fitted : FeatureLayout
        How X has to be laid out.
    arrange : callable
        Gives a table as the network takes it.

    Returns
    -------
    ndarray
        What `arrange` returns.
    """
    table, layout = to_table(X, fitted.features)
    table = in_fitted_order(estimator, table, by_name=fitted.by_name)
    table = validate_data(estimator, table, dtype=FLOATS, reset=False)
    fitted.require(layout)
    return arrange(table)


def in_fitted_order(estimator: BaseEstimator, table: Any, *, by_name: bool) -> Any:
    """Put columns that have names into the order of those in `fit`.

    Parameters
    ----------
    estimator : estimator
        Fitted.
    table : array-like of shape (n_subjects, n_columns)
    by_name : bool
        Whether columns were matched by name in `fit`; if not, nothing is done.

    Returns
    -------
    array-like of shape (n_subjects, n_columns)
        With the names of `fit`, where columns were matched by name then; else as it was.

    Raises
    ------
    ValueError
        If a name means none of the regions, or pairs of regions, of `fit`.
    """
    names = _get_feature_names(table) if by_name else None
    if names is None or np.array_equal(names, estimator.feature_names_in_):
        return table
    try:
        columns = _find_columns(tuple(names), tuple(estimator.feature_names_in_))
    except ValueError as error:
        raise ValueError(
            f"the columns of X are matched to those of fit by name, and {error}"
        ) from error
    ordered = _safe_indexing(table, columns, axis=1)
    return pd.DataFrame(np.asarray(ordered), columns=estimator.feature_names_in_)


# New subjects come in batches, all with the same names.
@lru_cache(maxsize=4)
def _find_columns(names: tuple[str, ...], wanted: tuple[str, ...]) -> IntArray:
    return find_columns(names, wanted)


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
