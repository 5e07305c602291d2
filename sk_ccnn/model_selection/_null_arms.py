"""The networks that a null-connectome test compares: alike in all but their connectome."""

from numbers import Integral
from typing import NamedTuple

from sklearn.base import clone

from ..connectome import Consensus
from ..estimators._machine import draw_seeds
from ..nulls import make_nulls
from ._pipelines import fit_front, front_of, network_of

REAL, UNCONSTRAINED = "connectome", "unconstrained"


class Arm(NamedTuple):
    """An estimator that takes part in the test.

    Parameters
    ----------
    kind : str
        ``"connectome"``, ``"unconstrained"``, or the kind of a null.
    estimator : estimator or Pipeline
    null : Null or None
        The null connectome that it has.
    """

    kind: str
    estimator: object
    null: object = None


def make_arms(estimator, X, y, nulls, n_nulls, random_state):
    """Make the arms of a test: all with the same seeds.

    Parameters
    ----------
    estimator : estimator or Pipeline
        It stays as it is.
    X, y : array-like
        Subjects; they tell which regions there are, and in which order.
    nulls : sequence of str or dict of str to list of Null
        Kinds of nulls, see `sk_ccnn.nulls`, or the nulls of each kind.
    n_nulls : int
        Nulls of each kind that are made.
    random_state : int, RandomState instance or None
        Of the nulls, and of the networks where they have no seed of their own.

    Returns
    -------
    list of Arm
        The real connectome first, the unconstrained network second.

    Raises
    ------
    ValueError
        If the connectome has no part in the network, or nulls have other regions than it has.
    """
    network = network_of(estimator)
    _require_a_part(network)
    null_seed, network_seed = draw_seeds(random_state, 2)
    seed = network.random_state
    seed = int(seed) if isinstance(seed, Integral) else network_seed
    brain = _connectome_of(estimator, X, y)
    if not isinstance(nulls, dict):
        how = {"n_nulls": n_nulls, "random_state": null_seed}
        nulls = {kind: make_nulls(brain, kind, **how) for kind in nulls}
    _require_regions(nulls, brain)
    return [
        Arm(REAL, _with(estimator, connectome=brain, random_state=seed)),
        Arm(
            UNCONSTRAINED,
            _with(estimator, connectome=brain, random_state=seed, constraint="none"),
        ),
        *(
            Arm(kind, _with(estimator, connectome=null.connectome, random_state=seed), null)
            for kind, of_kind in nulls.items()
            for null in of_kind
        ),
    ]


def _require_a_part(network):
    if network.connectome is None:
        raise ValueError("a null-connectome test needs a connectome, got connectome=None")
    made_in_fit = isinstance(network.connectome, Consensus) or (
        isinstance(network.connectome, str) and network.connectome in ("correlation", "consensus")
    )
    if made_in_fit:
        raise ValueError(
            "a null-connectome test needs a connectome that is the same in every fold, got "
            f"connectome={network.connectome!r}, which is computed from the training subjects"
        )
    if network.constraint == "none":
        raise ValueError(
            "with constraint='none' the connectome has no part in which regions are connected; "
            "needed 'hard', 'soft' or 'init'"
        )


def _require_regions(nulls, brain):
    for kind, of_kind in nulls.items():
        for null in of_kind:
            if null.connectome.labels != brain.labels:
                raise ValueError(
                    f"nulls[{kind!r}] need the {brain.n_regions} regions of the connectome, in the "
                    f"order of X, but one has {null.connectome!r}"
                )


def _connectome_of(estimator, X, y):
    """Find the connectome of the regions that reach the network, in their order."""
    network = clone(network_of(estimator))
    if front_of(estimator):
        front = fit_front(estimator, X, y, {})
        X, y = front.X, front.y
    network._prepare(network._read(X, network._used(y), None))
    return network.connectome_


def _with(estimator, **changes):
    """Copy an estimator with other parameters of its network."""
    estimator = clone(estimator)
    network_of(estimator).set_params(**changes)
    return estimator


def with_lambda(estimator, value):
    """Copy an estimator with another strength of the wiring cost."""
    return _with(estimator, lambda_wiring=float(value))
