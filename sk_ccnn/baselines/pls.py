"""Partial least squares with as many components as the data have."""

from __future__ import annotations

from numbers import Integral
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.cross_decomposition import PLSRegression
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted, validate_data

from ..types import FloatArray
from .binary import BinaryClassifierMixin, two_classes


class _PLS(BaseEstimator):
    """A few directions of X that go with the target, and a line over them."""

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "n_components": [Interval(Integral, 1, None, closed="left")]
    }

    def __init__(self, n_components: int = 2) -> None:
        self.n_components = n_components

    def _learn(self, X: FloatArray, target: FloatArray) -> None:
        """Find the directions; scikit-learn's model refuses to find fewer than it is asked for."""
        n_found = min(self.n_components, len(X) - 1, X.shape[1])
        model = PLSRegression(n_found, scale=False)
        self.model_ = model.fit(X, target)

    def _predicted(self, X: ArrayLike) -> FloatArray:
        check_is_fitted(self)
        features = validate_data(self, X, dtype=np.float64, reset=False)
        return self.model_.predict(features).ravel()


class PLSRegressor(RegressorMixin, _PLS):
    """Partial least squares regression of one number.

    Parameters
    ----------
    n_components : int, default=2
        Directions; fewer where there are fewer columns, or not more subjects.

    Attributes
    ----------
    model_ : PLSRegression
        Of columns that are centred, not scaled.

    References
    ----------
    Krishnan A et al. (2011). Partial least squares (PLS) methods for neuroimaging: a tutorial and
    review. NeuroImage 56:455-475. doi:10.1016/j.neuroimage.2010.07.034
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Find the directions.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_features)
        y : array-like of shape (n_subjects,)

        Returns
        -------
        PLSRegressor
        """
        self._validate_params()
        features, target = validate_data(
            self, X, y, dtype=np.float64, y_numeric=True, ensure_min_samples=2
        )
        self._learn(features, target.astype(np.float64))
        return self

    def predict(self, X: ArrayLike) -> FloatArray:
        """Predict: ndarray of shape (n_subjects,)."""
        return self._predicted(X)


class PLSClassifier(BinaryClassifierMixin, _PLS):
    """Partial least squares discriminant analysis of two classes: `PLSRegressor` on -1 and 1.

    Parameters
    ----------
    n_components : int, default=2
        Directions; fewer where there are fewer columns, or not more subjects.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    model_ : PLSRegression
        Of columns that are centred, not scaled.
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Find the directions.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_features)
        y : array-like of shape (n_subjects,)

        Returns
        -------
        PLSClassifier
        """
        self._validate_params()
        features, labels = validate_data(self, X, y, dtype=np.float64, ensure_min_samples=2)
        self.classes_, signs = two_classes(labels)
        self._learn(features, signs)
        return self

    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Score the second class: ndarray of shape (n_subjects,)."""
        return self._predicted(X)
