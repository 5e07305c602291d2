"""The engine of all stacked searches: scikit-learn's search, its fits trained as stacks.

The only file that uses what scikit-learn's searches have for themselves: `_get_scorers`,
`_get_routed_params_for_fit`, `_check_input_parameters`, `_run_search`, `_format_results`,
`_check_refit_for_multimetric`, `_select_best_index` and `_init_callback_context`. Tried with
scikit-learn 1.8 and 1.9; `tests/model_selection/test_stacked_search.py` fails where one is gone.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import partial
from inspect import signature
from itertools import chain, product
from typing import Any, Self

from numpy.typing import ArrayLike
from sklearn import get_config
from sklearn.base import clone, is_classifier
from sklearn.model_selection import check_cv
from sklearn.model_selection._search import BaseSearchCV
from sklearn.utils import Bunch, _safe_indexing, indexable
from sklearn.utils.validation import _check_method_params

from ..caller import warn_caller
from ..estimators import find_network
from ..results import require_folds, require_scorable
from ..stacking import Candidate, FoldScore, Scoring, rows_of_results, score_in_stacks
from ..types import IntArray
from ..validation import validated_fit
from .group_parameters import takes_groups
from .ranking import merge_tied_ranks, scoring_that_decides, why_none_can_be_chosen


class StackedSearch(BaseSearchCV):
    """Base of the searches, after the one of scikit-learn's whose candidates it trains as stacks.

    That one says which candidates are tried (`_run_search`), and this one how.
    """

    max_stack_memory: float | None

    @validated_fit(prefer_skip_nested_validation=False)  # the estimator validates itself
    def fit(self, X: ArrayLike, y: ArrayLike | None = None, **params: Any) -> Self:
        """Search, and fit the best candidate to all subjects.

        Parameters
        ----------
        X : array-like of shape (n_samples, ...)
            As the estimator takes it.
        y : array-like of shape (n_samples,), default=None
            Target.
        **params
            As for scikit-learn's search: ``groups``, ``sample_weight``, and what is routed. An
            estimator that chooses by folds of its own, such as `ConnectomeRegressorCV`, gets the
            groups of its training subjects.

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If the estimator is none that can be trained as a stack.
        ValueError
            If all fits failed, no candidate has a score in every fold, no fold could give one (R²
            of one subject), or X, y, the candidates or a parameter does not fit.
        """
        find_network(self.estimator)
        scorer, refit_metric = self._get_scorers()
        X, y = indexable(X, y)
        params = _check_method_params(X, params=params)
        routed = self._routed(params)
        self._checked_cv_orig = check_cv(self.cv, y, classifier=is_classifier(self.estimator))
        split_params = routed.splitter.split
        if hasattr(self, "_check_input_parameters"):  # not in every search of scikit-learn 1.8
            self._check_input_parameters(X=X, y=y, split_params=split_params)
        self.n_splits_ = self._checked_cv_orig.get_n_splits(X, y, **split_params)
        self._require_scorable(X, y, split_params)
        with self._root_task(X, y, params) as task:
            evaluations = _Evaluations(self, X, y, routed, scorer, self._checked_cv_orig)
            # scikit-learn 1.8 has no callbacks.
            takes_task = "callback_ctx" in signature(self._run_search).parameters
            self._run_search(evaluations.add, **({"callback_ctx": task} if takes_task else {}))
            self._choose(evaluations, scorer, refit_metric)
            if self.refit:
                self._refit(X, y, routed.estimator.fit, task)
        return self

    def candidate(self, params: Mapping[str, Any]) -> Any:
        """Make the estimator of some parameters, not fitted."""
        return clone(self.estimator).set_params(**clone(dict(params), safe=False))

    def format_results(
        self,
        candidates: Sequence[Mapping[str, Any]],
        rows: Sequence[dict[str, Any]],
        more: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Format scores as scikit-learn does: dict, as ``cv_results_``."""
        results: dict[str, Any] = self._format_results(candidates, self.n_splits_, rows, more)
        return results

    def _routed(self, params: dict[str, Any]) -> Bunch:
        """Share out what `fit` was given."""
        routed: Bunch = self._get_routed_params_for_fit(params)
        if params.get("groups") is not None and not get_config()["enable_metadata_routing"]:
            of_inner_folds = dict.fromkeys(takes_groups(self.estimator), params["groups"])
            routed.estimator.fit = routed.estimator.fit | of_inner_folds
        return routed

    @contextmanager
    def _root_task(self, X: Any, y: Any, params: dict[str, Any]) -> Iterator[Any]:
        """Tell callbacks of the search's begin and end, and give its task; None in 1.8."""
        if not hasattr(self, "_init_callback_context"):
            yield None
            return
        n_parts = 1 + (self.refit is not False)
        task = _begin(self._init_callback_context(max_subtasks=n_parts), self, X, y, params)
        yield task
        _end(task, self, X, y, params)

    def _require_scorable(self, X: Any, y: Any, split_params: dict[str, Any]) -> None:
        """Refuse folds that cannot be scored, before anything is trained."""
        # A copy, so that folds that are drawn at random are drawn once.
        splits = list(deepcopy(self._checked_cv_orig).split(X, y, **split_params))
        require_folds(splits)
        if self.refit:
            decides = scoring_that_decides(self.scoring, self.refit)
            require_scorable(self.estimator, y, splits, decides)

    def _has_a_choice(self, evaluations: _Evaluations, refit_metric: str) -> bool:
        """Tell whether a candidate is chosen; raise where one should be and none can."""
        if not self.refit and self.multimetric_:
            return False
        metric = "score" if callable(self.refit) else refit_metric
        reason = why_none_can_be_chosen(
            evaluations.results, metric, evaluations.scores, self.n_splits_
        )
        if reason and self.refit:
            raise ValueError(reason)
        if reason:
            warn_caller(f"{reason}; there is no best_index_")
        return not reason

    def _choose(self, evaluations: _Evaluations, scorer: Any, refit_metric: str) -> None:
        """Write the attributes that scikit-learn's searches have."""
        results, first = evaluations.results, evaluations.rows[0]["test_scores"]
        self.multimetric_ = isinstance(first, dict)
        if callable(self.scoring) and self.multimetric_:
            self._check_refit_for_multimetric(first)
            refit_metric = self.refit
        merge_tied_ranks(results)
        if self._has_a_choice(evaluations, refit_metric):
            self.best_index_ = self._select_best_index(self.refit, refit_metric, results)
            if not callable(self.refit):
                self.best_score_ = results[f"mean_test_{refit_metric}"][self.best_index_]
            self.best_params_ = results["params"][self.best_index_]
        self.scorer_ = getattr(scorer, "_scorers", scorer)
        self.cv_results_ = results

    def _refit(self, X: Any, y: Any, fit_params: dict[str, Any], task: Any) -> None:
        given = (X,) if y is None else (X, y)
        self.best_estimator_ = self.candidate(self.best_params_)
        start = time.perf_counter()
        if task is None:
            self.best_estimator_.fit(*given, **fit_params)
        else:
            part = task.subcontext(task_name="refit-with-best-params")
            with part.propagate_callback_context(self.best_estimator_):
                _begin(part, self, X, y, fit_params)
                self.best_estimator_.fit(*given, **fit_params)
            _end(part, self, X, y, fit_params)
        self.refit_time_ = time.perf_counter() - start
        if hasattr(self.best_estimator_, "feature_names_in_"):
            self.feature_names_in_ = self.best_estimator_.feature_names_in_


