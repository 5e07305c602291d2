"""The models of the demo's brain age, with the searches that they need."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from ..estimators import ConnectomeRegressor
from ..model_selection import StackedGridSearchCV

OURS = "ConnectomeRegressor"
UNCONSTRAINED = "same network, no anatomy"
MODELS = ("dummy", "RidgeCV", "SVR", UNCONSTRAINED, OURS)
LAMBDAS = np.logspace(-5, -2, 4)
N_MEMBERS = 2
N_INNER_FOLDS = 3


def make_model(model: str, lambdas: ArrayLike = LAMBDAS) -> Any:
    """Make a model with its search over hyperparameters.

    Parameters
    ----------
    model : str
        Out of `MODELS`.
    lambdas : array-like
        Strengths of the wiring cost.

    Returns
    -------
    estimator
    """
    if model == "dummy":
        return DummyRegressor(strategy="median")  # the best constant, by the mean absolute error
    if model == "RidgeCV":
        return make_pipeline(StandardScaler(), RidgeCV(np.logspace(-2, 5, 22)))
    how: dict[str, Any] = {"cv": inner_folds(), "scoring": "neg_mean_absolute_error"}
    if model == "SVR":
        grid = {"svr__C": np.logspace(-1, 3, 9)}
        return GridSearchCV(make_pipeline(StandardScaler(), SVR()), grid, **how)
    return StackedGridSearchCV(make_network(model), {"lambda_wiring": lambdas}, **how)


def make_network(model: str = OURS) -> ConnectomeRegressor:
    """Make our regressor, with or without the anatomy as a constraint.

    Parameters
    ----------
    model : {"ConnectomeRegressor", "same network, no anatomy"}

    Returns
    -------
    ConnectomeRegressor
    """
    return ConnectomeRegressor(
        "desikan_killiany",
        constraint="hard" if model == OURS else "none",
        n_members=N_MEMBERS,
        random_state=0,
    )


def outer_folds(n_splits: int) -> KFold:
    """Give the folds that all models and all null connectomes are scored on."""
    return KFold(n_splits, shuffle=True, random_state=0)


def inner_folds() -> KFold:
    """Give the folds of the searches."""
    return KFold(N_INNER_FOLDS, shuffle=True, random_state=1)
