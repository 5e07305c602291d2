"""Importance of regions and of edges, out of fold."""

from __future__ import annotations

from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator
from sklearn.utils import indexable
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.parallel import Parallel, delayed
from sklearn.utils.validation import _num_samples
from tqdm.auto import tqdm

from ..estimators import clone_unfrozen, find_network
from ..io import on_disk
from ..model_selection import takes_groups
from ..nn import draw_seeds
from ..results import Scorer, draw_folds, name_of_score, require_defined, require_scorable
from ..training import gradients_on
from ..types import IntArray, RandomState
from ..validation import validated
from .folds import Baseline, Explained, Method, Options, explain_fold
from .result import EdgeImportance, RegionImportance

Fold: TypeAlias = tuple[IntArray | None, IntArray]

_CONSTRAINTS: dict[str, Any] = {
    "estimator": [BaseEstimator],
    "cv": ["cv_object", StrOptions({"prefit"})],
    "method": [StrOptions({"integrated_gradients", "permutation"})],
    "baseline": [StrOptions({"mean", "zero"}), "array-like"],
    "scoring": [str, callable, None],
    "n_repeats": [Interval(Integral, 1, None, closed="left")],
    "n_jobs": [Integral, None],
    "random_state": ["random_state"],
    "verbose": ["verbose"],
}


@validated(_CONSTRAINTS, prefer_skip_nested_validation=False)
@gradients_on()
def region_importance(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    cv: Any = 5,
    groups: ArrayLike | None = None,
    method: Method = "integrated_gradients",
    baseline: Baseline = "mean",
    scoring: str | Scorer | None = None,
    n_repeats: int = 5,
    n_jobs: int | None = None,
    random_state: RandomState = None,
    verbose: int | bool = 0,
) -> RegionImportance:
    """Measure how much each region matters to predictions for subjects that were not in `fit`.

    In each fold a clone of the estimator is fitted to the training subjects, steps of a Pipeline
    included, and explained on the held-out ones.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier, or estimator around one
        Such as a Pipeline that ends in one, a search over it or a `BrainAgeRegressor`. It is not
        changed. What is explained are the features that reach the network. What a
        FrozenEstimator froze is trained anew in each fold, unless ``cv="prefit"``.
    X : array-like of shape (n_subjects, ...)
        As the estimator takes it.
    y : array-like of shape (n_subjects,) or (n_subjects, n_outputs), optional
        Target; only ``cv="prefit"`` with integrated gradients does without.
    cv : int, cross-validator, iterable or "prefit", default=5
        Folds, as scikit-learn takes them. ``"prefit"``: the estimator is fitted already, to other
        subjects than X.
    groups : array-like of shape (n_subjects,), optional
        For a `cv` that keeps groups together, and for a search within the estimator.
    method : {"integrated_gradients", "permutation"}, default="integrated_gradients"
        ``"integrated_gradients"`` [1]_: what the features of a region contribute to the difference
        between a subject's output and the baseline's; contributions sum to the difference. The
        importance is their mean absolute value over subjects. ``"permutation"`` [2]_: how much the
        score falls when all of a region's features are another held-out subject's.
    baseline : {"mean", "zero"} or array-like of shape (n_columns,), default="mean"
        Of integrated gradients, on the scale that reaches the network: the mean training subject,
        zeros, or a subject of your choice. With ``cv="prefit"`` the training subjects are not
        known, and the mean is that of X.
    scoring : str, callable or None, default=None
        Of permutation; larger is better. None is the estimator's own (R² or accuracy).
    n_repeats : int, default=5
        Permutations of each region.
    n_jobs : int, optional
        Processes, as joblib takes it, among which the folds are shared out.
    random_state : int, RandomState instance or None, default=None
        Of the permutations, and of the networks if they have no seed.
    verbose : int or bool, default=0
        Show a progress bar over the folds.

    Returns
    -------
    RegionImportance
        Prints as a table, with how far folds and members agree.

    Raises
    ------
    TypeError
        If the estimator is no regressor or classifier of ours.
    ValueError
        If an input does not fit, or folds have different regions.

    Notes
    -----
    A regressor is explained in the units of y, a classifier of two classes by the log odds of the
    second, one of more by the logit of each class, averaged. Over edges, half of what a pair
    contributes counts for either of its regions.

    An importance is about the network, not about the brain: of two regions that vary together the
    network may use either, and permuting only one of them costs little.

    References
    ----------
    .. [1] Sundararajan M, Taly A, Yan Q (2017). Axiomatic attribution for deep networks.
       arXiv:1703.01365.
    .. [2] Breiman L (2001). Random forests. Machine Learning 45, 5-32. doi:10.1023/A:1010933404324

    See Also
    --------
    edge_importance : Importance of connections.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.attributions import region_importance
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, _ = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> y = 3 * X.iloc[:, 10] - 3 * X.iloc[:, 50]
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, random_state=0)
    >>> found = region_importance(network, X, y, cv=2)
    >>> sorted(found.importances.argsort()[-2:].tolist())
    [10, 50]
    """
    options = Options("regions", method, baseline, scoring, n_repeats)
    explained, n_subjects = _explain(
        estimator, X, y, cv, groups, options, n_jobs, random_state, verbose
    )
    return RegionImportance.of(explained, method, n_subjects)


