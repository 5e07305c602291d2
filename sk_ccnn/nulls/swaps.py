"""Swaps of edges: two edges exchange an end, and every region keeps its degree.

Maslov & Sneppen 2002, Science 296:910-913, doi 10.1126/science.1065103. Connectedness is looked at
after many swaps, and they are undone if it is lost: Viger & Latapy 2005, doi 10.1007/11533719_45
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from ..compiling import HAS_NUMBA, compiled
from ..connectome import Connectome, both_directions, edge_list, from_edges
from ..types import AnyArray, FloatArray, IntArray

_MAX_ATTEMPTS = 100
"""For each swap that is wanted. Most attempts meet a pair that is connected already."""


class SwappableEdges:
    """The edges of a connectome, while they are being swapped.

    Parameters
    ----------
    connectome : Connectome

    Attributes
    ----------
    tails, heads : sequence of int
        The regions that each edge joins; an undirected edge is listed once.
    weights : ndarray of shape (n_edges,)
        An edge keeps its weight, and its tail, when it is swapped.
    """

    # Not bctpy (its licence is the GPL), nor networkx (loses weights, cannot keep lengths).
    def __init__(self, connectome: Connectome) -> None:
        self.like, self.n_regions = connectome.weights, connectome.n_regions
        self.directed = connectome.is_directed
        rows, columns, values = edge_list(connectome.weights)
        kept = slice(None) if self.directed else rows < columns
        self.tails, self.heads = _numbers(rows[kept]), _numbers(columns[kept])
        self.weights = np.array(values[kept])
        # A region counts as connected with itself, so that no swap makes it so.
        taken = connectome.adjacency() | np.eye(self.n_regions, dtype=bool)
        self._taken = _numbers(taken.ravel())

    def swap(
        self,
        n_swaps: int,
        random: np.random.RandomState,
        *,
        connected: bool = True,
        bins: IntArray | None = None,
    ) -> int:
        """Swap edges at random.

        Parameters
        ----------
        n_swaps : int
            How many swaps are wanted.
        random : RandomState
        connected : bool, default=True
            Never leave more pieces (weakly connected, if directed) than there were.
        bins : ndarray of shape (n_regions, n_regions), of int from -1, optional
            Two edges are swapped only if the bins of their pairs are afterwards the same two.

        Returns
        -------
        int
            How many swaps were made: fewer, where 100 attempts a swap were not enough.
        """
        n_edges = len(self.tails)
        done, attempts, block = 0, _MAX_ATTEMPTS * n_swaps, n_edges
        n_pieces = self._count_pieces() if connected else self.n_regions
        bin_of = _numbers(np.empty(0, dtype=int) if bins is None else bins.ravel())
        while done < n_swaps and attempts > 0:
            before = self.tails.copy(), self.heads.copy(), self._taken.copy()
            n_new = self._swap_block(block, n_swaps - done, random, bin_of)
            attempts -= block
            if connected and n_new and self._count_pieces() > n_pieces:
                self.tails, self.heads, self._taken = before
                block = max(block // 2, 1)
            else:
                done += n_new
                block = min(2 * block, n_edges)
        return done

    def _swap_block(
        self, n_attempts: int, n_wanted: int, random: np.random.RandomState, bin_of: Any
    ) -> int:
        """Attempt some swaps, each of a pair of edges drawn at random; return how many worked."""
        first, second = random.randint(len(self.tails), size=(2, n_attempts))
        turned = random.random_sample(n_attempts) < (0 if self.directed else 0.5)
        drawn = (_numbers(first), _numbers(second), _numbers(turned))
        swap = compiled(_swap_pairs) if HAS_NUMBA else _swap_pairs
        graph = (self.tails, self.heads, self._taken, self.n_regions, self.directed)
        return int(swap(*graph, bin_of, *drawn, n_wanted))

    def _count_pieces(self) -> int:
        ones = np.ones(len(self.tails), dtype=bool)
        shape = (self.n_regions, self.n_regions)
        graph = sparse.csr_array((ones, (self.tails, self.heads)), shape=shape)
        return int(connected_components(graph, connection="weak")[0])

    def to_weights(self) -> FloatArray | sparse.csr_array:
        """Return the weights as a matrix, ndarray or csr_array as they were given."""
        put_together = from_edges if self.directed else both_directions
        return put_together(self.tails, self.heads, self.weights, like=self.like)


def _numbers(values: AnyArray) -> Any:
    """Copy numbers to what the loop below goes through fastest: an array if compiled, or a list."""
    dtype = bool if values.dtype == bool else np.int64
    return np.array(values, dtype=dtype) if HAS_NUMBA else values.tolist()


def _swap_pairs(
    tails: Any,
    heads: Any,
    taken: Any,
    n: int,
    directed: bool,
    bin_of: Any,
    firsts: Any,
    seconds: Any,
    turned: Any,
    n_wanted: int,
) -> int:
    """Swap pairs of edges in place where that can be; return how many."""
    done = 0
    for attempt in range(len(firsts)):
        first, second = firsts[attempt], seconds[attempt]
        a, b, c, d = tails[first], heads[first], tails[second], heads[second]
        if turned[attempt]:
            c, d = d, c
        if taken[a * n + d] or taken[c * n + b]:
            continue
        if len(bin_of):
            old, other_old = bin_of[a * n + b], bin_of[c * n + d]
            new, other_new = bin_of[a * n + d], bin_of[c * n + b]
            is_same = (old == new and other_old == other_new) or (
                old == other_new and other_old == new
            )
            if not is_same:
                continue
        tails[second], heads[first], heads[second] = c, d, b
        taken[a * n + b] = taken[c * n + d] = False
        taken[a * n + d] = taken[c * n + b] = True
        if not directed:
            taken[b * n + a] = taken[d * n + c] = False
            taken[d * n + a] = taken[b * n + c] = True
        done += 1
        if done == n_wanted:
            break
    return done
