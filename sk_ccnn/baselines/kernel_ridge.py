"""Kernel ridge regression on classes."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.kernel_ridge import KernelRidge
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data


class KernelRidgeClassifier(ClassifierMixin, BaseEstimator):
    """Least squares on -1 and 1 with a Gaussian kernel (least-squares support vector machine).

    Parameters
    ----------
    alpha : float, default=1
        Strength of the penalty.
    gamma : float or None, default=None
        Width of the kernel; None for 1 / n_features.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)

    References
    ----------
    Suykens JAK, Vandewalle J (1999). Least squares support vector machine classifiers. Neural
    Processing Letters 9:293-300. doi:10.1023/A:1018628609742
    """

    def __init__(self, alpha=1.0, *, gamma=None):
        self.alpha = alpha
        self.gamma = gamma

    def __sklearn_tags__(self):
        """Two classes only."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def fit(self, X, y):
        """Fit.

        Parameters
        ----------
        X : array-like of shape (n_subjects, n_features)
        y : array-like of shape (n_subjects,)

        Returns
        -------
        KernelRidgeClassifier
        """
        X, y = validate_data(self, X, y, dtype=np.float64)
        self.classes_, signs = two_classes(y)
        self.offset_ = signs.mean()
        model = KernelRidge(alpha=self.alpha, kernel="rbf", gamma=self.gamma)
        self.model_ = model.fit(X, signs - self.offset_)
        return self

    def decision_function(self, X):
        """Score the second class: ndarray of shape (n_subjects,)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return self.model_.predict(X) + self.offset_

    def predict(self, X):
        """Predict classes: ndarray of shape (n_subjects,)."""
        scores = self.decision_function(X)
        return self.classes_[(scores > 0).astype(int)]


def two_classes(y):
    """Turn two classes into -1 and 1.

    Parameters
    ----------
    y : ndarray of shape (n_subjects,)

    Returns
    -------
    classes : ndarray of shape (2,)
    signs : ndarray of shape (n_subjects,), float64

    Raises
    ------
    ValueError
        If there are not two.
    """
    check_classification_targets(y)
    classes, index = np.unique(y, return_inverse=True)
    if len(classes) > 2:
        raise ValueError(
            f"Only binary classification is supported: needed two classes, got {len(classes)}"
        )
    if len(classes) < 2:
        raise ValueError(f"needed two classes, got one class, {classes[0]!r}")
    return classes, 2.0 * index - 1
