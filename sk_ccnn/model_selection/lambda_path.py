"""Choose the strength of the wiring cost along a path, by cross-validation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import signature
from numbers import Integral, Real
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import is_classifier, is_regressor
from sklearn.metrics import check_scoring
from sklearn.model_selection import check_cv
from sklearn.utils import indexable
from sklearn.utils._param_validation import Interval, StrOptions

from ..caller import warn_caller
from ..estimators import clone_unfrozen, find_network
from ..nn import draw_seeds
from ..results import magnitude, merge_ties, name_of_score, require_defined, require_scorable
from ..stacking import Candidate, Scoring, score_in_stacks, values_of_results
from ..types import FloatArray
from .one_standard_error import within_one_standard_error
from .path_start import Resources, smallest_lambda_without_wires, with_lambda

Lambdas: TypeAlias = Literal["auto"] | ArrayLike

PATH_CONSTRAINTS: dict[str, Any] = {
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

    lambdas: Lambdas
    n_lambdas: int
    eps: float
    one_standard_error: bool
    cv: Any
    scoring: str | Callable[..., float] | None
    n_jobs: int | None
    max_stack_memory: float | None
    verbose: int


class LambdaPath(NamedTuple):
    """A path of strengths, what came of each, and the one that was chosen.

    Parameters
    ----------
    lambdas : ndarray of shape (n_lambdas,)
        Largest first.
    scores, densities : ndarray of shape (n_lambdas, n_folds)
        Score in test subjects, and density of the network.
    best : estimator
        Not fitted; with the strength that was chosen.
    """

    lambdas: FloatArray
    scores: FloatArray
    densities: FloatArray
    best: Any

    @property
    def lambda_wiring(self) -> float:
        """The strength that was chosen."""
        return float(find_network(self.best).lambda_wiring)


def search_path(
    estimator: Any,
    X: Any,
    y: Any,
    options: PathOptions,
    *,
    fit_params: dict[str, Any],
    groups: Any = None,
) -> LambdaPath:
    """Score a path on folds, and choose from it.

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
    LambdaPath

    Raises
    ------
    ValueError
        If the network has no wires between regions, or a fold cannot be scored (R² of one subject).
    """
    X, y, groups = indexable(X, y, groups)
    cv = check_cv(options.cv, y, classifier=is_classifier(estimator))
    splits = list(cv.split(X, y, groups))
    options = options._replace(scoring=_defined_scoring(estimator, y, splits, options.scoring))
    seeded = clone_unfrozen(estimator)
    network = find_network(seeded)
    if not isinstance(network.random_state, Integral):
        network.set_params(random_state=draw_seeds(network.random_state, 1)[0])
    lambdas = _lambdas(seeded, X, y, fit_params, options)
    scores, densities = _score_path(seeded, lambdas, X, y, fit_params, splits, options)
    metric = name_of_score(estimator, options.scoring)
    require_defined(scores, metric, "no lambda_wiring can be chosen")
    chosen = lambdas[choose(scores, options.one_standard_error)]
    find_network(seeded).set_params(lambda_wiring=float(chosen))
    _warn_at_ends(lambdas, scores, densities)
    return LambdaPath(lambdas, scores, densities, seeded)


def _warn_at_ends(lambdas: FloatArray, scores: FloatArray, densities: FloatArray) -> None:
    """Say if the best score is at an end of the path, beyond which there may be a better one."""
    best = choose(scores, one_standard_error=False)
    if len(lambdas) == 1 or 0 < best < len(lambdas) - 1:
        return
    beyond = f"{'larger' if best == 0 else 'smaller'} ones may be better: give lambdas that go on"
    if lambdas[best] == 0:
        beyond = "the wiring cost did not help"
    elif best == 0 and not densities[0].any():
        beyond = "no wire between regions is left there, so they did not help"
    warn_caller(
        f"the best score is at the end of the path, lambda_wiring={lambdas[best]:.3g}; {beyond}"
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


def _score_path(
    estimator: Any,
    lambdas: FloatArray,
    X: Any,
    y: Any,
    fit_params: dict[str, Any],
    splits: list[Any],
    options: PathOptions,
) -> tuple[FloatArray, FloatArray]:
    """Score every lambda on every fold: arrays of shape (n_lambdas, n_folds)."""
    scorer = _ScoreAndDensity(check_scoring(estimator, options.scoring))
    weights = {name: value for name, value in fit_params.items() if name == "sample_weight"}
    found = score_in_stacks(
        [Candidate(with_lambda(estimator, value), y) for value in lambdas],
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
    scores = np.array([[each["score"] for each in row] for row in values])
    return scores, np.array([[each["density"] for each in row] for row in values])


class _ScoreAndDensity:
    """Scores a fitted network, and says how dense it is."""

    def __init__(self, scorer: Callable[..., float]) -> None:
        self.scorer = scorer
        # scikit-learn's own take any keyword; a user's function may not.
        parameters = signature(scorer).parameters.values()
        self.takes_weights = any(
            p.name == "sample_weight" or p.kind is p.VAR_KEYWORD for p in parameters
        )

    def __call__(self, estimator: Any, X: Any, y: Any, **weights: Any) -> dict[str, float]:
        score = self.scorer(estimator, X, y, **weights)
        return {"score": score, "density": find_network(estimator).density_}


def choose(scores: FloatArray, one_standard_error: bool) -> int:
    """Choose from a path whose sparsest network comes first.

    Parameters
    ----------
    scores : ndarray of shape (n_lambdas, n_folds)
        Larger is better; none is NaN.
    one_standard_error : bool
        Take the sparsest that is within a standard error of the best, instead of the best.

    Returns
    -------
    int
        Index; of equals up to rounding, the sparsest.

    Examples
    --------
    >>> from sk_ccnn.model_selection.lambda_path import choose
    >>> scores = np.array([[0.1, 0.3], [0.4, 0.8], [0.5, 0.8]])
    >>> choose(scores, one_standard_error=False), choose(scores, one_standard_error=True)
    (2, 1)
    """
    if one_standard_error:
        return int(np.flatnonzero(within_one_standard_error(scores))[0])
    return int(merge_ties(scores.mean(axis=1), magnitude(scores)).argmax())
