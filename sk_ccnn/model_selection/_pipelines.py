"""Pipelines that end in one of our estimators: their front, fitted once, and their last step."""

import copy
from typing import NamedTuple

from sklearn.base import BaseEstimator, clone
from sklearn.pipeline import Pipeline

from ..estimators._base import BaseConnectomeEstimator


class Front(NamedTuple):
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
    X: object
    y: object
    fit_params: dict

    def with_network(self, network):
        """Put a trained network behind the fitted front."""
        whole = copy.copy(self.pipeline)
        whole.steps = [*self.pipeline.steps[:-1], (self.pipeline.steps[-1][0], network)]
        return whole


class _Recorder(BaseEstimator):
    """Takes the place of a last step, and keeps what that would have been fitted to."""

    def __init__(self, network):
        self.network = network

    def fit(self, X, y=None, **fit_params):
        self.X_, self.y_, self.fit_params_ = X, y, fit_params
        return self

    def get_metadata_routing(self):
        return self.network.get_metadata_routing()

    def __sklearn_tags__(self):
        return self.network.__sklearn_tags__()


def network_of(estimator):
    """Give the last step, which must be one of ours.

    Parameters
    ----------
    estimator : estimator or Pipeline

    Returns
    -------
    BaseConnectomeEstimator

    Raises
    ------
    TypeError
        If it is anything else.
    """
    last = estimator.steps[-1][1] if isinstance(estimator, Pipeline) else estimator
    if not isinstance(last, BaseConnectomeEstimator):
        raise TypeError(
            "only networks can be trained as a stack: needed a ConnectomeRegressor, "
            "ConnectomeClassifier or ConnectomeTransformer, or a Pipeline that ends in one, got "
            f"{estimator!r}"
        )
    return last


def front_of(estimator):
    """Give what comes before the network: list of (name, step), empty where there is nothing."""
    return estimator.steps[:-1] if isinstance(estimator, Pipeline) else []


def before_network(estimator, X):
    """Take subjects through the fitted steps before the network, where there are any.

    Parameters
    ----------
    estimator : estimator or Pipeline
        Fitted.
    X : array-like
        As it takes it.

    Returns
    -------
    array-like
        As the network takes it.
    """
    return estimator[:-1].transform(X) if front_of(estimator) else X


def fit_front(estimator, X, y, fit_params):
    """Fit everything but the network.

    Parameters
    ----------
    estimator : Pipeline
        It stays as it is.
    X, y : array-like
        Training subjects.
    fit_params : dict
        As for ``estimator.fit``.

    Returns
    -------
    Front
    """
    pipeline = clone(estimator)
    name, network = pipeline.steps[-1]
    pipeline.steps[-1] = (name, _Recorder(network))
    pipeline.fit(X, y, **fit_params)
    seen = pipeline.steps[-1][1]
    return Front(pipeline, seen.X_, seen.y_, seen.fit_params_)
