"""Connectomes whose distances are shuffled: the graph stays, what its wires cost is random."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import Connectome, as_connectome, fill_symmetric, upper_triangle
from ..types import RandomState
from .checks import require_geometry
from .null import Null, fresh_random, make_null
from .regions import as_lengths


def shuffled_distances(
    connectome: Connectome | str | ArrayLike,
    *,
    random_state: RandomState = None,
) -> Null:
    """Give every pair of regions another pair's distance.

    Kept exactly: the weights, so who is connected with whom, labels and coordinates, and the
    distances (:meth:`sk_ccnn.Connectome.distances`) as a whole, symmetric as they were. Random:
    which pair has which. So the graph is the brain's but the cost of its wires is not. As real
    edges are mostly short, those of the null are longer.

    Parameters
    ----------
    connectome : Connectome
        Or what :func:`sk_ccnn.connectome.as_connectome` takes for one.
    random_state : int, RandomState instance or None, default=None

    Returns
    -------
    Null
        Its ``lengths`` are the shuffled distances of all pairs. Coordinates stay, because they tell
        where a region is; so ``distances("euclidean")`` is still the brain's.

    Raises
    ------
    ValueError
        If the connectome has neither coordinates nor tract lengths, the distance of some pairs is
        not known, or there are fewer than 3 regions.

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.nulls import shuffled_distances
    >>> connectome = load_connectome()
    >>> null = shuffled_distances(connectome, random_state=0).connectome
    >>> for graph in (connectome, null):
    ...     mm = graph.distances()
    ...     print(f"all pairs {mm.mean():.0f} mm, edges {mm[graph.adjacency()].mean():.0f} mm")
    all pairs 123 mm, edges 75 mm
    all pairs 123 mm, edges 125 mm
    """
    brain = as_connectome(connectome)
    require_geometry(brain, "distances")
    pairs = upper_triangle(brain.all_distances())
    if pairs.size < 2:
        raise ValueError(f"shuffling distances needs at least 3 regions, got {brain!r}")
    if not np.isfinite(pairs).all():
        raise ValueError(
            f"shuffling distances needs that of every pair of regions but no measured tract joins "
            f"{np.count_nonzero(~np.isfinite(pairs))} of {pairs.size}; coordinates would help"
        )
    shuffled = fresh_random(random_state).permutation(as_lengths(pairs))
    return make_null(
        brain,
        "distances",
        "distance-shuffled",
        lengths=fill_symmetric(shuffled, brain.n_regions),
    )
