"""Validate subjects at the door, before anything is learned from them."""

from typing import NamedTuple

import numpy as np
from sklearn.utils.validation import _check_sample_weight, validate_data

from ._features import FeatureLayout, to_table

FLOATS = [np.float64, np.float32]


class Subjects(NamedTuple):
    """Validated training subjects; `layout` is None where X was a table."""

    table: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    layout: FeatureLayout | None


def read_subjects(estimator, X, y, sample_weight, *, fitted=None):
    """Validate training subjects.

    Parameters
    ----------
    estimator : BaseConnectomeEstimator
        Gets ``n_features_in_`` and ``feature_names_in_``, or has X compared with them.
    X, y, sample_weight
        As in `fit`; y may be None where the estimator can do without.
    fitted : FeatureLayout, optional
        How X has to be laid out, if that is known already.

    Returns
    -------
    Subjects
    """
    table, layout = to_table(X, fitted.features if fitted else estimator.features)
    checks = {"dtype": FLOATS, "ensure_min_samples": 2, "reset": fitted is None}
    if y is None:  # an error unless the estimator can do without
        table = validate_data(estimator, table, None, **checks)
    else:
        table, y = validate_data(estimator, table, y, **checks, **estimator._y_checks)
    weight = _check_sample_weight(sample_weight, table, dtype=np.float64, ensure_non_negative=True)
    if fitted:
        require_layout(layout, fitted)
    return Subjects(table, y, weight, layout)


def read_features(estimator, X, fitted):
    """Validate the features of new subjects: array of shape (n_subjects, n_regions, ...).

    Parameters
    ----------
    estimator : BaseConnectomeEstimator
        Fitted.
    X : array-like
        As in `predict`.
    fitted : FeatureLayout
        How X has to be laid out.

    Returns
    -------
    ndarray
    """
    table, layout = to_table(X, fitted.features)
    table = validate_data(estimator, table, dtype=FLOATS, reset=False)
    require_layout(layout, fitted)
    return fitted.arrange(table)


def require_layout(layout, fitted):
    """Refuse three-dimensional X that happens to have the right number of values."""
    plain = FeatureLayout(fitted.features, fitted.n_regions, fitted.in_channels)
    if layout is not None and layout != plain:
        raise ValueError(f"X is laid out as {layout}, but was as {plain} in fit")
