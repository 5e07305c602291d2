"""Explain the held-out subjects of each fold by a network that was fitted without them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, clone
from sklearn.metrics import check_scoring
from sklearn.utils import _safe_indexing

from ..connectome import Connectome
from ..estimators import BaseConnectomeEstimator, find_network, rows_for, transform_before
from ..results import Scorer
from ..types import FloatArray, IntArray
from .feature_path import FeaturePath
from .integration import Path, integrate
from .permutation import permutation_drops
from .subjects import Unit, baseline_of, scale_names
from .wire_path import WirePath

Method: TypeAlias = Literal["integrated_gradients", "permutation"]
Baseline: TypeAlias = Literal["mean", "zero"] | ArrayLike


class Options(NamedTuple):
    """What is asked of each fold; see `region_importance`."""

    unit: Unit
    method: Method
    baseline: Baseline
    scoring: str | Scorer | None
    n_repeats: int


class Explained(NamedTuple):
    """The held-out subjects of a fold.

    Parameters
    ----------
    rows : ndarray of int
        Which subjects.
    connectome : Connectome
        Of the fold's network.
    outputs : tuple of str
        Names of what is explained.
    importances : ndarray of shape (1 + n_members, n_units)
        Of the network, then of each member alone.
    attributions : ndarray of shape (n_rows, n_units, n_outputs) or None
        Of each subject; None after permutation.
    """

    rows: IntArray
    connectome: Connectome
    outputs: tuple[str, ...]
    importances: FloatArray
    attributions: FloatArray | None


def explain_fold(
    estimator: BaseEstimator,
    X: ArrayLike,
    y: Any,
    train: IntArray | None,
    test: IntArray,
    options: Options,
    seed: int,
    for_fit: Mapping[str, ArrayLike] | None = None,
) -> Explained:
    """Fit a clone to the training subjects, and explain the others.

    Parameters
    ----------
    estimator : estimator or Pipeline
        It stays as it is.
    X, y : array-like
        All subjects.
    train : ndarray of int or None
        Training rows; None for an estimator that is fitted already.
    test : ndarray of int
        Held-out rows.
    options : Options
    seed : int
        Of permutations.
    for_fit : mapping of str to array-like of shape (n_subjects,), optional
        What `fit` takes of each subject beside X and y, such as the groups of a search.

    Returns
    -------
    Explained
    """
    model = estimator
    training = rows_for(model, X, test if train is None else train)
    if train is not None:
        extra = {name: _safe_indexing(of, train) for name, of in (for_fit or {}).items()}
        model = clone(estimator).fit(training, _safe_indexing(y, train), **extra)
    network = find_network(model, fitted=True, predicts=True)
    _require_defined(network, options)
    X_network = transform_before(model, rows_for(model, X, test))
    names = scale_names(network)
    if options.method == "permutation":
        truth, scorer = _safe_indexing(y, test), check_scoring(network, options.scoring)
        drops = permutation_drops(
            network,
            X_network,
            truth,
            options.unit,
            scorer,
            n_repeats=options.n_repeats,
            random_state=seed,
        )
        return Explained(test, network.connectome_, names, drops, None)
    if options.unit == "edges" and network.features_ == "nodes":
        path: Path = WirePath(network, X_network)
    else:
        start = baseline_of(network, options.baseline, transform_before(model, training))
        path = FeaturePath(network, X_network, start, options.unit)
    of_members = integrate(path)
    importances = [_mean_size(each) for each in (of_members.mean(axis=0), *of_members)]
    return Explained(
        test, network.connectome_, names, np.array(importances), of_members.mean(axis=0)
    )


def _mean_size(attributions: FloatArray) -> FloatArray:
    """Average absolute attributions over subjects and outputs: array of shape (n_units,)."""
    return np.asarray(np.abs(attributions).mean(axis=(0, 2)))


def _require_defined(network: BaseConnectomeEstimator, options: Options) -> None:
    if options.method == "permutation" and options.unit == "edges" and network.features_ == "nodes":
        raise ValueError(
            "method='permutation' permutes columns of X, and over nodes none is an edge; "
            "method='integrated_gradients' gives the importance of the wires between regions"
        )
