"""How far the members of a network disagree, whatever is around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils.validation import _check_method_params, _num_samples

from ..estimators import Split, member_predictions, rows_for
from ..types import FloatArray


def spread_of(estimator: BaseEstimator, X: ArrayLike, params: dict[str, Any]) -> FloatArray:
    """Compute the standard deviation over the members of a network.

    Parameters
    ----------
    estimator : regressor
        Fitted; a network, something around one, or any other.
    X : array-like of shape (n_subjects, ...)
        As its `predict` takes it.
    params : dict
        What the steps of a pipeline take beside X.

    Returns
    -------
    ndarray of shape (n_subjects,)
        In the units of the target; 0 where there are not two members or more.
    """
    members = member_predictions(estimator, X, params)
    if members is None:
        return np.zeros(_num_samples(X))
    spread: FloatArray = np.std(members.reshape(len(members), -1), axis=0, ddof=1)
    return spread


def spread_out_of_fold(
    models: Sequence[BaseEstimator], X: Any, splits: Sequence[Split], params: dict[str, Any]
) -> FloatArray:
    """Compute the spread for each subject, by the model that has not seen it.

    Parameters
    ----------
    models : list of regressor
        Fitted, one a fold.
    X : array-like of shape (n_subjects, ...)
    splits : list of (train, test)
        Each subject is in one test set.
    params : dict
        What `predict` takes beside X, for all subjects.

    Returns
    -------
    ndarray of shape (n_subjects,)
    """
    spread = np.zeros(_num_samples(X))
    for model, (_, test) in zip(models, splits, strict=True):
        of_fold = _check_method_params(X, params, indices=test)
        spread[test] = spread_of(model, rows_for(model, X, test), of_fold)
    return spread
