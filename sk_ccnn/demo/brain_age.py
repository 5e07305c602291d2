"""Simulated: human brain age, over the measured human connectome, by nested cross-validation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import RidgeCV
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

from ..connectome import Connectome
from ..datasets import make_age_cohort
from ..estimators import ConnectomeRegressor
from ..model_selection import Comparison, compare
from ..results import Metric
from ..types import FloatArray

TASK = "human brain age (simulated)"
OURS = "ConnectomeRegressor"
UNCONSTRAINED = "same network, unconstrained"
MODELS = ("dummy", "RidgeCV", "SVR", UNCONSTRAINED, OURS)
METRICS = (
    Metric("MAE (years)", "neg_mean_absolute_error", is_error=True),
    Metric("R²", "r2"),
)
LAMBDAS = np.logspace(-5, -2, 4)


def make_cohort(n_subjects: int) -> tuple[pd.DataFrame, FloatArray]:
    """Simulate the cohort.

    Parameters
    ----------
    n_subjects : int
        Number of subjects.

    Returns
    -------
    X : DataFrame of shape (n_subjects, 84)
        One measure a region.
    age : ndarray of shape (n_subjects,)
        Age in years.
    """
    return make_age_cohort(n_subjects=n_subjects, random_state=0, return_X_y=True)


def compare_on_ages(
    n_subjects: int,
    n_splits: int,
    models: Sequence[str] = MODELS,
    lambdas: ArrayLike = LAMBDAS,
    n_jobs: int | None = None,
) -> Comparison:
    """Compare models that are tuned in each fold, on its training subjects.

    Parameters
    ----------
    n_subjects : int
        Number of subjects.
    n_splits : int
        Outer folds.
    models : sequence of str
        Names out of `MODELS`.
    lambdas : array-like
        Strengths of the wiring cost that are searched in each fold.
    n_jobs : int, optional
        Number of processes.

    Returns
    -------
    Comparison
    """
    X, age = make_cohort(n_subjects)
    return compare(
        {name: make_model(name, lambdas) for name in models},
        X,
        age,
        cv=KFold(n_splits, shuffle=True, random_state=0),
        scoring=METRICS,
        n_jobs=n_jobs,
        task=TASK,
        verbose=1,
    )


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
        return DummyRegressor()
    if model == "RidgeCV":
        return make_pipeline(StandardScaler(), RidgeCV(np.logspace(-2, 5, 22)))
    if model == "SVR":
        pipeline, grid = make_pipeline(StandardScaler(), SVR()), {"svr__C": np.logspace(-1, 3, 9)}
        return _search(pipeline, grid, scoring="neg_mean_absolute_error", refit=True)
    network = ConnectomeRegressor(
        "desikan_killiany",
        constraint="hard" if model == OURS else "none",
        n_members=2,
        random_state=0,
    )
    return _search(network, {"lambda_wiring": lambdas}, scoring=error_and_density, refit="mae")


def error_and_density(
    network: ConnectomeRegressor, X: pd.DataFrame, age: FloatArray
) -> dict[str, float]:
    """Score a fitted network of ours.

    Parameters
    ----------
    network : ConnectomeRegressor
    X : DataFrame
        Held-out subjects.
    age : ndarray
        In years.

    Returns
    -------
    dict
        Minus the mean absolute error in years, and the share of connections that are left.
    """
    return {
        "mae": -mean_absolute_error(age, network.predict(X)),
        "density": network.density_,
    }


def _search(model: Any, grid: Mapping[str, ArrayLike], **options: Any) -> GridSearchCV:
    return GridSearchCV(model, grid, cv=KFold(3, shuffle=True, random_state=1), **options)


def search_all(
    X: pd.DataFrame, age: FloatArray, lambdas: ArrayLike = LAMBDAS
) -> tuple[pd.DataFrame, Connectome]:
    """Search over the wiring cost with all subjects, to see what is learned.

    Parameters
    ----------
    X : DataFrame
    age : ndarray
        The cohort.
    lambdas : array-like
        Strengths of the wiring cost.

    Returns
    -------
    curve : DataFrame
        ``lambda_wiring``, mean and standard deviation over folds of the MAE in years, and density.
    learned : Connectome
        The wiring that the best network learned.
    """
    search = make_model(OURS, lambdas).fit(X, age)
    results = search.cv_results_
    curve = pd.DataFrame(
        {
            "lambda_wiring": np.asarray(lambdas, dtype=float),
            "mae": -results["mean_test_mae"],
            "mae_sd": results["std_test_mae"],
            "density": results["mean_test_density"],
        }
    )
    return curve, search.best_estimator_.learned_connectome()
