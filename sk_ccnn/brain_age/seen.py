"""Know the subjects of a fit again, so that nobody trusts their gaps."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import sparse

from ..caller import warn_caller
from ..types import AnyArray, FloatArray

_MARK_BYTES = 8


def marks_of(X: ArrayLike, age: FloatArray) -> AnyArray:
    """Give a mark that two subjects share only if their features and age are the same.

    Parameters
    ----------
    X : array-like of shape (n_subjects, ...)
    age : ndarray of shape (n_subjects,)

    Returns
    -------
    ndarray of shape (n_subjects,), of uint64
        Empty where X holds no numbers.
    """
    rows: Any = X.iloc if isinstance(X, pd.DataFrame) else X
    try:
        marks = [_mark(rows[number], years) for number, years in enumerate(age)]
    except (TypeError, ValueError):
        return np.empty(0, dtype=np.uint64)
    return np.frombuffer(b"".join(marks), dtype=np.uint64)


def _mark(row: Any, age: float) -> bytes:
    values = row.toarray() if sparse.issparse(row) else row
    # 0.0 and -0.0 are the same number in other bytes.
    numbers = np.append(np.asarray(values, dtype=np.float64), age) + 0.0
    return blake2b(numbers.tobytes(), digest_size=_MARK_BYTES).digest()


def warn_if_seen(marks: AnyArray, known: AnyArray) -> None:
    """Warn if some subjects were in `fit`.

    Parameters
    ----------
    marks, known : ndarray of uint64
        Of the subjects at hand, and of those of the fit; see `marks_of`.
    """
    n_seen = int(np.isin(marks, known).sum())
    if n_seen:
        warn_caller(
            f"{n_seen} of {len(marks)} subjects were in fit, so that their gaps are too small; "
            "cross_val_gap gives the gap of each subject by a model that has not seen it"
        )
