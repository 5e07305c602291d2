"""What classifiers of two classes share."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets

from ..types import AnyArray, FloatArray


class BinaryClassifierMixin(ClassifierMixin):
    """A classifier of two classes, by the sign of its `decision_function`."""

    classes_: AnyArray

    def __sklearn_tags__(self) -> Tags:
        """Declare that there are two classes only."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Score the second class: ndarray of shape (n_subjects,)."""
        raise NotImplementedError

    def predict(self, X: ArrayLike) -> AnyArray:
        """Predict classes: ndarray of shape (n_subjects,)."""
        scores = self.decision_function(X)
        return self.classes_[(scores > 0).astype(int)]


def two_classes(y: AnyArray) -> tuple[AnyArray, FloatArray]:
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
