"""What is wrapped around a network, as a plain torch module."""

from __future__ import annotations

from typing import Any

import torch
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline
from torch import nn

from .base import BaseConnectomeEstimator
from .finding import find_network, from_outside, steps_before


def to_torch(estimator: Any, *, dtype: torch.dtype = torch.float64) -> nn.Module:
    """Make a plain torch module of a fitted network, or of a search or pipeline around one.

    Parameters
    ----------
    estimator : estimator
        A fitted `ConnectomeRegressor`, `ConnectomeClassifier` or `ConnectomeTransformer`; or a
        search over one, a FrozenEstimator of one, or a Pipeline that has no other steps.
    dtype : torch.dtype, default=torch.float64
        See `ConnectomeRegressor.to_torch`.

    Returns
    -------
    Module
        See `ConnectomeRegressor.to_torch`.

    Raises
    ------
    NotFittedError
        If the network is not fitted.
    TypeError
        If there is no network in it, or what is around it changes what is predicted.

    Examples
    --------
    >>> import torch
    >>> from sklearn.model_selection import GridSearchCV
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.estimators import to_torch
    >>> X, age = make_age_cohort(n_subjects=60, random_state=0, return_X_y=True)
    >>> model = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=2, random_state=0)
    >>> search = GridSearchCV(model, {"lambda_wiring": [0.0, 0.01]}, cv=2).fit(X, age)
    >>> module = to_torch(search)
    >>> found = module(torch.tensor(X.to_numpy()))
    >>> bool(abs(found.numpy() - search.predict(X)).max() < 1e-6)
    True
    """
    network = find_network(estimator, fitted=True)
    steps = [type(step).__name__ for step in steps_before(estimator)]
    if steps:
        raise TypeError(
            f"{steps} come before the network and cannot be part of the torch module; "
            "find_network(estimator).to_torch() takes what comes out of them"
        )
    for wrapper in from_outside(estimator):
        if not _predicts_as_its_network(wrapper):
            raise TypeError(
                f"{type(wrapper).__name__} changes what its network predicts, which cannot be part "
                "of the torch module; find_network(estimator).to_torch() leaves it out"
            )
    return network.to_torch(dtype=dtype)


def _predicts_as_its_network(wrapper: Any) -> bool:
    same = (BaseConnectomeEstimator, Pipeline, FrozenEstimator)
    return isinstance(wrapper, same) or hasattr(wrapper, "best_estimator_")
