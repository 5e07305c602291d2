"""What a null connectome comes with, and what all kinds share."""

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.utils import check_random_state

from ..connectome import Connectome


@dataclass(frozen=True, slots=True)
class Null:
    """A null connectome, and how far it is from the connectome that it was made from.

    Attributes
    ----------
    connectome : Connectome
        The null. Labels and coordinates are those of the connectome that it was made from.
    kind : str
        One of :data:`sk_ccnn.nulls.NULLS`.
    n_swaps : int
        How many times two edges exchanged their ends; 0 for kinds that do not swap.
    moved : float from 0 to 1
        Share of the null's edges that are no edges of the connectome. How high it can be depends
        on the connectome: random edges of density 0.2 hit old ones in one case of five.
    strength_error : float
        Mean absolute difference of the regions' strengths (sums of absolute weights; outgoing and
        incoming if directed), over the mean strength.
    """

    connectome: Connectome
    kind: str
    n_swaps: int
    moved: float
    strength_error: float


def finish(connectome, kind, prefix, n_swaps=0, **changes):
    """Put a null together, and warn where it would mislead.

    Parameters
    ----------
    connectome : Connectome
        The one that the null is made from.
    kind, prefix : str
        Name of the kind, and what comes before the connectome's name.
    n_swaps : int, default=0
    **changes
        What the null has other than `connectome`; see :meth:`sk_ccnn.Connectome.replace`.

    Returns
    -------
    Null
    """
    changed = connectome.replace(**changes)
    if changed == connectome:
        warnings.warn(
            f"the null of kind {kind!r} is {connectome!r} itself; too little of it can change",
            stacklevel=3,
        )
    if kind != "regions":
        _warn_of_unmeasured(connectome, changed)
    old, new = connectome.adjacency(), changed.adjacency()
    moved = np.count_nonzero(new & ~old) / max(np.count_nonzero(new), 1)
    error = _strength_error(connectome, changed)
    named = changed.replace(name=f"{prefix} {connectome.name}".strip())
    return Null(named, kind, int(n_swaps), float(moved), error)


def fresh_random(random_state):
    """Return a RandomState that is not the global one, which nothing here may touch.

    Parameters
    ----------
    random_state : int, RandomState instance or None

    Returns
    -------
    RandomState
    """
    return check_random_state(np.random.RandomState() if random_state is None else random_state)


def _warn_of_unmeasured(connectome, changed):
    """Warn if tract lengths stand for the real edges and something shorter for the null's."""
    if connectome.lengths is None:
        return
    real, null = (
        (graph.lengths[graph.adjacency()] > 0).mean() if graph.n_edges else 1.0
        for graph in (connectome, changed)
    )
    if null < real - 0.05:
        warnings.warn(
            f"tract lengths are known for {real:.0%} of the connectome's edges but {null:.0%} of "
            "the null's, whose other wires count with their Euclidean distance (or shortest path): "
            "their costs do not compare; connectome.replace(lengths=None) before making nulls does",
            stacklevel=4,
        )


def _strength_error(connectome, changed):
    """Return the mean absolute difference of strengths, over the mean strength."""
    old, new = (
        np.stack([np.abs(graph.to_dense()).sum(axis=axis) for axis in (0, 1)])
        for graph in (connectome, changed)
    )
    return float(np.abs(new - old).mean() / old.mean()) if old.any() else 0.0
