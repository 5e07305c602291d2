"""What is checked at the door, where scikit-learn's own checks leave something out.

Its decorators have no types, so a type checker would no longer see the signature; it lets a single
weight be NaN; and it takes tables whose names it cannot read by position, without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from numbers import Number
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from sklearn.base import _fit_context
from sklearn.utils._param_validation import validate_params
from sklearn.utils.validation import _check_sample_weight

F = TypeVar("F", bound=Callable[..., Any])


def validated(
    constraints: Mapping[str, Any], *, prefer_skip_nested_validation: bool
) -> Callable[[F], F]:
    """Check what a function is called with.

    Parameters
    ----------
    constraints : dict
        From the name of a parameter to what it may be, as of scikit-learn's ``validate_params``.
    prefer_skip_nested_validation : bool
        Whether functions and estimators that are called in it need not check again.

    Returns
    -------
    callable
        A decorator.
    """
    decorate: Callable[[F], F] = validate_params(
        constraints, prefer_skip_nested_validation=prefer_skip_nested_validation
    )
    return decorate


def validated_fit(*, prefer_skip_nested_validation: bool) -> Callable[[F], F]:
    """Check the parameters of an estimator when it is fitted.

    Parameters
    ----------
    prefer_skip_nested_validation : bool
        Whether estimators that are fitted in it need not check again.

    Returns
    -------
    callable
        A decorator of `fit` or `partial_fit`.
    """
    decorate: Callable[[F], F] = _fit_context(
        prefer_skip_nested_validation=prefer_skip_nested_validation
    )
    return decorate


def checked_sample_weight(sample_weight: ArrayLike | None, X: NDArray[Any]) -> NDArray[np.float64]:
    """Give a weight to each sample.

    Parameters
    ----------
    sample_weight : array-like of shape (n_samples,), float or None
        One for all where it is a number; 1 where it is None.
    X : array-like of shape (n_samples, ...)

    Returns
    -------
    ndarray of shape (n_samples,), float64
        Finite, as is their sum; none is negative, and one is positive.

    Raises
    ------
    ValueError
        If they do not fit.
    """
    is_number = isinstance(sample_weight, Number)
    given: Any = np.full(len(X), sample_weight) if is_number else sample_weight
    weight: NDArray[np.float64] = _check_sample_weight(
        given, X, dtype=np.float64, ensure_non_negative=True
    )
    if not weight.any():
        raise ValueError("sample_weight needs a weight that is non-zero, got zeros only")
    with np.errstate(over="ignore"):
        total = weight.sum()
    if not np.isfinite(total):
        raise ValueError(f"sample_weight needs a finite sum, got weights up to {weight.max():g}")
    return weight


def named_table(X: Any) -> Any:
    """Give a table whose columns have names to pandas, so that no name is lost.

    scikit-learn reads the names of some libraries only, and takes the columns of others by position
    without a word.

    Parameters
    ----------
    X : array-like
        A table of pandas, polars, dask or any other library whose tables have ``columns``.

    Returns
    -------
    DataFrame or array-like
        A DataFrame where the columns have names; anything else as it is.
    """
    columns = getattr(X, "columns", None)
    if columns is None or isinstance(X, pd.DataFrame):
        return X
    return pd.DataFrame(np.asarray(X), columns=list(columns)).infer_objects()
