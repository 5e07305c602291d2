"""Some of the subjects of X, for an estimator that may or may not read from disk."""

from __future__ import annotations

from typing import Any

from sklearn.utils import _safe_indexing

from ..io import CohortOnDisk, on_disk
from ..types import IntArray
from .base import BaseConnectomeEstimator
from .finding import innermost, steps_before


def rows_for(estimator: Any, X: Any, rows: IntArray) -> Any:
    """Give some subjects to an estimator.

    Parameters
    ----------
    estimator : estimator
        Who gets them.
    X : array-like of shape (n_subjects, ...)
        Anything that scikit-learn can split, or an array on disk.
    rows : ndarray of int
        Which subjects.

    Returns
    -------
    array-like of shape (n_rows, ...)
        Of an array on disk, a `CohortOnDisk` where a network comes first, which reads them when it
        needs them; an ndarray for anyone else.
    """
    part = _safe_indexing(on_disk(X), rows)
    if not isinstance(part, CohortOnDisk) or _reads_from_disk(estimator):
        return part
    return part.read()


def _reads_from_disk(estimator: Any) -> bool:
    """Tell whether X reaches a network as it is."""
    network = innermost(estimator)
    return isinstance(network, BaseConnectomeEstimator) and not steps_before(estimator)