class _Evaluations:
    """The candidates that were tried, and what came of them."""

    def __init__(
        self, search: StackedSearch, X: Any, y: Any, routed: Bunch, scorer: Any, cv: Any
    ) -> None:
        self.search, self.X, self.y = search, X, y
        self.routed, self.scorer, self.cv = routed, scorer, cv
        self.candidates: list[Mapping[str, Any]] = []
        self.scores: list[FoldScore] = []
        self.rows: list[dict[str, Any]] = []
        self.more: dict[str, list[Any]] = defaultdict(list)
        self.results: dict[str, Any] = {}

    def add(
        self,
        candidate_params: Iterable[Mapping[str, Any]],
        cv: Any = None,
        more_results: Mapping[str, Sequence[Any]] | None = None,
        callback_ctx: Any = None,
    ) -> dict[str, Any]:
        """Try candidates on all folds: what scikit-learn calls ``evaluate_candidates``."""
        search = self.search
        candidates = list(candidate_params)
        splits = list((cv or self.cv).split(self.X, self.y, **self.routed.splitter.split))
        if not candidates or len(splits) != search.n_splits_:
            raise ValueError(
                f"needed candidates and {search.n_splits_} folds, got {len(candidates)} candidates "
                f"and {len(splits)} folds"
            )
        self.rows.extend(self._try(candidates, splits, callback_ctx))
        self.candidates.extend(candidates)
        for name, values in (more_results or {}).items():
            self.more[name].extend(values)
        self.results = search.format_results(self.candidates, self.rows, self.more)
        return self.results

    def _try(
        self, candidates: list[Mapping[str, Any]], splits: list[Any], task: Any
    ) -> list[dict[str, Any]]:
        search, routed = self.search, self.routed
        estimators = [search.candidate(each) for each in candidates]
        for estimator in estimators:
            find_network(estimator)
        fits = self._begin_fits(len(candidates), splits, task)

        def end(candidate: int, fold: int) -> None:
            if fits:
                _end(fits[candidate, fold], search, *self._training(*splits[fold]))

        scores = score_in_stacks(
            [Candidate(estimator, self.y) for estimator in estimators],
            self.X,
            splits,
            Scoring(self.scorer, routed.scorer.score, search.return_train_score),
            fit_params=routed.estimator.fit,
            n_jobs=search.n_jobs,
            max_stack_memory=search.max_stack_memory,
            label="search",
            verbose=search.verbose,
            on_scored=end,
        )
        in_order = list(chain.from_iterable(scores))
        self.scores.extend(in_order)
        return rows_of_results(in_order, search.error_score, search.return_train_score)

    def _begin_fits(
        self, n_candidates: int, splits: list[Any], task: Any
    ) -> dict[tuple[int, int], Any]:
        """Tell callbacks of the fits. They begin together, because they are trained together."""
        if task is None:
            return {}
        name, search = "candidate-split-evaluation", self.search
        indices = list(product(range(n_candidates), range(len(splits))))
        fits = [task.subcontext(task_name=name, task_id=fit) for fit in range(len(indices))]
        return {
            (candidate, fold): _begin(fit, search, *self._training(*splits[fold]))
            for (candidate, fold), fit in zip(indices, fits, strict=True)
        }

    def _training(self, train: IntArray, test: IntArray) -> tuple[Any, Any, dict[str, Any]]:
        """Give X, y and parameters of the training subjects; X and y are read when asked for."""
        y = None if self.y is None else partial(_safe_indexing, self.y, train)
        params = _check_method_params(self.X, self.routed.estimator.fit, indices=train)
        return partial(_safe_indexing, self.X, train), y, params


def _begin(
    task: Any,
    search: StackedSearch,
    X: Any = None,
    y: Any = None,
    params: Mapping[str, Any] | None = None,
) -> Any:
    """Call what scikit-learn's callbacks do at the begin of a task; give the task."""
    return task.call_on_fit_task_begin(estimator=search, X=X, y=y, metadata=_weights(params))


def _end(
    task: Any,
    search: StackedSearch,
    X: Any = None,
    y: Any = None,
    params: Mapping[str, Any] | None = None,
) -> None:
    """Call what they do at its end."""
    task.call_on_fit_task_end(estimator=search, X=X, y=y, metadata=_weights(params))


def _weights(params: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Give the metadata that scikit-learn tells callbacks of."""
    weight = (params or {}).get("sample_weight")
    return None if weight is None else {"sample_weight": weight}
