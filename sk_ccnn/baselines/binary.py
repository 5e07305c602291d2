"""What classifiers of two classes share."""

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets


class BinaryClassifierMixin(ClassifierMixin):
    """A classifier of two classes, by the sign of its `decision_function`."""

    def __sklearn_tags__(self):
        """Two classes only."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        return tags

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
