"""Does the anatomy help? The same network on the real connectome and on null ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import is_classifier
from sklearn.metrics import check_scoring
from sklearn.model_selection import check_cv
from sklearn.utils import _safe_indexing, indexable

from ..io import on_disk
from ..model_selection import require_inner_folds
from ..nn import draw_seeds
from ..nulls import NULLS, Null, NullKind
from ..results import (
    draw_folds,
    magnitude,
    merge_ties,
    name_of_score,
    require_defined,
    require_scorable,
)
from ..stacking import Candidate, FoldScore, Scoring, score_in_stacks, values_of_results
from ..types import RandomState
from .null_arms import REAL, UNCONSTRAINED, Arm, make_arms, with_lambda, with_seeds
from .null_result import NullTest
from .resampled import ResampledScorer


def null_connectome_test(
    estimator: Any,
    X: ArrayLike,
    y: ArrayLike,
    *,
    nulls: NullKind | Sequence[NullKind] | Mapping[str, Sequence[Null]] = ("degree", "length"),
    n_nulls: int = 20,
    cv: Any = 5,
    scoring: str | Callable[..., float] | None = None,
    groups: ArrayLike | None = None,
    lambdas: Sequence[float] | None = None,
    inner_cv: Any = 3,
    seed_each_fold: bool = False,
    n_jobs: int | None = None,
    random_state: RandomState = None,
    max_stack_memory: float | None = None,
    verbose: int = 0,
) -> NullTest:
    """Test whether a network predicts better on its connectome than on null connectomes.

    The same network, with the same seeds, folds and number of parameters, is trained on the real
    connectome, on nulls of each kind, and without a constraint, all as stacks. In a fold, the
    members of all of them start from the same seeds and see their subjects in the same order.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier, or estimator around one
        Such as a Pipeline that ends in one, or a search over it: what no stack can train is fitted
        alone, which takes longer. The network's `constraint` is ``"hard"``, ``"soft"`` or
        ``"init"``.
    X : array-like of shape (n_subjects, ...)
        As the estimator takes it.
    y : array-like of shape (n_subjects,)
        Target.
    nulls : str, sequence of str or dict of str to list of Null, default=("degree", "length")
        Kinds of null connectomes: ``"degree"``, ``"length"``, ``"strength"``, ``"density"``,
        ``"regions"``, ``"distances"``; see `sk_ccnn.nulls` for what each keeps. Or nulls of any
        kind that were made before, over the regions of X in their order.
    n_nulls : int, default=20
        Nulls of each kind that are made. A p-value is at least ``1 / (n_nulls + 1)``: fewer than
        19 cannot find anything.
    cv : int, cross-validator or iterable, default=5
        As scikit-learn takes it; two folds or more.
    scoring : str, callable or None, default=None
        One score; larger is better. None is the estimator's own.
    groups : array-like of shape (n_subjects,), optional
        For a `cv` that keeps groups together.
    lambdas : array-like of shape (n_lambdas,), optional
        Tune `lambda_wiring` inside each fold, for every arm alike. By default it stays as it is.
    inner_cv : int or cross-validator, default=3
        Folds of that tuning; with groups, every training set needs as many groups.
    seed_each_fold : bool, default=False
        Give each fold a seed of its own, the same one for all arms. By default the networks of all
        folds start from one seed, as in scikit-learn's `cross_val_score`, and what it gives to one
        connectome is in every fold. With repeated folds (`RepeatedKFold`), the result is then over
        folds and seeds.
    n_jobs : int, optional
        Processes, as joblib takes it.
    random_state : int, RandomState instance or None, default=None
        Of the nulls, and of the networks if they have no seed.
    max_stack_memory : float, optional
        What the stacks that train at once may take together, in MiB.
        By default 1024, or what a GPU has free.
    verbose : int, default=0
        1 for progress bars.

    Returns
    -------
    NullTest
        Print it for the table and the sentence.

    Raises
    ------
    TypeError
        If the estimator cannot be trained as a stack.
    ValueError
        If the connectome has no part in the network, a kind is unknown, a network cannot be
        trained, or a fold cannot be scored (R² of one subject).

    Notes
    -----
    The p-value is that of a Monte Carlo test: ``(b + 1) / (n_nulls + 1)``, where b nulls score at
    least as well as the connectome [1]_. Each null is compared with the connectome on a bootstrap
    sample of its own of the test subjects. On the very same subjects all nulls, which resemble each
    other, would share what chance gives or takes from a brain-like network, and a connectome that
    tells nothing would too often be the best of all. The interval of the gain is over folds,
    corrected for the training subjects that they share [2]_; it tells how well the gain is known.

    Beside it stand what the gain had to be for p = .05, and a p-value by flips of the signs of the
    gain over the mean null, fold by fold. That one asks less than the rank among the nulls does,
    and fewer than five folds cannot reach .05; see `NullTest.sign_flip_p_values`.

    References
    ----------
    .. [1] Phipson B, Smyth GK (2010). Permutation p-values should never be zero.
       doi:10.2202/1544-6115.1585
    .. [2] Nadeau C, Bengio Y (2003). Inference for the generalization error.
       doi:10.1023/A:1024068626366

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.inference import null_connectome_test
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=20)
    >>> test = null_connectome_test(
    ...     network, X, age, nulls="degree", n_nulls=3, cv=2, random_state=1
    ... )
    >>> test.p_values  # two of three nulls scored at least as well
    {'degree': 0.75}
    """
    nulls = (nulls,) if isinstance(nulls, str) else nulls
    _check_nulls(nulls, n_nulls)
    X, y, groups = indexable(on_disk(X), y, groups)
    scorer = check_scoring(estimator, scoring)
    splits = draw_folds(estimator, X, y, cv, groups, for_interval=True)
    require_scorable(estimator, y, splits, scoring)
    if lambdas is not None:
        require_inner_folds(estimator, inner_cv, y, splits, groups, scoring, "inner_cv")
    arms = make_arms(estimator, X, y, nulls, n_nulls, random_state)
    options = {"n_jobs": n_jobs, "max_stack_memory": max_stack_memory, "verbose": verbose}
    estimators = [[arm.estimator] * len(splits) for arm in arms]
    if lambdas is not None:
        estimators = _tuned(arms, X, y, groups, splits, scorer, lambdas, inner_cv, options)
    if seed_each_fold:
        estimators = [with_seeds(row) for row in estimators]
    places = _places(arms)
    seeds = draw_seeds(random_state, max(places) + 1)
    scorers = [
        ResampledScorer(scorer, seeds if arm.kind == REAL else [seeds[place]])
        for arm, place in zip(arms, places, strict=True)
    ]
    scores = _scores(estimators, scorers, X, y, splits, options)
    return _result(arms, scores, splits, name_of_score(estimator, scoring))


def _places(arms: Sequence[Arm]) -> list[int]:
    """Count within each kind, so that no p-value depends on which other kinds there are."""
    counted: Counter[str] = Counter()
    places = []
    for arm in arms:
        places.append(counted[arm.kind])
        counted[arm.kind] += 1
    return places


def _check_nulls(nulls: Sequence[str] | Mapping[str, Sequence[Null]], n_nulls: int) -> None:
    if isinstance(nulls, Mapping):
        if not nulls or not all(len(of_kind) for of_kind in nulls.values()):
            raise ValueError(f"nulls must hold at least one null of each kind, got {nulls}")
        return
    unknown = [kind for kind in nulls if kind not in NULLS]
    if unknown or not nulls:
        raise ValueError(f"nulls must be out of {list(NULLS)}, got {list(nulls)}")
    if n_nulls < 1:
        raise ValueError(f"n_nulls must be at least 1, got {n_nulls}")


def _scores(
    estimators: list[list[Any]],
    scorers: list[ResampledScorer],
    X: Any,
    y: Any,
    splits: list[Any],
    options: dict[str, Any],
) -> list[list[list[float]]]:
    """Score estimators, one for each arm and fold: for each arm, for each fold, its scores."""
    plain = Scoring(None, {})
    if all(each is row[0] for row in estimators for each in row):
        candidates = [
            Candidate(row[0], y, own) for row, own in zip(estimators, scorers, strict=True)
        ]
        found = score_in_stacks(candidates, X, splits, plain, label="null test", **options)
        return values_of_results(found)
    scores: list[list[list[float]]] = [[] for _ in estimators]
    for fold, split in enumerate(splits):
        candidates = [
            Candidate(row[fold], y, own) for row, own in zip(estimators, scorers, strict=True)
        ]
        label = f"fold {fold + 1}"
        found = score_in_stacks(candidates, X, [split], plain, label=label, **options)
        for of_arm, (score,) in zip(scores, values_of_results(found), strict=True):
            of_arm.append(score)
    return scores


def _tuned(
    arms: list[Arm],
    X: Any,
    y: Any,
    groups: Any,
    splits: list[Any],
    scorer: Callable[..., float],
    lambdas: Sequence[float],
    inner_cv: Any,
    options: dict[str, Any],
) -> list[list[Any]]:
    """Choose each arm's `lambda_wiring` in each fold, from its training subjects."""
    chosen: list[list[Any]] = [[] for _ in arms]
    for fold, (train, _) in enumerate(splits):
        X_train, y_train = _safe_indexing(X, train), _safe_indexing(y, train)
        inner_groups = None if groups is None else _safe_indexing(groups, train)
        inner = check_cv(inner_cv, y_train, classifier=is_classifier(arms[0].estimator))
        found: list[list[FoldScore]] = score_in_stacks(
            [
                Candidate(with_lambda(arm.estimator, value), y_train)
                for arm in arms
                for value in lambdas
            ],
            X_train,
            list(inner.split(X_train, y_train, inner_groups)),
            Scoring(scorer, {}),
            label=f"tuning {fold + 1}",
            **options,
        )
        values = np.array(values_of_results(found))
        metric = f"the score of the inner folds of fold {fold + 1}"
        require_defined(values, metric, "no lambda_wiring can be chosen")
        means = merge_ties(values.mean(axis=1), magnitude(values)).reshape(len(arms), -1)
        for arm, row, best in zip(arms, chosen, means.argmax(axis=1), strict=True):
            row.append(with_lambda(arm.estimator, lambdas[best]))
    return chosen


def _result(
    arms: list[Arm], scores: list[list[list[float]]], splits: list[Any], metric: str
) -> NullTest:
    real = np.array(scores[0])  # (n_folds, 1 + most nulls of a kind): all subjects, then samples
    rows: dict[str, list[Any]] = {}
    for arm, row in zip(arms, scores, strict=True):
        on_all, on_sample = np.array(row)[:, 0], np.array(row)[:, 1]
        of_kind = rows.setdefault(arm.kind, [])
        of_kind.append((on_all, on_sample, real[:, 1 + len(of_kind)]))
    del rows[REAL]
    unconstrained = rows.pop(UNCONSTRAINED)[0][0]
    share = np.mean([len(test) / len(train) for train, test in splits])
    return NullTest(
        metric=metric,
        scores=real[:, 0],
        unconstrained_scores=unconstrained,
        null_scores={kind: np.stack([each[0] for each in row]) for kind, row in rows.items()},
        resampled_gains={
            kind: np.array([(each[2] - each[1]).mean() for each in row])
            for kind, row in rows.items()
        },
        nulls={kind: [a.null for a in arms if a.kind == kind and a.null] for kind in rows},
        test_share=float(share),
    )
