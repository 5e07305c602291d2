"""Kernel ridge regression on classes."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.kernel_ridge import KernelRidge
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted, validate_data

from ..types import FloatArray
from .binary import BinaryClassifierMixin, two_classes


class KernelRidgeClassifier(BinaryClassifierMixin, BaseEstimator):
    """Least squares on -1 and 1 over a kernel (least-squares support vector machine).

    Parameters
    ----------
    alpha : float, default=1
        Strength of the penalty.
    kernel : str, default="rbf"
        As in `sklearn.kernel_ridge.KernelRidge`; ``"precomputed"``: X is the kernel.
    gamma : float or None, default=None
        Width of an rbf kernel; None for 1 / n_features.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)

    References
    ----------
    Suykens JAK, Vandewalle J (1999). Least squares support vector machine classifiers. Neural
    Processing Letters 9:293-300. doi:10.1023/A:1018628609742
    """

    def __init__(
        self, alpha: float = 1.0, *, kernel: str = "rbf", gamma: float | None = None
    ) -> None:
        self.alpha = alpha
        self.kernel = kernel
        self.gamma = gamma

    def __sklearn_tags__(self) -> Tags:
        """Declare whether X is a kernel, which is cut by rows and columns."""
        tags = super().__sklearn_tags__()
        tags.input_tags.pairwise = self.kernel == "precomputed"
        return tags

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit the kernel ridge regression.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_features)
        y : array-like of shape (n_subjects,)

        Returns
        -------
        KernelRidgeClassifier
        """
        features, labels = validate_data(self, X, y, dtype=np.float64)
        self.classes_, signs = two_classes(labels)
        self.offset_ = signs.mean()
        model = KernelRidge(alpha=self.alpha, kernel=self.kernel, gamma=self.gamma)
        self.model_ = model.fit(features, signs - self.offset_)
        return self

    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Score the second class: ndarray of shape (n_subjects,)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return self.model_.predict(X) + self.offset_
