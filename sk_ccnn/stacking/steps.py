"""What comes before a network in a pipeline: fitted once for all networks that share it."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.pipeline import Pipeline
from sklearn.utils import Tags

from ..estimators import BaseConnectomeEstimator, find_network, steps_before, with_network
from .sharing import is_same


class FittedSteps(NamedTuple):
    """What comes before the network, fitted to the training subjects of a fold.

    Parameters
    ----------
    pipeline : Pipeline
        With a last step that only records.
    X, y : array-like
        What reached the last step.
    fit_params : dict
        Likewise.
    """

    pipeline: Pipeline
    X: Any
    y: Any
    fit_params: dict[str, Any]

    def with_network(self, network: BaseConnectomeEstimator) -> Pipeline:
        """Put a trained network behind the fitted steps."""
        return with_network(self.pipeline, network)


class _Recorder(BaseEstimator):
    """Stands in for a last step, and keeps what that would have been fitted to."""

    def __init__(self, network: BaseConnectomeEstimator) -> None:
        self.network = network

    def fit(self, X: Any, y: Any = None, **fit_params: Any) -> Self:
        self.X_, self.y_, self.fit_params_ = X, y, fit_params
        return self

    def get_metadata_routing(self) -> Any:
        return self.network.get_metadata_routing()

    def __sklearn_tags__(self) -> Tags:
        return self.network.__sklearn_tags__()


def is_stackable(estimator: Any) -> bool:
    """Tell whether a stack can train an estimator: a network, or a Pipeline that ends in one.

    A search, and an estimator that chooses its own parameters, trains in its own way.

    Parameters
    ----------
    estimator : estimator

    Returns
    -------
    bool
    """
    while isinstance(estimator, Pipeline):
        estimator = estimator.steps[-1][1]
    return isinstance(estimator, BaseConnectomeEstimator) and estimator.trains_as_planned


def fit_steps(estimator: Pipeline, X: Any, y: Any, fit_params: dict[str, Any]) -> FittedSteps:
    """Fit everything but the network.

    Parameters
    ----------
    estimator : Pipeline
        It stays as it is; its last step may be a Pipeline again.
    X, y : array-like
        Training subjects.
    fit_params : dict
        As for ``estimator.fit``.

    Returns
    -------
    FittedSteps
    """
    pipeline = clone(estimator)
    recorder = _Recorder(find_network(pipeline))
    pipeline = with_network(pipeline, recorder)
    pipeline.fit(X, y, **fit_params)
    return FittedSteps(pipeline, recorder.X_, recorder.y_, recorder.fit_params_)


def has_same_steps(one: Any, other: Any) -> bool:
    """Tell whether the steps before the networks of two estimators are the same."""
    return is_same(steps_before(one), steps_before(other))


def gave_the_same(one: FittedSteps, other: FittedSteps) -> bool:
    """Tell whether the same X came out of the steps, so that networks behind both can share it."""
    return type(one.X) is type(other.X) and np.array_equal(np.asarray(one.X), np.asarray(other.X))
