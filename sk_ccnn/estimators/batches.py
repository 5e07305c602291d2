"""New subjects, read a few at a time, so that X is never copied whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.utils import gen_batches
from sklearn.utils.validation import _num_samples

from ..io import CohortOnDisk, on_disk
from ..types import FloatArray
from .layout import FeatureLayout
from .reading import Arrange, read_features

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

# What is made of a batch takes some ten times as much as the batch itself.
_SHARE_OF_X = 0.01
# Smaller batches would take longer to begin than to compute; more subjects at once, more memory
# for the units of a network.
_LEAST_BYTES = 2_000_000
_MOST_SUBJECTS = 256
_MOST_BYTES = 2**26


def read_in_batches(
    estimator: BaseEstimator,
    X: ArrayLike,
    fitted: FeatureLayout,
    arrange: Arrange,
) -> Iterator[FloatArray]:
    """Validate the features of new subjects, a batch at a time.

    Parameters
    ----------
    estimator : estimator
        Fitted.
    X : array-like
        As in `predict`. Arrays, frames, lists and rows on disk are read in batches; anything else
        is one.
    fitted : FeatureLayout
        How X has to be laid out.
    arrange : callable
        Gives a table as the network takes it.

    Yields
    ------
    ndarray
        What `arrange` returns, for some subjects, in their own order.
    """
    X = on_disk(X)
    if not _has_rows(X):
        yield read_features(estimator, X, fitted, arrange)
        return
    rows: Any = X.iloc if isinstance(X, pd.DataFrame) else X
    for batch in gen_batches(_num_samples(X), _batch_size(X)):
        yield read_features(estimator, rows[batch], fitted, arrange)


def _has_rows(X: Any) -> bool:
    """Tell whether a slice of X is some of its subjects."""
    if isinstance(X, np.ndarray | pd.DataFrame | CohortOnDisk):
        return X.ndim in (2, 3) and len(X) > 0
    return isinstance(X, list | tuple) and len(X) > 0


def _batch_size(X: Any) -> int:
    """Choose how many subjects are read at once: int."""
    n_values = np.size(X[0]) if isinstance(X, list | tuple) else int(np.prod(X.shape[1:]))
    n_bytes = max(n_values * np.dtype(np.float64).itemsize, 1)
    n_least = max(_LEAST_BYTES // n_bytes, 1)
    if len(X) <= n_least:
        return len(X)
    n_most = min(max(_MOST_BYTES // n_bytes, 1), _MOST_SUBJECTS)
    return min(max(int(len(X) * _SHARE_OF_X), n_least), n_most)
