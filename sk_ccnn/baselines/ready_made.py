"""The models that people use today, with the searches that they need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LogisticRegression, Ridge, RidgeCV
from sklearn.model_selection import BaseCrossValidator
from sklearn.model_selection._split import GroupsConsumerMixin
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

from ..connectome import Connectome
from .cpm import CPMClassifier, CPMRegressor
from .kernel_ridge import KernelRidgeClassifier
from .laplacian import LaplacianLogistic, LaplacianRidge
from .pls import PLSClassifier, PLSRegressor
from .searches import MANY_COLUMNS, Searches, standard_target

_RIDGE_ALPHAS = np.logspace(-2, 7, 19)
_LOGISTIC_STRENGTHS = np.logspace(-7, 2, 19)
# Kernels of standardised columns are near one, whatever their number.
_KERNEL_ALPHAS = np.logspace(-8, 4, 25)
_COMPONENT_ALPHAS = np.logspace(-3, 4, 8)
_P_THRESHOLDS = (1e-40, 1e-30, 1e-20, 1e-12, 1e-8, 1e-6, 1e-4, 0.001, 0.01, 0.05, 0.1, 0.3)
_DIRECTIONS = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20)
_SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)
_MLP_ALPHAS = (0.01, 0.1, 1.0, 10.0, 100.0)
_LAPLACIANS: dict[str, Iterable[float]] = {
    "alpha": np.logspace(-1, 5, 7),
    "lambda_laplacian": np.logspace(-2, 4, 7),
}


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
        Inner folds of the searches. One that keeps groups together gets those of ``fit``.
    n_features : int, optional
        Columns of X; beyond 2000, the MLP gets principal components.
    random_state : int, default=0

    Returns
    -------
    dict of str to estimator
        The keys are the names below. All but the dummy and gradient boosting, to which scales are
        nothing, standardise the columns first.

    Notes
    -----
    Searches choose the lowest mean absolute error over `cv`. Ranges are even on a logarithmic
    scale where they say how many values they have.

    ======================  =====================================================================
    name                    what is tuned
    ======================  =====================================================================
    ``dummy``               nothing: the median of the training subjects
    ``RidgeCV``             alpha, 19 from 0.01 to 1e7, by leaving one out (squared error); over
                            `cv`, as the others, where it keeps groups together
    ``PCA + ridge``         the brain basis set [1]_: components for 0.2, 0.3, ..., 0.9, 0.95,
                            0.99 or 0.999 of the variance; alpha, 8 from 0.001 to 1e4
    ``PLS``                 components: 1, 2, 3, 4, 5, 6, 8, 10, 15, 20
    ``SVR``                 kernel (linear, correlation, rbf with gamma 0.01, 0.03, 0.1, 0.3, 1,
                            3); C, 5 from 0.1 to 100; epsilon 0, 0.1, 0.3, 0.6, of the
                            standardised target
    ``kernel ridge``        the same kernels, of which correlation is that of [2]_; alpha, 25 from
                            1e-8 to 1e4
    ``gradient boosting``   nothing: scikit-learn's histogram-based trees with its defaults
    ``MLP``                 alpha, 5 from 0.01 to 100; one or two layers of 64 units; 100 epochs.
                            Beyond 2000 columns one layer, over components for 0.4, 0.6, 0.8,
                            0.95 or 0.999 of the variance
    ``CPM``                 p_threshold: 1e-40, 1e-30, 1e-20, 1e-12, 1e-8, 1e-6, 1e-4, 0.001,
                            0.01, 0.05, 0.1, 0.3
    ``Laplacian ridge``     only with `connectome`: alpha, 7 from 0.1 to 1e5; lambda_laplacian, 7
                            from 0.01 to 1e4
    ======================  =====================================================================

    References
    ----------
    .. [1] Sripada C et al. (2019). Basic units of inter-individual variation in resting state
       connectomes. Scientific Reports 9:1900. doi:10.1038/s41598-018-38406-5
    .. [2] He T et al. (2020), see `KernelSearchCV`.

    Examples
    --------
    >>> from sk_ccnn.baselines import baseline_regressors
    >>> list(baseline_regressors())
    ['dummy', 'RidgeCV', 'PCA + ridge', 'PLS', 'SVR', 'kernel ridge', 'gradient boosting', 'MLP',
     'CPM']
    """
    search = Searches(cv, "neg_mean_absolute_error")
    svr = search.over_kernels(
        SVR(kernel="precomputed", cache_size=500),
        target_is_number=True,
        C=np.logspace(-1, 2, 5),
        epsilon=(0.0, 0.1, 0.3, 0.6),
    )
    kernel_ridge = search.over_kernels(
        KernelRidge(kernel="precomputed"), target_is_number=True, alpha=_KERNEL_ALPHAS
    )
    models = {
        "dummy": DummyRegressor(strategy="median"),
        "RidgeCV": _ridge(search),
        "PCA + ridge": search.over_components(Ridge(), _SHARES, alpha=_COMPONENT_ALPHAS),
        "PLS": search.over_rotation(PLSRegressor(), n_components=_DIRECTIONS),
        "SVR": svr,
        "kernel ridge": kernel_ridge,
        "gradient boosting": HistGradientBoostingRegressor(random_state=random_state),
        "MLP": standard_target(_mlp(search, MLPRegressor(random_state=random_state), n_features)),
        "CPM": search.over_columns(CPMRegressor(), p_threshold=_P_THRESHOLDS),
    }
    if connectome is not None:
        models["Laplacian ridge"] = search.over_columns(LaplacianRidge(connectome), **_LAPLACIANS)
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
        Inner folds of the searches. One that keeps groups together gets those of ``fit``.
    n_features : int, optional
        Columns of X; beyond 2000, the MLP gets principal components.
    random_state : int, default=0

    Returns
    -------
    dict of str to estimator
        The keys are the names below. All but the dummy and gradient boosting, to which scales are
        nothing, standardise the columns first. The support vector machine, kernel ridge and PLS
        give no probabilities, so that they have no Brier score.

    Notes
    -----
    Searches choose the highest AUC over `cv`. Ranges are even on a logarithmic scale where they
    say how many values they have.

    =======================  ====================================================================
    name                     what is tuned
    =======================  ====================================================================
    ``dummy``                nothing: the shares of the classes among the training subjects
    ``logistic regression``  C, 19 from 1e-7 to 100
    ``PCA + logistic``       components for 0.2, 0.3, ..., 0.9, 0.95, 0.99 or 0.999 of the
                             variance; C, 7 from 1e-4 to 100
    ``PLS``                  components: 1, 2, 3, 4, 5, 6, 8, 10, 15, 20
    ``SVC``                  kernel (linear, correlation, rbf with gamma 0.01, 0.03, 0.1, 0.3, 1,
                             3); C, 13 from 0.001 to 1000
    ``kernel ridge``         the same kernels; alpha, 25 from 1e-8 to 1e4
    ``gradient boosting``    nothing: scikit-learn's histogram-based trees with its defaults
    ``MLP``                  alpha, 5 from 0.01 to 100; one or two layers of 64 units; 100 epochs.
                             Beyond 2000 columns one layer, over components for 0.4, 0.6, 0.8,
                             0.95 or 0.999 of the variance
    ``CPM``                  p_threshold: 1e-40, 1e-30, 1e-20, 1e-12, 1e-8, 1e-6, 1e-4, 0.001,
                             0.01, 0.05, 0.1, 0.3
    ``Laplacian logistic``   only with `connectome`: alpha, 7 from 0.1 to 1e5; lambda_laplacian, 7
                             from 0.01 to 1e4
    =======================  ====================================================================

    Examples
    --------
    >>> from sk_ccnn.baselines import baseline_classifiers
    >>> list(baseline_classifiers())
    ['dummy', 'logistic regression', 'PCA + logistic', 'PLS', 'SVC', 'kernel ridge',
     'gradient boosting', 'MLP', 'CPM']
    """
    search = Searches(cv, "roc_auc")
    logistic = LogisticRegression(max_iter=500)
    svc = search.over_kernels(
        SVC(kernel="precomputed", cache_size=500),
        target_is_number=False,
        C=np.logspace(-3, 3, 13),
    )
    kernel_ridge = search.over_kernels(
        KernelRidgeClassifier(kernel="precomputed"), target_is_number=False, alpha=_KERNEL_ALPHAS
    )
    models = {
        "dummy": DummyClassifier(strategy="prior"),
        "logistic regression": search.over_rotation(logistic, C=_LOGISTIC_STRENGTHS),
        "PCA + logistic": search.over_components(logistic, _SHARES, C=np.logspace(-4, 2, 7)),
        "PLS": search.over_rotation(PLSClassifier(), n_components=_DIRECTIONS),
        "SVC": svc,
        "kernel ridge": kernel_ridge,
        "gradient boosting": HistGradientBoostingClassifier(random_state=random_state),
        "MLP": _mlp(search, MLPClassifier(random_state=random_state), n_features),
        "CPM": search.over_columns(CPMClassifier(), p_threshold=_P_THRESHOLDS),
    }
    if connectome is not None:
        models["Laplacian logistic"] = search.over_columns(
            LaplacianLogistic(connectome), **_LAPLACIANS
        )
    return models


def _ridge(search: Searches) -> BaseEstimator:
    """Search the strength of ridge regression, by leaving one out unless there are groups."""
    if isinstance(search.cv, GroupsConsumerMixin):
        return search.over_rotation(Ridge(), alpha=_RIDGE_ALPHAS)
    return make_pipeline(StandardScaler(), RidgeCV(_RIDGE_ALPHAS))


def _mlp(search: Searches, model: BaseEstimator, n_features: int | None) -> Any:
    """Search over networks of dense layers; of components, where columns would be too many."""
    if n_features is not None and n_features > MANY_COLUMNS:
        model.set_params(hidden_layer_sizes=(64,), max_iter=100)
        return search.over_components(model, _SHARES[2::2], alpha=_MLP_ALPHAS)
    return search.over_columns(
        model,
        alpha=_MLP_ALPHAS,
        hidden_layer_sizes=((64,), (64, 64)),
        max_iter=(100,),
    )
