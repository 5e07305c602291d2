"""Is there anything to predict? A permutation test of the labels, trained as stacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln
from sklearn.metrics import check_scoring
from sklearn.utils import _safe_indexing, check_random_state, indexable
from sklearn.utils.validation import _num_samples

from ..estimators import clone_unfrozen, find_network
from ..nn import draw_seeds
from ..results import (
    LEVEL,
    draw_folds,
    magnitude,
    monte_carlo_p_value,
    name_of_score,
    require_scorable,
    why_undefined,
)
from ..stacking import Candidate, Scoring, score_in_stacks, values_of_results
from ..types import FloatArray, IntArray, RandomState
from .permutation_result import PermutationTest


def permutation_test(
    estimator: Any,
    X: ArrayLike,
    y: ArrayLike,
    *,
    cv: Any = 5,
    scoring: str | Callable[..., float] | None = None,
    groups: ArrayLike | None = None,
    n_permutations: int = 100,
    n_jobs: int | None = None,
    random_state: RandomState = None,
    max_stack_memory: float | None = None,
    verbose: int = 0,
) -> PermutationTest:
    """Test whether a network predicts its target better than a permuted one.

    As `sklearn.model_selection.permutation_test_score`, trained as stacks. Targets are permuted
    within test folds, so that every permutation has the same folds, as balanced as the true ones;
    and within groups, if there are any.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier, or estimator around one
        Such as a Pipeline that ends in one, or a search over it: what no stack can train is fitted
        alone, which takes longer.
    X : array-like of shape (n_subjects, ...)
    y : array-like of shape (n_subjects,)
    cv : int, cross-validator or iterable, default=5
        Its test folds must hold every subject once.
    scoring : str, callable or None, default=None
        One score; larger is better. None is the estimator's own.
    groups : array-like of shape (n_subjects,), optional
        Targets are permuted within groups only; also for a `cv` that keeps groups together.
    n_permutations : int, default=100
        A p-value is at least ``1 / (n_permutations + 1)``: fewer than 19 cannot find anything.
    n_jobs : int, optional
        Processes, as joblib takes it.
    random_state : int, RandomState instance or None, default=None
        Of the permutations, and of the networks if they have no seed.
    max_stack_memory : float, optional
        What the stacks that train at once may take together, in MiB.
        By default 1024, or what a GPU has free.
    verbose : int, default=0
        1 for a progress bar.

    Returns
    -------
    PermutationTest

    Raises
    ------
    ValueError
        If the folds do not hold every subject once, a fold cannot be scored (R² of one subject),
        or so few permutations are possible that nothing could be found.

    References
    ----------
    Ojala M, Garriga GC (2010). Permutation tests for studying classifier performance.
    Journal of Machine Learning Research 11, 1833-1863.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.inference import permutation_test
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=20)
    >>> test = permutation_test(network, X, age, n_permutations=9, cv=2, random_state=0)
    >>> test.p_value
    0.1
    """
    X, y, groups = indexable(X, y, groups)
    scorer = check_scoring(estimator, scoring)
    splits = draw_folds(estimator, X, y, cv, groups)
    require_scorable(estimator, y, splits, scoring)
    blocks = _blocks(splits, _num_samples(y), groups)
    _require_permutations(blocks, y)
    permutation_seed, network_seed = draw_seeds(random_state, 2)
    estimator = clone_unfrozen(estimator)
    network = find_network(estimator, predicts=True)
    if not isinstance(network.random_state, int | np.integer):
        network.set_params(random_state=network_seed)
    generator = check_random_state(permutation_seed)
    targets = [y] + [
        _safe_indexing(y, permuted_within(blocks, generator)) for _ in range(n_permutations)
    ]
    found = score_in_stacks(
        [Candidate(estimator, target) for target in targets],
        X,
        splits,
        Scoring(scorer, {}),
        n_jobs=n_jobs,
        max_stack_memory=max_stack_memory,
        label="permutation test",
        verbose=verbose,
    )
    return _result(np.array(values_of_results(found)), name_of_score(estimator, scoring))


def _result(fold_scores: FloatArray, metric: str) -> PermutationTest:
    """Compare the first row, of the true targets, with the others."""
    scores = fold_scores.mean(axis=1)
    p_value = monte_carlo_p_value(scores[0] - scores[1:], magnitude(fold_scores))
    undefined = why_undefined(fold_scores, metric)
    return PermutationTest(float(scores[0]), scores[1:], p_value, undefined, metric)


def _blocks(splits: Sequence[Any], n_subjects: int, groups: Any) -> IntArray:
    """Tell the block of each subject, within which targets may be exchanged: int array."""
    fold = np.full(n_subjects, -1)
    for number, (_, test) in enumerate(splits):
        fold[test] = number
    if (fold < 0).any() or sum(len(test) for _, test in splits) != n_subjects:
        raise ValueError(
            "a permutation test needs folds that test every subject once, such as KFold's; got "
            f"{len(splits)} folds with {sum(len(test) for _, test in splits)} test subjects in all "
            f"for {n_subjects} subjects"
        )
    if groups is None:
        return fold
    _, group = np.unique(np.asarray(groups), return_inverse=True)
    return np.asarray(group * len(splits) + fold)


def _require_permutations(blocks: IntArray, y: Any) -> None:
    """Raise ValueError where so few permutations differ that none could be significant."""
    target = np.asarray(y)
    log_count = 0.0
    for block in np.unique(blocks):
        _, counts = np.unique(target[blocks == block], axis=0, return_counts=True)
        log_count += gammaln(counts.sum() + 1) - gammaln(counts + 1).sum()
    needed = round(1 / LEVEL)
    if log_count < np.log(needed) - 1e-6:
        raise ValueError(
            f"p = {LEVEL} needs {needed} permutations that differ, but within folds (and groups, "
            f"if there are any) the targets have {np.exp(log_count):.0f}, the true order among "
            "them; use larger folds, such as KFold(5), and groups of subjects whose targets differ"
        )


def permuted_within(blocks: IntArray, generator: np.random.RandomState) -> IntArray:
    """Permute subjects within blocks.

    Parameters
    ----------
    blocks : ndarray of shape (n_subjects,), int
    generator : RandomState

    Returns
    -------
    ndarray of shape (n_subjects,), int
        Rows in their new order.
    """
    order = np.arange(len(blocks))
    for block in np.unique(blocks):
        rows = np.flatnonzero(blocks == block)
        order[rows] = generator.permutation(rows)
    return order
