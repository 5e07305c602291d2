"""Searches that train all candidates of a fold as one stack, as scikit-learn names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from typing import Any, Literal

import numpy as np
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV

# The public name needs `enable_halving_search_cv`, which would change it for the user's code too.
from sklearn.model_selection._search_successive_halving import HalvingGridSearchCV
from sklearn.utils._param_validation import Interval

from ..types import RandomState
from .search_engine import StackedSearch

_CONSTRAINTS = {"max_stack_memory": [Interval(Real, 0, None, closed="neither"), None]}


class StackedGridSearchCV(GridSearchCV, StackedSearch):
    """Search over a grid like `GridSearchCV`, but train the candidates of a fold together.

    A drop-in for `sklearn.model_selection.GridSearchCV`, with the same results up to rounding.
    Candidates that differ in `lambda_wiring`, `lambda_constraint`, `lambda_modular`, `communities`,
    `alpha`, `lr`, `dropout`, `random_state` or `connectome` only share a stack; those whose network
    has another shape get one each. Steps before the network are fitted once per fold. Estimators
    with `callbacks` are trained alone, because a callback looks at all members of a net at once.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer or Pipeline
        A Pipeline must end in one of them.
    param_grid : dict or list of dict
        As for `GridSearchCV`.
    scoring : str, callable, list, tuple or dict, default=None
        As for `GridSearchCV`.
    n_jobs : int, default=None
        Processes, among which folds and parts of the grid are shared out, by joblib: under
        ``joblib.parallel_config(backend="dask")`` by the workers of a Dask cluster.
    refit : bool, str or callable, default=True
        As for `GridSearchCV`.
    cv : int, cross-validation generator or an iterable, default=None
        As for `GridSearchCV`.
    verbose : int, default=0
        1 for a progress bar.
    pre_dispatch : default="2*n_jobs"
        Not used; it is here because `GridSearchCV` has it.
    error_score : "raise" or numeric, default=np.nan
        As for `GridSearchCV`. A candidate that diverges takes no other with it.
    return_train_score : bool, default=False
        As for `GridSearchCV`.
    max_stack_memory : float, optional
        What the stacks that train at once, in all processes, may take together, in MiB. Stacks are
        split to stay within. By default 1024, or what a GPU has free. One candidate is trained
        whatever it takes.

    Attributes
    ----------
    cv_results_, best_estimator_, best_score_, best_params_, best_index_, scorer_, n_splits_, \
refit_time_, multimetric_, classes_, n_features_in_, feature_names_in_
        As of `GridSearchCV`. ``fit_time`` is a candidate's share of the time of its stack.

    See Also
    --------
    StackedRandomizedSearchCV, StackedHalvingGridSearchCV : Other ways to choose the candidates.
    ConnectomeRegressorCV : Choose `lambda_wiring` along a path of its own.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.model_selection import StackedGridSearchCV
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor(
    ...     "desikan_killiany", n_members=1, max_epochs=10, random_state=0
    ... )
    >>> search = StackedGridSearchCV(network, {"lambda_wiring": [1e-4, 1e-2]}, cv=3)
    >>> len(search.fit(X, age).cv_results_["params"])
    2
    """

    _parameter_constraints: dict[str, Any] = {
        **GridSearchCV._parameter_constraints,
        **_CONSTRAINTS,
    }

    def __init__(
        self,
        estimator: Any,
        param_grid: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        *,
        scoring: Any = None,
        n_jobs: int | None = None,
        refit: bool | str | Callable[..., int] = True,
        cv: Any = None,
        verbose: int = 0,
        pre_dispatch: int | str = "2*n_jobs",
        error_score: Literal["raise"] | float = np.nan,
        return_train_score: bool = False,
        max_stack_memory: float | None = None,
    ) -> None:
        super().__init__(
            estimator,
            param_grid,
            scoring=scoring,
            n_jobs=n_jobs,
            refit=refit,
            cv=cv,
            verbose=verbose,
            pre_dispatch=pre_dispatch,
            error_score=error_score,
            return_train_score=return_train_score,
        )
        self.max_stack_memory = max_stack_memory


class StackedRandomizedSearchCV(RandomizedSearchCV, StackedSearch):
    """Search over drawn parameters like `RandomizedSearchCV`, the candidates trained together.

    A drop-in for `sklearn.model_selection.RandomizedSearchCV`: the same candidates are drawn, with
    the same results up to rounding. What may share a stack is said in `StackedGridSearchCV`.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer or Pipeline
        A Pipeline must end in one of them.
    param_distributions : dict or list of dict
        As for `RandomizedSearchCV`: lists, or distributions of scipy.
    n_iter : int, default=10
        Number of candidates.
    random_state : int, RandomState instance or None, default=None
        What is drawn.
    scoring, n_jobs, refit, cv, verbose, pre_dispatch, error_score, return_train_score, \
max_stack_memory
        As of `StackedGridSearchCV`.

    Attributes
    ----------
    cv_results_, best_estimator_, best_score_, best_params_, best_index_, scorer_, n_splits_, \
