"""Choose the strength of the wiring cost along a path, and the constraint, by cross-validation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from inspect import signature
from numbers import Integral, Real
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import is_regressor
from sklearn.metrics import check_scoring
from sklearn.utils import indexable
from sklearn.utils._param_validation import Interval, StrOptions

from ..caller import warn_caller
from ..estimators import clone_unfrozen, clone_with, find_network
from ..nn import draw_seeds
from ..results import draw_folds, name_of_score, require_defined, require_scorable
from ..stacking import Candidate, Scoring, score_in_stacks, values_of_results
from ..types import Constraint, FloatArray
from .fewest_wires import wiring_density
from .path_start import Resources, smallest_lambda_without_wires, with_lambda
from .searched_constraints import constraints_to_search
from .wiring_choice import WiringChoice

Lambdas: TypeAlias = Literal["auto"] | ArrayLike

PATH_CONSTRAINTS: dict[str, Any] = {
    "constraints": ["array-like", None],
    "lambdas": [StrOptions({"auto"}), "array-like"],
    "n_lambdas": [Interval(Integral, 1, None, closed="left")],
    "eps": [Interval(Real, 0, 1, closed="neither")],
    "one_standard_error": ["boolean"],
    "cv": ["cv_object"],
    "scoring": [str, callable, None],
    "n_jobs": [Integral, None],
    "max_stack_memory": [Interval(Real, 0, None, closed="neither"), None],
}


class PathOptions(NamedTuple):
    """How a path is laid and scored; see `LambdaPathCV`."""

    constraints: Sequence[Constraint] | None
    lambdas: Lambdas
    n_lambdas: int
    eps: float
    one_standard_error: bool
    cv: Any
    scoring: str | Callable[..., float] | None
    n_jobs: int | None
    max_stack_memory: float | None
    verbose: int


def search_path(
    estimator: Any,
    X: Any,
    y: Any,
    options: PathOptions,
    *,
    fit_params: dict[str, Any],
    groups: Any = None,
) -> tuple[Any, WiringChoice]:
    """Score the path of each constraint on the same folds, and choose from them.

    Parameters
    ----------
    estimator : estimator
        A network, or a Pipeline that ends in one; it stays as it is.
    X, y : array-like
        Subjects.
    options : PathOptions
    fit_params : dict
        As for ``estimator.fit``.
    groups : array-like of shape (n_subjects,), optional
        For a `cv` that keeps groups together.

    Returns
    -------
    best : estimator
        Not fitted; with the constraint and the strength that were chosen.
    choice : WiringChoice

    Raises
    ------
    ValueError
        If the network has no wires between regions, there is no choice between the constraints, or
        a fold cannot be scored (R² of one subject).
    """
    constraints = constraints_to_search(find_network(estimator), options.constraints)
    X, y, groups = indexable(X, y, groups)
    splits = draw_folds(estimator, X, y, options.cv, groups)
    options = options._replace(scoring=_defined_scoring(estimator, y, splits, options.scoring))
    seeded = clone_unfrozen(estimator)
    network = find_network(seeded)
    if not isinstance(network.random_state, Integral):
        network.set_params(random_state=draw_seeds(network.random_state, 1)[0])
    arms = [clone_with(seeded, constraint=each) for each in constraints]
    lambdas = np.array([_lambdas(arm, X, y, fit_params, options) for arm in arms])
    scores, densities = _score_paths(arms, lambdas, X, y, fit_params, splits, options)
    metric = name_of_score(estimator, options.scoring)
    require_defined(scores, metric, "no lambda_wiring can be chosen")
    share = float(np.mean([len(test) / len(train) for train, test in splits]))
    rule = options.one_standard_error
    choice = WiringChoice(metric, constraints, lambdas, scores, densities, rule, share)
    best = clone_with(seeded, constraint=choice.constraint, lambda_wiring=choice.lambda_wiring)
    _warn_at_ends(choice)
    return best, choice


def _warn_at_ends(choice: WiringChoice) -> None:
    """Say if the best score is at an end of its path, beyond which there may be a better one."""
    best = replace(choice, one_standard_error=False).chosen
    lambdas, at = choice.lambdas[best[0]], best[1]
    if len(lambdas) == 1 or 0 < at < len(lambdas) - 1:
        return
    beyond = f"{'larger' if at == 0 else 'smaller'} ones may be better: give lambdas that go on"
    if lambdas[at] == 0:
        beyond = "the wiring cost did not help"
    elif at == 0 and not choice.densities[best].any():
        beyond = "no wire between regions is left there, so they did not help"
    path = "the path"
    if len(choice.constraints) > 1:
        path = f"the path of constraint={choice.constraints[best[0]]!r}"
    warn_caller(
        f"the best score is at the end of {path}, lambda_wiring={lambdas[at]:.3g}; {beyond}"
    )


def _lambdas(
    estimator: Any, X: Any, y: Any, fit_params: dict[str, Any], options: PathOptions
) -> FloatArray:
    """Give the path, largest first."""
    if not isinstance(options.lambdas, str):
        lambdas = np.unique(np.asarray(options.lambdas, dtype=np.float64))[::-1]
        if not lambdas.size or lambdas.min() < 0 or not np.isfinite(lambdas).all():
            raise ValueError(f"lambdas must be finite and >= 0, got {options.lambdas!r}")
        return lambdas
    resources = Resources(options.n_jobs, options.max_stack_memory, options.verbose)
    largest = smallest_lambda_without_wires(estimator, X, y, fit_params, resources)
    if options.n_lambdas == 1:
        return np.array([largest])
    # Without a cost at the end, so that it is tried whether the cost helps at all.
    return np.append(largest * np.geomspace(1, options.eps, options.n_lambdas - 1), 0.0)


def _defined_scoring(estimator: Any, y: Any, splits: Sequence[Any], scoring: Any) -> Any:
    """Refuse a score that a fold cannot have; where none was asked for, take one that it has."""
    if scoring is None and is_regressor(estimator):
        try:
            require_scorable(estimator, y, splits, None)
        except ValueError:
            scoring = "neg_mean_squared_error"
    require_scorable(estimator, y, splits, scoring)
    return scoring


def _score_paths(
    arms: Sequence[Any],
    lambdas: FloatArray,
    X: Any,
    y: Any,
    fit_params: dict[str, Any],
    splits: list[Any],
    options: PathOptions,
) -> tuple[FloatArray, FloatArray]:
    """Score every arm and lambda on every fold: arrays of shape (n_arms, n_lambdas, n_folds)."""
    scorer = _ScoreAndDensity(check_scoring(arms[0], options.scoring))
    weights = {name: value for name, value in fit_params.items() if name == "sample_weight"}
    found = score_in_stacks(
        [
            Candidate(with_lambda(arm, value), y)
            for arm, path in zip(arms, lambdas, strict=True)
            for value in path
        ],
        X,
        splits,
        Scoring(scorer, weights if scorer.takes_weights else {}),
        fit_params=fit_params,
        n_jobs=options.n_jobs,
        max_stack_memory=options.max_stack_memory,
        label="lambda path",
        verbose=options.verbose,
    )
    values = values_of_results(found)
    both = [[[each[name] for each in row] for row in values] for name in ("score", "density")]
    scores, densities = np.array(both, dtype=float).reshape(2, *lambdas.shape, len(splits))
    return scores, densities


class _ScoreAndDensity:
    """Scores a fitted network, and says how dense it is."""

    def __init__(self, scorer: Callable[..., float]) -> None:
        self.scorer = scorer
        # scikit-learn's own take any keyword; a user's function may not.
        parameters = signature(scorer).parameters.values()
        self.takes_weights = any(
            p.name == "sample_weight" or p.kind is p.VAR_KEYWORD for p in parameters
        )

    def __call__(self, estimator: Any, X: Any, y: Any = None, **weights: Any) -> dict[str, float]:
        score = self.scorer(estimator, X, *([] if y is None else [y]), **weights)
        return {"score": score, "density": wiring_density(estimator)}
