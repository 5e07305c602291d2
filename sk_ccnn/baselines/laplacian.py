"""Linear models in which connected regions prefer similar coefficients."""

from __future__ import annotations

from numbers import Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse.csgraph import laplacian
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.utils._param_validation import Interval
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from ..connectome import Connectome, as_connectome
from ..types import AnyArray, FloatArray


class _LaplacianModel(BaseEstimator):
    r"""Linear model with the penalty :math:`\alpha\, w^T (I + \lambda L) w`."""

    model_: Ridge | LogisticRegression
    center_: FloatArray
    root_: FloatArray

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "alpha": [Interval(Real, 0, None, closed="neither")],
        "lambda_laplacian": [Interval(Real, 0, None, closed="left")],
    }

    def __init__(
        self,
        connectome: Connectome | ArrayLike | str | None = None,
        *,
        alpha: float = 1.0,
        lambda_laplacian: float = 1.0,
    ) -> None:
        self.connectome = connectome
        self.alpha = alpha
        self.lambda_laplacian = lambda_laplacian

    def _learn_whitening(self, X: FloatArray) -> FloatArray:
        """Find variables in which the penalty is that of plain ridge regression, and use them."""
        self.center_ = X.mean(axis=0)
        self.root_ = inverse_root(self.connectome, X.shape[1], self.lambda_laplacian)
        return (X - self.center_) @ self.root_

    def _whiten(self, X: ArrayLike) -> FloatArray:
        check_is_fitted(self)
        measures = validate_data(self, X, dtype=np.float64, reset=False)
        return (measures - self.center_) @ self.root_

    @property
    def coef_(self) -> FloatArray:
        """Coefficients of the columns of X."""
        return self.model_.coef_ @ self.root_


def inverse_root(
    connectome: Connectome | ArrayLike | str | None, n_regions: int, strength: float
) -> FloatArray:
    r"""Compute :math:`(I + \lambda L)^{-1/2}`, with L the normalised Laplacian.

    Parameters
    ----------
    connectome : Connectome, str, square array or None
        None for no connections, L = 0.
    n_regions : int
        Columns of X.
    strength : float
        The :math:`\lambda` of the formula.

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
    """
    if connectome is None:
        return np.eye(n_regions)
    brain = as_connectome(connectome)
    if brain.n_regions != n_regions:
        raise ValueError(
            f"connectome has {brain.n_regions} regions but X has {n_regions} columns; needed "
            "one column for each region"
        )
    penalty = strength * laplacian(np.abs(brain.symmetrize().to_dense()), normed=True)
    values, vectors = np.linalg.eigh(np.eye(n_regions) + penalty)
    return (vectors / np.sqrt(values)) @ vectors.T


class LaplacianRidge(RegressorMixin, _LaplacianModel):
    r"""Connectome-informed ridge regression over regional measures.

    .. math:: \min_w \|y - Xw\|^2 + \alpha\, w^T (I + \lambda L) w

    with L the normalised Laplacian of the absolute weights of a connectome: the coefficients of
    strongly connected regions are drawn to each other.

    Parameters
    ----------
    connectome : Connectome, str, square array or None, default=None
        Its regions are the columns of X. None: plain ridge regression.
    alpha : float, default=1
        Strength of the whole penalty.
    lambda_laplacian : float, default=1
        Strength of the Laplacian beside the identity.

    References
    ----------
    Karas et al. 2019, Statistics in Biosciences 11:47-90, doi 10.1007/s12561-017-9208-x

    Examples
    --------
    >>> from sk_ccnn.baselines import LaplacianRidge
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> LaplacianRidge("desikan_killiany", alpha=100).fit(X, age).coef_.shape
    (84,)
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit the coefficients.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_regions)
        y : array-like of shape (n_subjects,)

        Returns
        -------
        LaplacianRidge
        """
        self._validate_params()
        measures, target = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        self.model_ = Ridge(alpha=self.alpha).fit(self._learn_whitening(measures), target)
        return self

    def predict(self, X: ArrayLike) -> FloatArray:
        """Predict: ndarray of shape (n_subjects,)."""
        whitened = self._whiten(X)
        return self.model_.predict(whitened)


class LaplacianLogistic(ClassifierMixin, _LaplacianModel):
    """Connectome-informed logistic regression over regional measures; see `LaplacianRidge`.

    Parameters
    ----------
    connectome : Connectome, str, square array or None, default=None
        Its regions are the columns of X. None: plain logistic regression.
    alpha : float, default=1
        Strength of the whole penalty.
    lambda_laplacian : float, default=1
        Strength of the Laplacian beside the identity.
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit the coefficients.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_regions)
        y : array-like of shape (n_subjects,)

        Returns
        -------
        LaplacianLogistic
        """
        self._validate_params()
        measures, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        model = LogisticRegression(C=1 / self.alpha, max_iter=2000)
        self.model_ = model.fit(self._learn_whitening(measures), labels)
        self.classes_ = self.model_.classes_
        return self

    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Score the classes, as `LogisticRegression` does."""
        whitened = self._whiten(X)
        return self.model_.decision_function(whitened)

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Predict probabilities: ndarray of shape (n_subjects, n_classes)."""
        whitened = self._whiten(X)
        return self.model_.predict_proba(whitened)

    def predict(self, X: ArrayLike) -> AnyArray:
        """Predict classes: ndarray of shape (n_subjects,)."""
        whitened = self._whiten(X)
        return self.model_.predict(whitened)
