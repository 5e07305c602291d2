"""Score held-out subjects while more and more wires are removed."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

import numpy as np
from joblib import effective_n_jobs
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, clone
from sklearn.metrics import check_scoring
from sklearn.utils import _safe_indexing, indexable
from sklearn.utils._param_validation import Interval

from ..estimators import clone_unfrozen, find_network, rows_for, transform_before, with_network
from ..io import on_disk
from ..nn import draw_seeds
from ..results import Scorer, draw_folds, name_of_score, require_scorable
from ..stacking import bytes_of_worker, run_jobs
from ..types import FloatArray, IntArray, RandomState
from ..validation import validated
from .networks import pruned_networks, read_for_fine_tuning, require_wires
from .prune import PRUNING_CONSTRAINTS
from .removal import Ranking, Removal
from .result import PruningPath

FRACTIONS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@validated(
    {
        **PRUNING_CONSTRAINTS,
        "estimator": [BaseEstimator],
        "fractions": ["array-like"],
        "cv": ["cv_object"],
        "scoring": [str, callable, None],
        "n_jobs": [Integral, None],
        "random_state": ["random_state"],
        "max_stack_memory": [Interval(Real, 0, None, closed="neither"), None],
        "verbose": ["verbose"],
    },
    prefer_skip_nested_validation=False,
)
def pruning_path(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike | None,
    *,
    fractions: ArrayLike = FRACTIONS,
    by: Ranking = "cost",
    fine_tune: int = 0,
    cv: Any = 5,
    scoring: str | Scorer | None = None,
    groups: ArrayLike | None = None,
    n_jobs: int | None = None,
    random_state: RandomState = None,
    max_stack_memory: float | None = None,
    verbose: int | bool = 0,
) -> PruningPath:
    """Score networks of ever fewer wires on held-out subjects.

    In each fold the estimator is fitted once to the training subjects. Copies of it are pruned, one
    for each fraction, and fine-tuned on the same subjects, all as one stack. The held-out subjects
    are used for the scores only.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier or Pipeline
        Not fitted; it is not changed. A Pipeline must end in one of them. With a scorer of your own
        it may be a ConnectomeTransformer.
    X : array-like of shape (n_subjects, ...)
        As the estimator takes it.
    y : array-like of shape (n_subjects,) or (n_subjects, n_outputs)
        Target.
    fractions : array-like of shape (n_fractions,), default=(0, 0.1, ..., 0.9)
        Shares of the wires to remove, as in `prune`. 0 is always among them: the whole network,
        fine-tuned alike.
    by : {"cost", "magnitude", "length"}, default="cost"
        Which wires go first; see `prune`.
    fine_tune : int, default=0
        Epochs of fine-tuning.
    cv : int, cross-validator or iterable, default=5
        As scikit-learn takes it; two folds or more.
    scoring : str, callable or None, default=None
        One score; larger is better. None is the estimator's own.
    groups : array-like of shape (n_subjects,), optional
        For a `cv` that keeps groups together.
    n_jobs : int, optional
        Processes, as joblib takes it, among which the folds are shared out.
    random_state : int, RandomState instance or None, default=None
        Of the networks if they have no seed.
    max_stack_memory : float, optional
        What the stacks that train at once may take together, in MiB.
        By default 1024, or what a GPU has free.
    verbose : int, default=0
        1 for a progress bar.

    Returns
    -------
    PruningPath
        Print it for the table and the sentence; `sk_ccnn.plotting.PruningPathDisplay` draws it.

    Raises
    ------
    TypeError
        If the estimator is no network.
    ValueError
        If a fraction is not within [0, 1], there is only one fold, a fold cannot be scored (R² of
        one subject), or the network has no wires.

    References
    ----------
    Nadeau C, Bengio Y (2003). Inference for the generalization error. Machine Learning 52, 239-281.
    doi:10.1023/A:1024068626366

    See Also
    --------
    prune : Prune one network.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.pruning import pruning_path
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=5)
    >>> path = pruning_path(network, X, age, fractions=[0.3, 0.6], cv=3, random_state=0)
    >>> path.scores.shape, bool((path.wiring_costs[2] < path.wiring_costs[1]).all())
    ((3, 3), True)
    """
    shares = _checked_fractions(fractions)
    X, y, groups = indexable(on_disk(X), y, groups)
    scorer = check_scoring(estimator, scoring)
    splits = draw_folds(estimator, X, y, cv, groups, for_interval=True)
    require_scorable(estimator, y, splits, scoring)
    estimator = _seeded(estimator, random_state)
    removals = [Removal(by, fraction) for fraction in shares]
    device = find_network(estimator).device
    max_bytes = bytes_of_worker(max_stack_memory, effective_n_jobs(n_jobs), device)
    given = (estimator, X, y, removals, fine_tune, scorer, max_bytes)
    jobs = [(_score_fold, (*given, *rows)) for rows in splits]
    found = np.array(list(run_jobs(jobs, n_jobs, label="pruning path", quiet=not verbose)))
    scores, costs, counts = found.transpose(2, 1, 0)
    return PruningPath(
        metric=name_of_score(estimator, scoring),
        by=by,
        fine_tune=fine_tune,
        fractions=shares,
        scores=scores[1:],
        wiring_costs=costs[1:],
        n_connections=counts[1:],
        fitted_scores=scores[0],
        fitted_wiring_costs=costs[0],
        test_share=float(np.mean([len(test) / len(train) for train, test in splits])),
    )


def _checked_fractions(fractions: ArrayLike) -> FloatArray:
    """Give the fractions in order, each once, with 0: ndarray."""
    given = np.asarray(fractions, dtype=float)
    if given.ndim != 1 or not given.size or not ((0 <= given) & (given <= 1)).all():
        raise ValueError(f"fractions must be one or more numbers in [0, 1], got {fractions!r}")
    return np.unique([0.0, *given])


def _seeded(estimator: BaseEstimator, random_state: RandomState) -> BaseEstimator:
    """Give an estimator whose network has a seed, so that all folds begin alike."""
    seeded = clone_unfrozen(estimator)
    network = find_network(seeded)
    if network.random_state is None:
        network.set_params(random_state=draw_seeds(random_state, 1)[0])
    return seeded


def _score_fold(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike | None,
    removals: Sequence[Removal],
    fine_tune: int,
    scorer: Scorer,
    max_bytes: float,
    train: IntArray,
    test: IntArray,
) -> list[tuple[float, float, float]]:
    """Fit, prune and score: list of (score, cost, number of wires), the whole network first."""
    X_train, y_train = rows_for(estimator, X, train), _rows(y, train)
    fitted = clone(estimator).fit(X_train, y_train)
    network = find_network(fitted, fitted=True)
    require_wires(network)
    subjects = None
    if fine_tune:
        X_network = transform_before(fitted, X_train)
        subjects = read_for_fine_tuning(network, X_network, y_train, None)
    pruned = pruned_networks(network, removals, subjects, fine_tune, max_bytes)
    X_test, y_test = rows_for(estimator, X, test), _rows(y, test)
    return [
        (
            scorer(with_network(fitted, each), X_test, y_test),
            each.wiring_cost_,
            each.n_connections_,
        )
        for each in (network, *pruned)
    ]


def _rows(y: ArrayLike | None, rows: IntArray) -> Any:
    return None if y is None else _safe_indexing(y, rows)
