"""Explain the held-out subjects of each fold by a network that was fitted without them."""

from typing import NamedTuple

import numpy as np
from sklearn.base import clone
from sklearn.metrics import check_scoring
from sklearn.utils import _safe_indexing

from ..connectome import Connectome
from ..metrics.network import fitted_network, without_wrapper
from ..model_selection._pipelines import before_network
from .feature_path import FeaturePath
from .integration import integrate
from .permutation import permutation_drops
from .subjects import arranged, baseline_of, decided_names
from .wire_path import WirePath


class How(NamedTuple):
    """What is asked of each fold; see `region_importance`."""

    unit: str
    method: str
    baseline: object
    scoring: object
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

    rows: np.ndarray
    connectome: Connectome
    outputs: tuple
    importances: np.ndarray
    attributions: np.ndarray | None


def explain_fold(estimator, X, y, train, test, how, seed):
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
    how : How
    seed : int
        Of permutations.

    Returns
    -------
    Explained
    """
    model, training = estimator, _safe_indexing(X, test if train is None else train)
    if train is not None:
        model = clone(estimator).fit(training, _safe_indexing(y, train))
    model = without_wrapper(model)
    network = fitted_network(model)
    _require_defined(network, how)
    subjects = arranged(network, before_network(model, _safe_indexing(X, test)))
    names = decided_names(network)
    if how.method == "permutation":
        truth, scorer = _safe_indexing(y, test), check_scoring(network, how.scoring)
        options = {"n_repeats": how.n_repeats, "random_state": seed}
        drops = permutation_drops(network, subjects, truth, how.unit, scorer, **options)
        return Explained(test, network.connectome_, names, drops, None)
    if how.unit == "edges" and network.features_ == "nodes":
        path = WirePath(network, subjects)
    else:
        training = arranged(network, before_network(model, training))
        path = FeaturePath(
            network, subjects, baseline_of(network, how.baseline, training), how.unit
        )
    of_members = integrate(path)
    importances = [_mean_size(each) for each in (of_members.mean(axis=0), *of_members)]
    return Explained(
        test, network.connectome_, names, np.array(importances), of_members.mean(axis=0)
    )


def _mean_size(attributions):
    """Average absolute attributions over subjects and outputs: array of shape (n_units,)."""
    return np.abs(attributions).mean(axis=(0, 2))


def _require_defined(network, how):
    if how.method == "permutation" and how.unit == "edges" and network.features_ == "nodes":
        raise ValueError(
            "method='permutation' permutes columns of X, and over nodes none is an edge; "
            "method='integrated_gradients' gives the importance of the wires between regions"
        )
