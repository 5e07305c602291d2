"""The networks that a null-connectome test compares: alike in all but their connectome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any, NamedTuple

from sklearn.base import clone
from sklearn.pipeline import make_pipeline

from ..connectome import Connectome, Consensus
from ..estimators import BaseConnectomeEstimator, clone_with, find_network, steps_before
from ..nn import draw_seeds
from ..nulls import Null, NullKind, make_nulls
from ..results import LEVEL
from ..stacking import fit_steps
from ..types import RandomState

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
    estimator: Any
    null: Null | None = None


def make_arms(
    estimator: Any,
    X: Any,
    y: Any,
    nulls: Sequence[NullKind] | Mapping[str, Sequence[Null]],
    n_nulls: int,
    random_state: RandomState,
) -> list[Arm]:
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
        If the connectome has no part in the network, nulls have other regions than it has, or so
        many of them are the connectome itself that nothing could be found.
    """
    network = find_network(estimator, predicts=True)
    _require_a_part(network)
    null_seed, network_seed = draw_seeds(random_state, 2)
    seed = network.random_state
    seed = int(seed) if isinstance(seed, Integral) else network_seed
    connectome = _connectome_of(estimator, X, y)
    if not isinstance(nulls, Mapping):
        nulls = {
            kind: make_nulls(connectome, kind, n_nulls=n_nulls, random_state=null_seed)
            for kind in nulls
        }
    _require_regions(nulls, connectome)
    _require_others(nulls, connectome)
    return [
        Arm(REAL, clone_with(estimator, connectome=connectome, random_state=seed)),
        Arm(
            UNCONSTRAINED,
            _unconstrained(clone_with(estimator, connectome=connectome, random_state=seed)),
        ),
        *(
            Arm(kind, clone_with(estimator, connectome=null.connectome, random_state=seed), null)
            for kind, of_kind in nulls.items()
            for null in of_kind
        ),
    ]


def _require_a_part(network: BaseConnectomeEstimator) -> None:
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


def _require_regions(nulls: Mapping[str, Sequence[Null]], connectome: Connectome) -> None:
    for kind, of_kind in nulls.items():
        for null in of_kind:
            if null.connectome.labels != connectome.labels:
                raise ValueError(
                    f"nulls[{kind!r}] need the {connectome.n_regions} regions of the connectome, "
                    f"in the order of X, but one has {null.connectome!r}"
                )


def _require_others(nulls: Mapping[str, Sequence[Null]], connectome: Connectome) -> None:
    """Raise ValueError where the connectome itself is among the nulls too often to be beaten."""
    for kind, of_kind in nulls.items():
        same = [null.connectome.replace(name=connectome.name) == connectome for null in of_kind]
        smallest = (sum(same) + 1) / (len(same) + 1)
        if any(same) and smallest > LEVEL:
            raise ValueError(
                f"{sum(same)} of {len(same)} nulls of kind {kind!r} are {connectome!r} itself, "
                f"which cannot score better than itself: p could not be below {smallest:.3f}; "
                "needed another kind, more nulls, or a connectome of which more can change"
            )


def _connectome_of(estimator: Any, X: Any, y: Any) -> Connectome:
    """Find the connectome of the regions that reach the network, in their order."""
    network = clone(find_network(estimator))
    steps = steps_before(estimator)
    if steps:
        _, X, y, _ = fit_steps(make_pipeline(*steps, network), X, y, {})
    return network.plan_fit(network.read_subjects(X, y)).connectome


def _unconstrained(estimator: Any) -> Any:
    """Copy an estimator whose network has no constraint, and searches none."""
    free = clone_with(estimator, constraint="none")
    names = [name for name in free.get_params() if name.rsplit("__", 1)[-1] == "constraints"]
    return free.set_params(**dict.fromkeys(names))


def with_lambda(estimator: Any, value: float) -> Any:
    """Copy an estimator with another strength of the wiring cost."""
    return clone_with(estimator, lambda_wiring=float(value))


def with_seeds(of_folds: Sequence[Any]) -> list[Any]:
    """Copy the estimators of one arm's folds, each with a seed of its own.

    Parameters
    ----------
    of_folds : list of estimator
        Their networks have one seed; those of arms with the same seed get the same ones.

    Returns
    -------
    list of estimator
    """
    seeds = draw_seeds(find_network(of_folds[0]).random_state, len(of_folds))
    return [clone_with(each, random_state=seed) for each, seed in zip(of_folds, seeds, strict=True)]
