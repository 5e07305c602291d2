"""The one way in: find the network in whatever a user wraps around it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from numpy.typing import ArrayLike
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from .base import BaseConnectomeEstimator

# Where a search or another model of one estimator keeps it: what was fitted comes first.
_WITHIN = ("best_estimator_", "estimator_", "estimator")


def find_network(
    estimator: Any, *, name: str = "estimator", fitted: bool = False, predicts: bool = False
) -> BaseConnectomeEstimator:
    """Find the network in an estimator, and everything that may be wrapped around it.

    Parameters
    ----------
    estimator : estimator
        A `ConnectomeRegressor`, `ConnectomeClassifier` or `ConnectomeTransformer`; or a Pipeline
        that ends in one, a search over one, a `BrainAgeRegressor` or `FrozenEstimator` of one; or
        any of these around another.
    name : str, default="estimator"
        What the caller calls it.
    fitted : bool, default=False
        Whether it must be fitted.
    predicts : bool, default=False
        Whether it must be a regressor or classifier.

    Returns
    -------
    BaseConnectomeEstimator
        The network itself, not a copy. In a wrapper that is fitted, the one that was fitted.

    Raises
    ------
    TypeError
        If there is no network in it.
    NotFittedError
        If it must be fitted, and is not.

    Examples
    --------
    >>> from sklearn.model_selection import GridSearchCV
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.estimators import find_network
    >>> network = ConnectomeRegressor(n_members=2)
    >>> pipeline = make_pipeline(StandardScaler(), network)
    >>> search = GridSearchCV(pipeline, {"connectomeregressor__lambda_wiring": [0.0, 0.1]})
    >>> find_network(search) is network
    True
    """
    network = innermost(estimator)
    is_network = isinstance(network, BaseConnectomeEstimator)
    if not is_network or (predicts and not (is_regressor(network) or is_classifier(network))):
        kinds = "ConnectomeRegressor or ConnectomeClassifier"
        if not predicts:
            kinds = "ConnectomeRegressor, ConnectomeClassifier or ConnectomeTransformer"
        raise TypeError(
            f"{name} must be a {'fitted ' if fitted else ''}{kinds}, or a Pipeline, search, "
            f"BrainAgeRegressor or FrozenEstimator of one, got {estimator!r}"
        )
    if fitted:
        check_is_fitted(network)
    return network


def innermost(estimator: Any) -> Any:
    """Give what is wrapped by all that is wrapped around it, a network or not."""
    return [estimator, *from_outside(estimator)][-1]


def wrapped_estimators(estimator: Any) -> list[Any]:
    """List an estimator, then what it is wrapped around, and so on to the innermost: list."""
    return list(_from_outside(estimator))


def steps_before(estimator: Any) -> list[Any]:
    """List the steps that X goes through before it reaches the network.

    Parameters
    ----------
    estimator : estimator
        As of `find_network`.

    Returns
    -------
    list of transformer
        Fitted where the estimator is.
    """
    return [
        step
        for wrapper in from_outside(estimator)
        if isinstance(wrapper, Pipeline)
        for _, step in wrapper.steps[:-1]
        if step not in (None, "passthrough")
    ]


def transform_before(estimator: Any, X: ArrayLike, **params: Any) -> Any:
    """Take subjects through the fitted steps before the network.

    Parameters
    ----------
    estimator : estimator
        As of `find_network`, fitted.
    X : array-like
        As the estimator takes it.
    **params
        What the steps of a Pipeline take beside X, where metadata routing is switched on.

    Returns
    -------
    array-like
        As the network takes it; X itself where nothing comes before the network.
    """
    for wrapper in from_outside(estimator):
        if isinstance(wrapper, Pipeline) and len(wrapper.steps) > 1:
            X, params = wrapper[:-1].transform(X, **params), {}
    return X


def with_network(estimator: Any, network: BaseConnectomeEstimator) -> Any:
    """Put another network in the place of the one in an estimator.

    Parameters
    ----------
    estimator : estimator
        As of `find_network`; it stays as it is.
    network : BaseConnectomeEstimator
        Fitted where the estimator is.

    Returns
    -------
    estimator
        The network, or a shallow copy of what was around the other one.
    """
    if _within(estimator) is None:
        return network
    if isinstance(estimator, FrozenEstimator):
        return FrozenEstimator(with_network(estimator.estimator, network))
    whole = copy.copy(estimator)
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        whole.steps = [*estimator.steps[:-1], (name, with_network(last, network))]
        return whole
    attribute = next(name for name in _WITHIN if hasattr(estimator, name))
    setattr(whole, attribute, with_network(getattr(estimator, attribute), network))
    return whole


def clone_unfrozen(estimator: Any) -> Any:
    """Clone an estimator whose network will be trained anew.

    A FrozenEstimator around the network is left away: it would keep the training from happening.

    Parameters
    ----------
    estimator : estimator
        As of `find_network`; it stays as it is.

    Returns
    -------
    estimator
        Not fitted.
    """
    if isinstance(estimator, FrozenEstimator):
        return clone_unfrozen(estimator.estimator)
    if isinstance(estimator, Pipeline):
        cloned = clone(estimator)
        name, last = estimator.steps[-1]
        cloned.steps[-1] = (name, clone_unfrozen(last))
        return cloned
    cloned = clone(estimator)
    if not isinstance(estimator, BaseConnectomeEstimator) and hasattr(cloned, "estimator"):
        cloned.estimator = clone_unfrozen(cloned.estimator)
    return cloned


def clone_with(estimator: Any, **changes: Any) -> Any:
    """Clone an estimator, with other parameters of its network.

    Parameters
    ----------
    estimator : estimator
        As of `clone_unfrozen`; it stays as it is.
    **changes
        Parameters of the network.

    Returns
    -------
    estimator
        Not fitted.
    """
    changed = clone_unfrozen(estimator)
    find_network(changed).set_params(**changes)
    return changed


def from_outside(estimator: Any) -> Iterator[Any]:
    """Give an estimator, then what it is wrapped around, and so on to the innermost."""
    while estimator is not None:
        yield estimator
        estimator = _within(estimator)


def _within(estimator: Any) -> Any:
    """Give what an estimator is wrapped around, None if it is no wrapper of one."""
    if isinstance(estimator, BaseConnectomeEstimator):
        return None
    if isinstance(estimator, Pipeline):
        return estimator.steps[-1][1] if estimator.steps else None
    return next((getattr(estimator, name) for name in _WITHIN if hasattr(estimator, name)), None)