refit_time_, multimetric_, classes_, n_features_in_, feature_names_in_
        As of `RandomizedSearchCV`. ``fit_time`` is a candidate's share of the time of its stack.

    See Also
    --------
    StackedGridSearchCV, StackedHalvingGridSearchCV : Other ways to choose the candidates.

    Examples
    --------
    >>> from scipy.stats import loguniform
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.model_selection import StackedRandomizedSearchCV
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor(
    ...     "desikan_killiany", n_members=1, max_epochs=10, random_state=0
    ... )
    >>> drawn = {"lambda_wiring": loguniform(1e-5, 1e-1), "alpha": loguniform(1e-4, 1)}
    >>> search = StackedRandomizedSearchCV(network, drawn, n_iter=4, cv=3, random_state=0)
    >>> len(search.fit(X, age).cv_results_["params"])
    4
    """

    _parameter_constraints: dict[str, Any] = {
        **RandomizedSearchCV._parameter_constraints,
        **_CONSTRAINTS,
    }

    def __init__(
        self,
        estimator: Any,
        param_distributions: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        *,
        n_iter: int = 10,
        scoring: Any = None,
        n_jobs: int | None = None,
        refit: bool | str | Callable[..., int] = True,
        cv: Any = None,
        verbose: int = 0,
        pre_dispatch: int | str = "2*n_jobs",
        random_state: RandomState = None,
        error_score: Literal["raise"] | float = np.nan,
        return_train_score: bool = False,
        max_stack_memory: float | None = None,
    ) -> None:
        super().__init__(
            estimator,
            param_distributions,
            n_iter=n_iter,
            scoring=scoring,
            n_jobs=n_jobs,
            refit=refit,
            cv=cv,
            verbose=verbose,
            pre_dispatch=pre_dispatch,
            random_state=random_state,
            error_score=error_score,
            return_train_score=return_train_score,
        )
        self.max_stack_memory = max_stack_memory


class StackedHalvingGridSearchCV(HalvingGridSearchCV, StackedSearch):
    """Search over a grid by successive halving, the candidates of each round trained together.

    A drop-in for `sklearn.model_selection.HalvingGridSearchCV`, with the same results up to
    rounding. Here no `enable_halving_search_cv` is needed. What may share a stack is said in
    `StackedGridSearchCV`.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer or Pipeline
        A Pipeline must end in one of them.
    param_grid : dict or list of dict
        As for `HalvingGridSearchCV`.
    factor : int or float, default=3
        One of so many candidates is kept for the next round, which has so many times the resource.
    resource : str, default="n_samples"
        What grows: the number of subjects, or a parameter such as ``"max_epochs"``.
    max_resources, min_resources : int or str, default="auto" and "exhaust"
        As of `HalvingGridSearchCV`.
    aggressive_elimination : bool, default=False
        As of `HalvingGridSearchCV`.
    random_state : int, RandomState instance or None, default=None
        Which subjects are drawn.
    scoring, n_jobs, refit, cv, verbose, error_score, return_train_score, max_stack_memory
        As of `StackedGridSearchCV`; `scoring` is one score, `cv` must give the same folds each
        time, and training subjects are scored by default.

    Attributes
    ----------
    cv_results_, best_estimator_, best_score_, best_params_, best_index_, scorer_, n_splits_, \
refit_time_, multimetric_, classes_, n_features_in_, feature_names_in_, n_resources_, \
n_candidates_, n_remaining_candidates_, max_resources_, min_resources_, n_iterations_, \
n_possible_iterations_, n_required_iterations_
        As of `HalvingGridSearchCV`. ``fit_time`` is a candidate's share of the time of its stack.

    See Also
    --------
    StackedGridSearchCV, StackedRandomizedSearchCV : Other ways to choose the candidates.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.model_selection import StackedHalvingGridSearchCV
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, random_state=0)
    >>> search = StackedHalvingGridSearchCV(
    ...     network,
    ...     {"lambda_wiring": [1e-4, 1e-3, 1e-2]},
    ...     resource="max_epochs",
    ...     min_resources=4,
    ...     max_resources=12,
    ...     cv=3,
    ... )
    >>> search.fit(X, age).n_candidates_
    [3, 1]
    """

    _parameter_constraints: dict[str, Any] = {
        **HalvingGridSearchCV._parameter_constraints,
        **_CONSTRAINTS,
    }

    def __init__(
        self,
        estimator: Any,
        param_grid: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        *,
        factor: float = 3,
        resource: str = "n_samples",
        max_resources: int | Literal["auto"] = "auto",
        min_resources: int | Literal["exhaust", "smallest"] = "exhaust",
        aggressive_elimination: bool = False,
        cv: Any = 5,
        scoring: Any = None,
        refit: bool | Callable[..., int] = True,
        error_score: Literal["raise"] | float = np.nan,
        return_train_score: bool = True,
        random_state: RandomState = None,
        n_jobs: int | None = None,
        verbose: int = 0,
        max_stack_memory: float | None = None,
    ) -> None:
        super().__init__(
            estimator,
            param_grid,
            factor=factor,
            resource=resource,
            max_resources=max_resources,
            min_resources=min_resources,
            aggressive_elimination=aggressive_elimination,
            cv=cv,
            scoring=scoring,
            refit=refit,
            error_score=error_score,
            return_train_score=return_train_score,
            random_state=random_state,
            n_jobs=n_jobs,
            verbose=verbose,
        )
        self.max_stack_memory = max_stack_memory
