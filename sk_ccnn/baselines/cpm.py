"""Connectome-based predictive modelling: sums of the edges that go with the target."""

from __future__ import annotations

from numbers import Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.feature_selection import r_regression
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import check_is_fitted, validate_data

from ..types import FloatArray, IntArray
from .binary import BinaryClassifierMixin, two_classes


class _EdgeSums(BaseEstimator):
    """Edges that correlate with the target, summed by the sign of their correlation."""

    positive_edges_: IntArray
    negative_edges_: IntArray

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "p_threshold": [Interval(Real, 0, 1, closed="right")]
    }

    def __init__(self, p_threshold: float = 0.01) -> None:
        self.p_threshold = p_threshold

    def _select(self, X: FloatArray, target: FloatArray) -> None:
        """Choose edges by their correlation with the target, one number for each subject."""
        n_subjects = len(X)
        # r_regression's own centring loses digits of edges with a large mean.
        r = r_regression(X - X.mean(axis=0), target - target.mean(), center=False)
        # f_regression says p = 1 for a perfect edge whose r is rounded to a little more than 1.
        t = r * np.sqrt((n_subjects - 2) / np.maximum(1 - r**2, 1e-15))
        p = 2 * stats.t.sf(np.abs(t), max(n_subjects - 2, 1))
        self.positive_edges_ = np.flatnonzero((p < self.p_threshold) & (r > 0))
        self.negative_edges_ = np.flatnonzero((p < self.p_threshold) & (r < 0))

    def _sums(self, X: FloatArray) -> FloatArray:
        """Sum the chosen edges: ndarray of shape (n_subjects, 2)."""
        chosen = (self.positive_edges_, self.negative_edges_)
        return np.stack([X[:, edges].sum(axis=1) for edges in chosen], axis=1)

    def _read(self, X: ArrayLike) -> FloatArray:
        check_is_fitted(self)
        return validate_data(self, X, dtype=np.float64, reset=False)


class CPMRegressor(RegressorMixin, _EdgeSums):
    """Connectome-based predictive modelling of a number.

    Edges are chosen that correlate with the target in the training subjects. The edges with a
    positive correlation give one sum, those with a negative correlation another, and a linear
    regression is fitted to the two sums.

    Parameters
    ----------
    p_threshold : float, default=0.01
        Edges whose correlation has a smaller p-value are taken.

    Attributes
    ----------
    positive_edges_, negative_edges_ : ndarray of int
        Columns that were taken.

    References
    ----------
    Shen et al. 2017, Nature Protocols 12:506-518, doi 10.1038/nprot.2016.178

    Examples
    --------
    >>> import numpy as np
    >>> from sk_ccnn.baselines import CPMRegressor
    >>> X = np.random.default_rng(0).normal(size=(100, 50))
    >>> CPMRegressor().fit(X, X[:, 3] - X[:, 7]).negative_edges_
    array([7])
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Choose the edges and fit the line.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_edges)
        y : array-like of shape (n_subjects,)

        Returns
        -------
        CPMRegressor
        """
        self._validate_params()
        edges, target = validate_data(
            self, X, y, dtype=np.float64, y_numeric=True, ensure_min_samples=2
        )
        self._select(edges, target.astype(np.float64))
        self.line_ = LinearRegression().fit(self._sums(edges), target)
        return self

    def predict(self, X: ArrayLike) -> FloatArray:
        """Predict: ndarray of shape (n_subjects,)."""
        sums = self._sums(self._read(X))
        return self.line_.predict(sums)


class CPMClassifier(BinaryClassifierMixin, _EdgeSums):
    """Connectome-based predictive modelling of two classes.

    As `CPMRegressor`, but edges are chosen by their correlation with the second class, and a
    logistic regression is fitted to the two sums.

    Parameters
    ----------
    p_threshold : float, default=0.01
        Edges whose correlation has a smaller p-value are taken.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    positive_edges_, negative_edges_ : ndarray of int
        Columns that were taken.

    References
    ----------
    Shen et al. 2017, Nature Protocols 12:506-518, doi 10.1038/nprot.2016.178
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Choose the edges and fit the logistic regression.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_edges)
        y : array-like of shape (n_subjects,)

        Returns
        -------
        CPMClassifier
        """
        self._validate_params()
        edges, labels = validate_data(self, X, y, dtype=np.float64, ensure_min_samples=2)
        self.classes_, signs = two_classes(labels)
        self._select(edges, signs)
        sums = self._sums(edges)
        self.scale_ = np.where(sums.std(axis=0) > 0, sums.std(axis=0), 1.0)
        self.line_ = LogisticRegression(C=np.inf).fit(sums / self.scale_, signs)
        return self

    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Score the second class: ndarray of shape (n_subjects,)."""
        sums = self._sums(self._read(X))
        return self.line_.decision_function(sums / self.scale_)

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Predict probabilities: ndarray of shape (n_subjects, 2)."""
        sums = self._sums(self._read(X))
        return self.line_.predict_proba(sums / self.scale_)
