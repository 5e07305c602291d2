"""Rewired connectomes: every region keeps its degree and gets other partners."""

from __future__ import annotations

from numpy.typing import ArrayLike

from ..connectome import Connectome
from ..types import RandomState
from .checks import checked_for_swaps, require_swaps
from .null import Null, fresh_random, make_null
from .swaps import SwappableEdges


def degree_preserving(
    connectome: Connectome | str | ArrayLike,
    *,
    n_swaps_per_edge: float = 10,
    connected: bool = True,
    random_state: RandomState = None,
) -> Null:
    """Rewire a connectome at random: a null that keeps degrees.

    Kept exactly: the degree of every region (incoming and outgoing, if directed), the density, the
    weights as a whole, coordinates, tract lengths and labels. Random: who is connected with whom.
    A swapped edge keeps its weight, so strengths change (if directed, only incoming ones).

    Parameters
    ----------
    connectome : Connectome
        Or what :func:`sk_ccnn.connectome.as_connectome` takes for one.
    n_swaps_per_edge : float, default=10
        How many swaps are made, over the number of edges.
    connected : bool, default=True
        The null falls into no more pieces (weakly connected, if directed) than the connectome.
    random_state : int, RandomState instance or None, default=None

    Returns
    -------
    Null
        ``n_swaps`` is less than asked for if 100 attempts a swap were not enough.

    Raises
    ------
    ValueError
        If the connectome is complete, or no swap is possible in it (in a star, for example).

    Notes
    -----
    In a directed connectome no swap turns a cycle of three edges around.

    References
    ----------
    Maslov & Sneppen 2002, Science 296:910-913, doi 10.1126/science.1065103

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.nulls import degree_preserving
    >>> connectome = load_connectome()
    >>> null = degree_preserving(connectome, random_state=0)
    >>> null.n_swaps
    6970
    >>> bool((null.connectome.adjacency().sum(0) == connectome.adjacency().sum(0)).all())
    True
    """
    brain, n_wanted = checked_for_swaps(connectome, n_swaps_per_edge, "degree")
    edges = SwappableEdges(brain)
    n_swaps = edges.swap(n_wanted, fresh_random(random_state), connected=connected)
    require_swaps(n_swaps, brain, "the degrees" + (" and pieces" if connected else ""))
    return make_null(brain, "degree", "rewired", n_swaps, weights=edges.to_weights())
