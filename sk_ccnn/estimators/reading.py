"""Read X and y at the door: how the columns describe a brain, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.utils import _safe_indexing, check_X_y
from sklearn.utils.validation import _get_feature_names, validate_data

from ..connectome import find_columns, pair_names
from ..io import CohortOnDisk, on_disk
from ..types import AnyArray, FeaturesOption, FloatArray, IntArray
from ..validation import checked_sample_weight
from .feature_scale import FeatureScale
from .layout import FeatureLayout
from .table_on_disk import TableOnDisk
from .tables import FLOATS, as_table_on_disk, to_table

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

Arrange: TypeAlias = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, eq=False)
class Subjects:
    """Validated training subjects.

    Parameters
    ----------
    table : ndarray or TableOnDisk of shape (n_subjects, n_columns)
        Features. Those on disk are checked when they are read first.
    y : ndarray of shape (n_subjects,) or (n_subjects, n_outputs), or None
        Target.
    weight : ndarray of shape (n_subjects,)
        Weight of each subject.
    layout : FeatureLayout or None
        How X was laid out; None where it was a table.
    names : sequence of str, optional
        Names of the columns.
    """

    table: FloatArray | TableOnDisk
    y: AnyArray | None
    weight: FloatArray
    layout: FeatureLayout | None
    names: Sequence[str] | None = None

    @property
    def array(self) -> FloatArray:
        """All features in memory: ndarray of shape (n_subjects, n_columns)."""
        return self.table.read() if isinstance(self.table, TableOnDisk) else self.table

    @cached_property
    def scale(self) -> FeatureScale:
        """Mean and standard deviation of each column."""
        return FeatureScale.of(self.table, self.weight)

    def learn_scale(self, layout: FeatureLayout, labels: Sequence[str]) -> FeatureScale:
        """Give mean and standard deviation of each column, and warn of constant ones once.

        Parameters
        ----------
        layout : FeatureLayout
            How the columns describe the connectome.
        labels : sequence of str, length n_regions
            Names of its regions: they name the columns that have no names and are pairs.

        Returns
        -------
        FeatureScale
        """
        if "scale" in vars(self):
            return self.scale
        names = self.names
        if names is None and layout.features == "edges" and (self.scale.scale == 0).any():
            names = pair_names(labels)
        self.scale.warn_of_constants(names)
        return self.scale


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
    features = fitted.features if fitted else features
    X = on_disk(X)
    if isinstance(X, CohortOnDisk) and len(X) > 1:
        table, layout = as_table_on_disk(X, features, estimator)
    else:
        table, layout = to_table(X, features)
    if fitted:
        table = in_fitted_order(estimator, table, by_name=fitted.by_name)
    checks = {"dtype": FLOATS, "ensure_min_samples": 2, "reset": fitted is None}
    target: AnyArray | None = None
    if isinstance(table, TableOnDisk):
        target = _validate_on_disk(estimator, table, y, checks, y_checks)
    elif y is None:  # an error unless the estimator can do without
        table = validate_data(estimator, table, None, **checks)
    else:
        table, target = validate_data(estimator, table, y, **checks, **y_checks)
    weight = checked_sample_weight(sample_weight, np.empty((len(table), 0)))
    if fitted:
        fitted.require(layout)
    return Subjects(table, target, weight, layout, getattr(estimator, "feature_names_in_", None))


def _validate_on_disk(
    estimator: BaseEstimator,
    table: TableOnDisk,
    y: ArrayLike | None,
    checks: dict[str, Any],
    y_checks: dict[str, Any],
) -> AnyArray | None:
    """Validate y, and what a first subject tells of X, as scikit-learn does for arrays."""
    one = checks | {"ensure_min_samples": 1}
    validate_data(estimator, table[:1], None if y is None else "no_validation", **one)
    if y is None:
        return None
    target: AnyArray = check_X_y(np.zeros((len(table), 1)), y, estimator=estimator, **y_checks)[1]
    return target


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
    X = on_disk(X)
    table, layout = to_table(X.read() if isinstance(X, CohortOnDisk) else X, fitted.features)
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