@validated(_CONSTRAINTS, prefer_skip_nested_validation=False)
@gradients_on()
def edge_importance(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike | None = None,
    *,
    cv: Any = 5,
    groups: ArrayLike | None = None,
    method: Method = "integrated_gradients",
    baseline: Baseline = "mean",
    scoring: str | Scorer | None = None,
    n_repeats: int = 5,
    n_jobs: int | None = None,
    random_state: RandomState = None,
    verbose: int | bool = 0,
) -> EdgeImportance:
    """Measure how much each connection matters to predictions for subjects that were not in `fit`.

    Over edges, a connection is a feature: that of a pair of regions. Over nodes it is a wire of the
    network: importance is then what the wires between two regions, in both directions and all
    layers, contribute to the difference between a subject's output and that of the same network
    with all wires between regions cut. It integrates gradients times weights while the wires grow
    from 0 to what was learned, so that contributions sum to the difference.

    Parameters
    ----------
    estimator, X, y, cv, groups, scoring, n_repeats, n_jobs, random_state, verbose
        As of `region_importance`.
    method : {"integrated_gradients", "permutation"}, default="integrated_gradients"
        As of `region_importance`; permutation is for edges only, one pair at a time, which takes
        long where there are thousands.
    baseline : {"mean", "zero"} or array-like, default="mean"
        As of `region_importance`; over nodes it has no part.

    Returns
    -------
    EdgeImportance
        Prints as a table; ``to_connectome()`` is for plots.

    Raises
    ------
    TypeError, ValueError
        As of `region_importance`; and over nodes if edges are to be permuted, or the network has
        no wires between regions.

    See Also
    --------
    region_importance : Importance of regions.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.attributions import edge_importance
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, random_state=0)
    >>> edge_importance(network, X, age, cv=2).to_connectome()
    Connectome('importance on desikan_killiany', 84 regions, density 0.2, undirected, ...)
    """
    options = Options("edges", method, baseline, scoring, n_repeats)
    explained, n_subjects = _explain(
        estimator, X, y, cv, groups, options, n_jobs, random_state, verbose
    )
    return EdgeImportance.of(explained, method, n_subjects)


def _explain(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike | None,
    cv: Any,
    groups: ArrayLike | None,
    options: Options,
    n_jobs: int | None,
    random_state: RandomState,
    verbose: int | bool,
) -> tuple[list[Explained], int]:
    """Explain each fold: list of Explained, and the number of subjects."""
    is_prefit = isinstance(cv, str)
    network = find_network(estimator, predicts=True)
    if y is None and not (is_prefit and options.method == "integrated_gradients"):
        raise ValueError(
            "y is needed to fit the estimator in each fold, and to score permutations; only "
            "cv='prefit' with method='integrated_gradients' does without"
        )
    X, y, groups = indexable(on_disk(X), y, groups)
    n_subjects = _num_samples(X)
    permutation_seed, network_seed = draw_seeds(random_state, 2)
    folds: list[Fold] = [(None, np.arange(n_subjects))]
    if not is_prefit:
        estimator = clone_unfrozen(estimator)
        folds = _folds(estimator, X, y, cv, groups, options, network_seed)
    for_fit = {} if groups is None else dict.fromkeys(takes_groups(estimator), groups)
    seeds = draw_seeds(permutation_seed, len(folds))
    bar = tqdm(folds, desc=f"importance of {options.unit}", unit="fold", disable=not verbose)
    explained = Parallel(n_jobs=n_jobs)(
        delayed(explain_fold)(estimator, X, y, *rows, options, seed, for_fit)
        for rows, seed in zip(bar, seeds, strict=True)
    )
    totals = [each.importances.sum() for each in explained]
    require_defined(totals, name_of_score(network, options.scoring), "no importance is known")
    return explained, n_subjects


def _folds(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: ArrayLike | None,
    cv: Any,
    groups: ArrayLike | None,
    options: Options,
    seed: int,
) -> list[Fold]:
    """Give the network its seed, and make the folds."""
    network = find_network(estimator)
    if not isinstance(network.random_state, Integral):
        network.set_params(random_state=seed)
    splits = draw_folds(estimator, X, y, cv, groups)
    if options.method == "permutation":
        require_scorable(network, y, splits, options.scoring)
    return splits
