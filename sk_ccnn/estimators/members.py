"""The predictions of the single networks behind a regressor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from ..types import FloatArray
from .finding import find_network, transform_before
from .targets import ContinuousTarget


def prediction_std(
    estimator: BaseEstimator,
    fold_estimators: Sequence[BaseEstimator],
    X: ArrayLike,
    params: dict[str, Any],
) -> FloatArray:
    """Compute the standard deviation of the predictions of several networks.

    Parameters
    ----------
    estimator : regressor
        Fitted.
    fold_estimators : list of regressor
        Fitted to parts of the training subjects; they stand in where there are no members.
    X : array-like
        As its `predict` takes it.
    params : dict
        What its `predict` takes beside X.

    Returns
    -------
    ndarray of shape (n_subjects,)
        Standard deviation in the units of the target; NaN where there are no two predictions.
    """
    members: Any = member_predictions(estimator, X, params)
    if members is None:
        members = [each.predict(X, **params) for each in fold_estimators]
    if len(members) < 2:
        return np.full(np.shape(estimator.predict(X, **params))[0], np.nan)
    spread: FloatArray = np.std(np.reshape(members, (len(members), -1)), axis=0, ddof=1)
    return spread


def member_predictions(
    estimator: BaseEstimator, X: ArrayLike, params: dict[str, Any]
) -> FloatArray | None:
    """Predict by each member of a network, in a pipeline or a search too.

    Parameters
    ----------
    estimator : regressor
        Fitted.
    X : array-like
        As its `predict` takes it.
    params : dict
        What the steps of a pipeline take beside X.

    Returns
    -------
    ndarray of shape (n_members, n_subjects) or None
        In the units of the target; None where there are not two members or more.
    """
    try:
        network = find_network(estimator, fitted=True, predicts=True)
    except (TypeError, NotFittedError):  # any regressor will do, such as a bag of networks
        return None
    outputs = network.member_outputs(transform_before(estimator, X, **params))
    if len(outputs) < 2:
        return None
    target = network.plan_.target
    assert isinstance(target, ContinuousTarget)
    return target.decode(outputs)
