"""Rewired connectomes that are as costly as the brain: degrees and lengths of edges are kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import Connectome, edge_list
from ..types import FloatArray, IntArray, RandomState
from .checks import (
    checked_for_swaps,
    require_geometry,
    require_positive_integer,
    require_swaps,
)
from .null import Null, fresh_random, make_null
from .swaps import SwappableEdges


def length_preserving(
    connectome: Connectome | str | ArrayLike,
    *,
    n_bins: int = 10,
    n_swaps_per_edge: float = 10,
    connected: bool = True,
    random_state: RandomState = None,
) -> Null:
    """Rewire a connectome at random among edges of like length.

    Kept exactly: what :func:`degree_preserving` keeps, and the number of edges in each bin of
    length; so the cost of wiring is nearly the brain's. The weights as a whole are kept too. They
    are given to the new edges in the order of length: if the shortest edge was the strongest, it
    still is.

    Parameters
    ----------
    connectome : Connectome
        Or what :func:`sk_ccnn.connectome.as_connectome` takes for one.
    n_bins : int, default=10
        Bins of length, each of which holds as many of the connectome's edges as any other. No edge
        of the null is shorter than the shortest of the connectome, or longer than the longest.
    n_swaps_per_edge : float, default=10
        How many swaps are made, over the number of edges.
    connected : bool, default=True
        The null falls into no more pieces (weakly connected, if directed) than the connectome.
    random_state : int, RandomState instance or None, default=None

    Returns
    -------
    Null
        See its ``rewired_fraction``: fewer edges can move than if only degrees were kept.

    Raises
    ------
    ValueError
        If the connectome has neither coordinates nor tract lengths, is complete, or too small.

    Notes
    -----
    Lengths are :meth:`sk_ccnn.Connectome.distances`. In the reference and in netneurotools an edge
    is swapped only if each new edge takes the bin of the old one at its own end, and bins are of
    equal width; here the two bins may be exchanged, and each holds as many edges. Neither is
    better: the more edges a null moves, the longer they become, and by the number of bins both
    move along one curve. With 20 bins, ours does what netneurotools does with 10. On the packaged
    connectome (mean length of an edge 74.6 mm; means over 8 seeds,
    ``tests/benchmarks/null_lengths.py``):

    ======  ===========  ============  =====================  ============================
    bins    edges moved  mean length   netneurotools: moved   netneurotools: mean length
    ======  ===========  ============  =====================  ============================
    5       25.3%        +2.82 mm      23.5%                  +2.08 mm
    10      20.9%        +1.01 mm      13.0%                  +0.37 mm
    20      12.9%        +0.32 mm      6.1%                   +0.07 mm
    40      6.4%         +0.10 mm      2.0%                   +0.02 mm
    ======  ===========  ============  =====================  ============================

    So a null is slightly more costly than the brain, at which a wiring cost looks better for the
    brain; more bins make the difference smaller, and the null less random. Many times as many
    swaps hardly move more edges: few other graphs of density 0.2 have the same degrees and lengths.

    References
    ----------
    Betzel & Bassett 2018, PNAS 115:E4880-E4889, doi 10.1073/pnas.1720186115

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.nulls import length_preserving
    >>> connectome = load_connectome()
    >>> null = length_preserving(connectome, random_state=0)
    >>> for graph in (connectome, null.connectome):
    ...     print(f"{graph.distances()[graph.adjacency()].mean():.1f} mm")
    74.6 mm
    75.6 mm
    """
    brain, n_wanted = checked_for_swaps(connectome, n_swaps_per_edge, "length")
    require_positive_integer(n_bins, "n_bins")
    require_geometry(brain, "length")
    lengths, edges = brain.all_distances(), SwappableEdges(brain)
    # Shortest paths over tracts are as long in both directions only to rounding.
    lengths = np.maximum(lengths, lengths.T)
    order = np.argsort(lengths[edges.tails, edges.heads], kind="stable")
    bins = length_bins(lengths, lengths[edge_list(brain.weights)[:2]], n_bins)
    n_swaps = edges.swap(n_wanted, fresh_random(random_state), connected=connected, bins=bins)
    require_swaps(n_swaps, brain, f"the degrees and {n_bins} bins of length")
    by_length = np.argsort(lengths[edges.tails, edges.heads], kind="stable")
    edges.weights[by_length] = edges.weights[order]
    return make_null(
        brain, "length", "length-preserving rewired", n_swaps, weights=edges.to_weights()
    )


def length_bins(lengths: FloatArray, of_edges: FloatArray, n_bins: int) -> IntArray:
    """Put lengths into bins that hold equally many edges.

    Parameters
    ----------
    lengths : ndarray of shape (n_regions, n_regions)
    of_edges : ndarray of shape (n_edges,)
        The lengths that the bins are made of.
    n_bins : int

    Returns
    -------
    ndarray of shape (n_regions, n_regions), of int
        From 0; -1 for what is shorter or longer than all edges.
    """
    limits = np.unique(np.quantile(of_edges, np.linspace(0, 1, n_bins + 1)))
    bins = np.digitize(lengths, limits[1:-1])
    bins[(lengths < limits[0]) | (lengths > limits[-1])] = -1
    return bins
