"""Check the parameters of a call, by decorators that keep the types of what they decorate.

scikit-learn's own decorators have no types, so a type checker would no longer see the signature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sklearn.base import _fit_context
from sklearn.utils._param_validation import validate_params

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
