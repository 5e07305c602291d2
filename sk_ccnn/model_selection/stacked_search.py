"""Grid search that trains all candidates of a fold as one stack.

The only file that calls methods of scikit-learn's searches that are not part of their documented
interface: `_get_scorers`, `_get_routed_params_for_fit`, `_format_results`,
`_check_refit_for_multimetric` and `_select_best_index`, all of a search's own class. Tried with
scikit-learn 1.8 and 1.9; `tests/model_selection/test_stacked_search.py` fails where one is gone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from numbers import Real
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import clone, is_classifier
from sklearn.model_selection import GridSearchCV, ParameterGrid, check_cv
from sklearn.utils import indexable
from sklearn.utils._param_validation import Interval
from sklearn.utils.validation import _check_method_params

from ..caller import warn_caller
from ..estimators import find_network
from ..results import require_scorable
from ..stacking import Candidate, FoldScore, Scoring, rows_of_results, score_in_stacks
from ..validation import validated_fit
from .ranking import merge_tied_ranks, scoring_that_decides, why_none_can_be_chosen


class StackedGridSearchCV(GridSearchCV):
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
    max_stack_memory : float, default=1024
        What the stacks that train at once, in all processes, may take together, in MiB. Stacks are
        split to stay within. One candidate is trained whatever it takes.

    Attributes
    ----------
    cv_results_, best_estimator_, best_score_, best_params_, best_index_, scorer_, n_splits_, \
refit_time_, multimetric_, classes_, n_features_in_, feature_names_in_
        As of `GridSearchCV`. ``fit_time`` is a candidate's share of the time of its stack.

    See Also
    --------
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
        "max_stack_memory": [Interval(Real, 0, None, closed="neither")],
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
        max_stack_memory: float = 1024.0,
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

    @validated_fit(prefer_skip_nested_validation=False)  # the estimator validates itself
    def fit(self, X: ArrayLike, y: ArrayLike | None = None, **params: Any) -> Self:
        """Search the grid, and fit the best candidate to all subjects.

        Parameters
        ----------
        X : array-like of shape (n_samples, ...)
            As the estimator takes it.
        y : array-like of shape (n_samples,), default=None
            Target.
        **params
            As for `GridSearchCV`: ``groups``, ``sample_weight``, and what is routed.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If the estimator is none that can be trained as a stack.
        ValueError
            If all fits failed, no candidate has a score in every fold, no fold could give one (R²
            of one subject), or X, y, the grid or a parameter does not fit.
        """
        scorer, refit_metric = self._get_scorers()
        X, y = indexable(X, y)
        params = _check_method_params(X, params=params)
        routed = self._get_routed_params_for_fit(params)
        cv = check_cv(self.cv, y, classifier=is_classifier(self.estimator))
        splits = list(cv.split(X, y, **routed.splitter.split))
        candidates = list(ParameterGrid(self.param_grid))
        estimators = [self._candidate(candidate) for candidate in candidates]
        for estimator in estimators:
            find_network(estimator)
        if self.refit:
            decides = scoring_that_decides(self.scoring, self.refit)
            require_scorable(self.estimator, y, splits, decides)
        scores = score_in_stacks(
            [Candidate(estimator, y) for estimator in estimators],
            X,
            splits,
            Scoring(scorer, routed.scorer.score, self.return_train_score),
            fit_params=routed.estimator.fit,
            n_jobs=self.n_jobs,
            max_stack_memory=self.max_stack_memory,
            label="grid search",
            verbose=self.verbose,
        )
        self.n_splits_ = len(splits)
        self._keep_results(candidates, list(chain.from_iterable(scores)), scorer, refit_metric)
        if self.refit:
            self._refit(X, y, routed.estimator.fit)
        return self

    def _candidate(self, params: dict[str, Any]) -> Any:
        return clone(self.estimator).set_params(**clone(params, safe=False))

    def _keep_results(
        self,
        candidates: list[dict[str, Any]],
        scores: list[FoldScore],
        scorer: Any,
        refit_metric: str,
    ) -> None:
        """Write the attributes that `GridSearchCV` has."""
        rows = rows_of_results(scores, self.error_score, self.return_train_score)
        results = self._format_results(candidates, self.n_splits_, rows)
        self.multimetric_ = isinstance(rows[0]["test_scores"], dict)
        if callable(self.scoring) and self.multimetric_:
            self._check_refit_for_multimetric(rows[0]["test_scores"])
            refit_metric = self.refit
        merge_tied_ranks(results)
        if self._has_a_choice(results, refit_metric, scores):
            self.best_index_ = self._select_best_index(self.refit, refit_metric, results)
            if not callable(self.refit):
                self.best_score_ = results[f"mean_test_{refit_metric}"][self.best_index_]
            self.best_params_ = results["params"][self.best_index_]
        self.scorer_ = getattr(scorer, "_scorers", scorer)
        self.cv_results_ = results

    def _has_a_choice(
        self, results: dict[str, Any], refit_metric: str, scores: list[FoldScore]
    ) -> bool:
        """Tell whether a candidate is chosen; raise where one should be and none can."""
        if not self.refit and self.multimetric_:
            return False
        metric = "score" if callable(self.refit) else refit_metric
        reason = why_none_can_be_chosen(results, metric, scores, self.n_splits_)
        if reason and self.refit:
            raise ValueError(reason)
        if reason:
            warn_caller(f"{reason}; there is no best_index_")
        return not reason

    def _refit(self, X: Any, y: Any, fit_params: dict[str, Any]) -> None:
        start = time.perf_counter()
        given = (X,) if y is None else (X, y)
        self.best_estimator_ = self._candidate(self.best_params_).fit(*given, **fit_params)
        self.refit_time_ = time.perf_counter() - start
        if hasattr(self.best_estimator_, "feature_names_in_"):
            self.feature_names_in_ = self.best_estimator_.feature_names_in_
