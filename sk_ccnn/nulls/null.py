"""A null connectome with its measures, and the steps that all kinds of nulls share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from sklearn.utils import check_random_state

from ..caller import warn_caller
from ..connectome import Connectome, edge_list, pair_keys, values_at
from ..types import FloatArray, IntArray, RandomState

NullKind: TypeAlias = Literal["degree", "length", "strength", "density", "regions", "distances"]


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
    rewired_fraction : float from 0 to 1
        Share of the null's edges that are no edges of the connectome. How high it can be depends
        on the connectome: at density 0.2, a fifth of random edges are edges of the connectome too.
    strength_error : float
        Mean absolute difference of the regions' strengths (sums of absolute weights; outgoing and
        incoming if directed), over the mean strength.
    """

    connectome: Connectome
    kind: NullKind
    n_swaps: int
    rewired_fraction: float
    strength_error: float


def make_null(
    connectome: Connectome, kind: NullKind, prefix: str, n_swaps: int = 0, **changes: Any
) -> Null:
    """Make the null of changed content, measure it, and warn if it would mislead.

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
        warn_caller(
            f"the null of kind {kind!r} is {connectome!r} itself; too little of it can change"
        )
    if kind != "regions":
        _warn_of_unmeasured(connectome, changed)
    old, new = _pairs(connectome), _pairs(changed)
    rewired = np.setdiff1d(new, old, assume_unique=True).size / max(new.size, 1)
    error = _strength_error(connectome, changed)
    named = changed.replace(name=f"{prefix} {connectome.name}".strip())
    return Null(named, kind, int(n_swaps), float(rewired), error)


def fresh_random(random_state: RandomState) -> np.random.RandomState:
    """Return a RandomState that is not the global one, which nothing here may touch.

    Parameters
    ----------
    random_state : int, RandomState instance or None

    Returns
    -------
    RandomState
    """
    given = np.random.RandomState() if random_state is None else random_state
    fresh: np.random.RandomState = check_random_state(given)
    return fresh


def _warn_of_unmeasured(connectome: Connectome, changed: Connectome) -> None:
    """Warn if fewer edges of the null than of the connectome have a measured tract length."""
    if connectome.lengths is None:
        return
    real, null = _share_measured(connectome), _share_measured(changed)
    if null < real - 0.05:
        warn_caller(
            f"tract lengths are known for {real:.0%} of the connectome's edges but {null:.0%} of "
            "the null's, whose other wires count with their Euclidean distance (or shortest path): "
            "their costs do not compare; connectome.replace(lengths=None) before making nulls does"
        )


def _share_measured(connectome: Connectome) -> float:
    """Return the share of the edges whose tract length was measured."""
    if connectome.lengths is None or not connectome.n_edges:
        return 1.0
    rows, columns, _ = edge_list(connectome.weights)
    return float((values_at(connectome.lengths, rows, columns) > 0).mean())


def _pairs(connectome: Connectome) -> IntArray:
    """Give the number of each pair that is connected: int array of shape (n_edges,)."""
    rows, columns, _ = edge_list(connectome.weights)
    return pair_keys(rows, columns, connectome.n_regions)


def _strength_error(connectome: Connectome, changed: Connectome) -> float:
    """Return the mean absolute difference of strengths, over the mean strength."""
    old, new = _strengths(connectome), _strengths(changed)
    return float(np.abs(new - old).mean() / old.mean()) if old.any() else 0.0


def _strengths(connectome: Connectome) -> FloatArray:
    """Sum the absolute weights that leave and that enter each region: (2, n_regions)."""
    rows, columns, values = edge_list(connectome.weights)
    size, n_regions = np.abs(values), connectome.n_regions
    return np.stack([np.bincount(ends, size, n_regions) for ends in (columns, rows)])
