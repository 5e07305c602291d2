"""Many null connectomes of one kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import Connectome, as_connectome
from ..types import RandomState
from .checks import require_positive_integer
from .degree import degree_preserving
from .density import random_density
from .distances import shuffled_distances
from .length import length_preserving
from .null import Null, NullKind, fresh_random
from .regions import shuffled_regions
from .strength import strength_preserving

# Hand-written: bctpy is under the GPL, netneurotools imports it, and networkx's swaps lose weights.
NULLS: dict[NullKind, Callable[..., Null]] = {
    "degree": degree_preserving,
    "length": length_preserving,
    "strength": strength_preserving,
    "density": random_density,
    "regions": shuffled_regions,
    "distances": shuffled_distances,
}
"""The function that makes each kind of null."""


def make_nulls(
    connectome: Connectome | str | ArrayLike,
    kind: NullKind = "degree",
    *,
    n_nulls: int = 20,
    random_state: RandomState = None,
    **options: Any,
) -> list[Null]:
    """Make null connectomes of one kind.

    Parameters
    ----------
    connectome : Connectome
        Or what :func:`sk_ccnn.connectome.as_connectome` takes for one.
    kind : {"degree", "length", "strength", "density", "regions", "distances"}, default="degree"
        What the nulls keep or shuffle; see the functions in :data:`NULLS`.
    n_nulls : int, default=20
    random_state : int, RandomState instance or None, default=None
        Each null has a seed of its own, so that a larger `n_nulls` only adds nulls: the first 10 of
        20 are the same as if only 10 had been made.
    **options
        Of the kind's function, such as ``n_swaps_per_edge``.

    Returns
    -------
    list of Null

    Raises
    ------
    ValueError
        If `kind` is unknown, or the connectome has no such null.

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.nulls import make_nulls
    >>> for null in make_nulls(load_connectome(), "length", n_nulls=3, random_state=0):
    ...     print(null.n_swaps, f"{null.rewired_fraction:.2f}")
    1329 0.23
    1343 0.21
    1150 0.21
    """
    if not isinstance(kind, str) or kind not in NULLS:
        raise ValueError(f"kind must be one of {list(NULLS)}, got {kind!r}")
    require_positive_integer(n_nulls, "n_nulls")
    brain = as_connectome(connectome)
    seeds = fresh_random(random_state).randint(np.iinfo(np.int32).max, size=n_nulls)
    return [NULLS[kind](brain, random_state=int(seed), **options) for seed in seeds]
