"""Rewired connectomes whose regions are as strongly connected as the brain's."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import Connectome
from ..types import FloatArray, IntArray, RandomState
from .checks import checked_for_swaps, require_swaps
from .null import Null, fresh_random, make_null
from .swaps import SwappableEdges

_TOLERANCE = 0.01
_MAX_SWEEPS = 50
_N_PARTNERS = 512


def strength_preserving(
    connectome: Connectome | str | ArrayLike,
    *,
    n_swaps_per_edge: float = 10,
    connected: bool = True,
    random_state: RandomState = None,
) -> Null:
    """Rewire a connectome at random, and redistribute its weights so that strengths stay.

    Kept exactly: what :func:`degree_preserving` keeps (degrees, density, the weights as a whole).
    Kept nearly: the strength of every region (the sum of its absolute weights; incoming and
    outgoing apart, if directed). Random: who is connected with whom, and the weights as far as
    strengths allow.

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
        Its ``strength_error`` says how closely strengths are kept.

    Raises
    ------
    ValueError
        If the connectome is complete, or no swap is possible in it.

    Notes
    -----
    After the swaps, edges exchange weights as long as this brings strengths closer to the brain's
    (squared error over strength), until each is within 1% or 50 rounds are over. On connectomes of
    the human brain this leaves a mean error of a few tenths of a percent at most.

    References
    ----------
    Rubinov & Sporns 2011, NeuroImage 56:2068-2079, doi 10.1016/j.neuroimage.2011.03.069

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.nulls import degree_preserving, strength_preserving
    >>> connectome = load_connectome()
    >>> bool(strength_preserving(connectome, random_state=0).strength_error < 0.005)
    True
    >>> bool(degree_preserving(connectome, random_state=0).strength_error > 0.4)
    True
    """
    brain, n_wanted = checked_for_swaps(connectome, n_swaps_per_edge, "strength")
    random, edges = fresh_random(random_state), SwappableEdges(brain)
    strengths = _Strengths(edges).now
    n_swaps = edges.swap(n_wanted, random, connected=connected)
    require_swaps(n_swaps, brain, "the degrees" + (" and pieces" if connected else ""))
    exchange_weights(edges, strengths, random)
    return make_null(
        brain, "strength", "strength-preserving rewired", n_swaps, weights=edges.to_weights()
    )


# Not netneurotools (a million steps of Python, and bctpy's licence) nor bctpy (errors of 10%).
def exchange_weights(
    edges: SwappableEdges, strengths: FloatArray, random: np.random.RandomState
) -> None:
    """Let edges exchange weights until strengths are as wanted or get no closer; changes `edges`.

    Parameters
    ----------
    edges : SwappableEdges
        Its ``weights`` are exchanged.
    strengths : ndarray of shape (2 * n_regions,)
        Wanted: of the regions, or outgoing and then incoming, if directed.
    random : RandomState
    """
    sums, n_edges = _Strengths(edges, strengths), len(edges.tails)
    for _ in range(_MAX_SWEEPS):
        order = np.tile(random.permutation(n_edges), 2)
        n_exchanged = 0
        for edge, start in enumerate(random.randint(n_edges, size=n_edges)):
            partners = order[start : start + min(_N_PARTNERS, n_edges)]
            n_exchanged += sums.exchange_best(edge, partners)
        if n_exchanged == 0 or (np.abs(sums.now - strengths) <= _TOLERANCE * strengths).all():
            break


class _Strengths:
    """The strengths of regions, while their edges exchange weights."""

    def __init__(self, edges: SwappableEdges, wanted: FloatArray | None = None) -> None:
        self.weights = edges.weights
        # Incoming strengths come after the outgoing ones, where they are not the same.
        shift = edges.n_regions if edges.directed else 0
        self.ends = np.array([edges.tails, np.add(edges.heads, shift)])
        size = np.tile(np.abs(edges.weights), 2)
        sums = np.bincount(self.ends.ravel(), size, minlength=2 * edges.n_regions)
        self.now: FloatArray = sums.astype(np.float64)
        self.wanted = self.now.copy() if wanted is None else wanted
        self.price = 1 / np.maximum(self.wanted, np.finfo(float).tiny)

    def exchange_best(self, edge: int, partners: IntArray) -> bool:
        """Exchange the weights of an edge and its best partner, if it helps; say if it did."""
        slope, price = 2 * (self.now - self.wanted) * self.price, self.price
        (a, b), (c, d) = self.ends[:, edge], self.ends[:, partners]
        more = np.abs(self.weights[partners]) - abs(self.weights[edge])
        # An end that both edges share does not change; to count it makes no exchange look better.
        curve = price[a] + price[b] + price[c] + price[d]
        change = more * (slope[a] + slope[b] - slope[c] - slope[d] + more * curve)
        best = np.argmin(change)
        if change[best] >= -1e-12 * self.wanted[a]:
            return False
        for end, sign in ((a, 1), (b, 1), (c[best], -1), (d[best], -1)):
            self.now[end] += sign * more[best]
        pair, swapped = [edge, partners[best]], [partners[best], edge]
        self.weights[pair] = self.weights[swapped]
        return True
