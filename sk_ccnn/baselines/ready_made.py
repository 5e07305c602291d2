"""The models that people use today, with the searches that they need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.compose import TransformedTargetRegressor
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV, RidgeCV
from sklearn.model_selection import BaseCrossValidator, GridSearchCV
from sklearn.model_selection._split import GroupsConsumerMixin
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

from ..connectome import Connectome
from ..types import FloatArray
from .cpm import CPMClassifier, CPMRegressor
from .kernel_ridge import KernelRidgeClassifier
from .laplacian import LaplacianLogistic, LaplacianRidge

_P_THRESHOLDS = (0.001, 0.01, 0.05)
_KERNEL_ALPHAS = np.logspace(-3, 1, 5)
_LAPLACIANS: dict[str, Iterable[float]] = {
    "alpha": np.logspace(-1, 5, 7),
    "lambda_laplacian": (1.0, 10.0),
}
# More features than this, and a network of dense layers takes minutes a fit.
_MANY_FEATURES = 2000


def baseline_regressors(
    *,
    connectome: Connectome | ArrayLike | str | None = None,
    cv: int | BaseCrossValidator = 3,
    n_features: int | None = None,
    random_state: int = 0,
) -> dict[str, BaseEstimator]:
    """Make tuned baselines for a continuous target.

    Parameters
    ----------
    connectome : Connectome, square array, str or None, default=None
        For `LaplacianRidge`, whose columns must be its regions; left out without one.
    cv : int or cross-validator, default=3
        Inner folds of the searches.
    n_features : int, optional
        Columns of X; beyond 2000, the slow searches try fewer candidates.
    random_state : int, default=0

    Returns
    -------
    dict of str to estimator
        Each standardises the columns first.

    Examples
    --------
    >>> from sk_ccnn.baselines import baseline_regressors
    >>> list(baseline_regressors())
    ['dummy', 'RidgeCV', 'SVR', 'kernel ridge', 'gradient boosting', 'MLP', 'CPM']
    """
    search = _Search(cv, "neg_mean_absolute_error")
    # Standardised targets: kernel ridge regression has no intercept, and strengths mean the same
    # for every unit.
    svr, kernel_ridge, mlp = (
        TransformedTargetRegressor(model, transformer=StandardScaler())
        for model in (SVR(), KernelRidge(kernel="rbf"), MLPRegressor(random_state=random_state))
    )
    boosting = HistGradientBoostingRegressor(random_state=random_state)
    models = {
        "dummy": DummyRegressor(strategy="median"),
        "RidgeCV": make_pipeline(StandardScaler(), RidgeCV(np.logspace(-2, 6, 25))),
        "SVR": search(svr, **_svr_grid(n_features)),
        "kernel ridge": search(kernel_ridge, regressor__alpha=_KERNEL_ALPHAS),
        "gradient boosting": boosting,
        "MLP": search(mlp, **_mlp_grid(n_features, 200, "regressor__")),
        "CPM": search(CPMRegressor(), p_threshold=_P_THRESHOLDS),
    }
    if connectome is not None:
        models["Laplacian ridge"] = search(LaplacianRidge(connectome), **_LAPLACIANS)
    return models


def baseline_classifiers(
    *,
    connectome: Connectome | ArrayLike | str | None = None,
    cv: int | BaseCrossValidator = 3,
    n_features: int | None = None,
    random_state: int = 0,
) -> dict[str, BaseEstimator]:
    """Make tuned baselines for two classes.

    Parameters
    ----------
    connectome : Connectome, square array, str or None, default=None
        For `LaplacianLogistic`, whose columns must be its regions; left out without one.
    cv : int or cross-validator, default=3
        Inner folds of the searches.
    n_features : int, optional
        Columns of X; beyond 2000, the slow searches try fewer candidates.
    random_state : int, default=0

    Returns
    -------
    dict of str to estimator
        Each standardises the columns first. The support vector machine and kernel ridge give no
        probabilities, so that they have no Brier score.
    """
    search = _Search(cv, "roc_auc")
    boosting = HistGradientBoostingClassifier(random_state=random_state)
    mlp = MLPClassifier(random_state=random_state)
    models = {
        "dummy": DummyClassifier(strategy="prior"),
        "LogisticRegressionCV": _logistic(search),
        "SVC": search(SVC(), C=np.logspace(-2, 2, 7)),
        "kernel ridge": search(KernelRidgeClassifier(), alpha=_KERNEL_ALPHAS),
        "gradient boosting": boosting,
        "MLP": search(mlp, **_mlp_grid(n_features, 30)),
        "CPM": search(CPMClassifier(), p_threshold=_P_THRESHOLDS),
    }
    if connectome is not None:
        models["Laplacian logistic"] = search(LaplacianLogistic(connectome), **_LAPLACIANS)
    return models


def _logistic(search: _Search) -> BaseEstimator:
    """Search over the strength of logistic regression."""
    strengths = np.logspace(-5, 1, 7)
    if isinstance(search.cv, GroupsConsumerMixin):  # which LogisticRegressionCV gives no groups
        return search(LogisticRegression(max_iter=500), C=strengths)
    model = LogisticRegressionCV(
        Cs=strengths,
        l1_ratios=(0,),
        cv=search.cv,
        scoring=search.scoring,
        max_iter=500,
        use_legacy_attributes=False,
    )
    return make_pipeline(StandardScaler(), model)


class _Search:
    """Make searches over a pipeline that standardises the columns first."""

    def __init__(self, cv: int | BaseCrossValidator, scoring: str) -> None:
        self.cv, self.scoring = cv, scoring

    def __call__(self, estimator: BaseEstimator, **grid: Iterable[Any]) -> GridSearchCV:
        pipeline = make_pipeline(StandardScaler(), estimator)
        step = pipeline.steps[-1][0]
        candidates = {f"{step}__{name}": list(values) for name, values in grid.items()}
        return GridSearchCV(pipeline, candidates, scoring=self.scoring, cv=self.cv)


def _svr_grid(n_features: int | None) -> dict[str, Iterable[float]]:
    """Strengths around those of standardised targets, and widths around 1 / n_features."""
    grid: dict[str, FloatArray | tuple[float, ...]] = {
        "C": np.logspace(-1, 1.5, 6),
        "epsilon": (0.1, 0.3),
    }
    if n_features is not None:
        grid["gamma"] = np.array([0.1, 0.3, 1.0]) / n_features
        if n_features > _MANY_FEATURES:
            grid = {"C": np.logspace(-1, 2, 4), "gamma": grid["gamma"][::2]}
    return {f"regressor__{name}": values for name, values in grid.items()}


def _mlp_grid(
    n_features: int | None, max_iter_of_many: int, prefix: str = ""
) -> dict[str, tuple[Any, ...]]:
    grid: dict[str, tuple[Any, ...]] = {
        "alpha": (0.1, 1.0, 10.0),
        "hidden_layer_sizes": ((64,), (64, 64)),
        "max_iter": (100,),
    }
    if n_features is not None and n_features > _MANY_FEATURES:
        grid = {
            "alpha": (0.1, 10.0),
            "hidden_layer_sizes": ((32,),),
            "max_iter": (max_iter_of_many,),
        }
    return {prefix + name: values for name, values in grid.items()}
