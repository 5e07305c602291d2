"""Swaps of edges: two edges exchange an end, and every region keeps its degree.

Maslov & Sneppen 2002, Science 296:910-913, doi 10.1126/science.1065103. Connectedness is looked at
after many swaps, and they are undone if it is lost: Viger & Latapy 2005, doi 10.1007/11533719_45
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from ..connectome import Connectome, both_directions, edge_list, from_edges
from ..types import FloatArray, IntArray

_MAX_ATTEMPTS = 100
"""For each swap that is wanted. Most attempts meet a pair that is connected already."""


class SwappableEdges:
    """The edges of a connectome, while they are being swapped.

    Parameters
    ----------
    connectome : Connectome

    Attributes
    ----------
    tails, heads : list of int
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
        self.tails: list[int] = rows[kept].tolist()
        self.heads: list[int] = columns[kept].tolist()
        self.weights = np.array(values[kept])
        # A region counts as connected with itself, so that no swap makes it so.
        taken = connectome.adjacency() | np.eye(self.n_regions, dtype=bool)
        self._taken = bytearray(taken.tobytes())

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
        # The sum of two powers of 3 tells which two they are.
        codes = None if bins is None else [3 ** (code + 1) for code in bins.ravel().tolist()]
        while done < n_swaps and attempts > 0:
            before = self.tails[:], self.heads[:], self._taken[:]
            n_new = self._swap_block(block, n_swaps - done, random, codes)
            attempts -= block
            if connected and n_new and self._count_pieces() > n_pieces:
                self.tails, self.heads, self._taken = before
                block = max(block // 2, 1)
            else:
                done += n_new
                block = min(2 * block, n_edges)
        return done

    def _swap_block(
        self,
        n_attempts: int,
        n_wanted: int,
        random: np.random.RandomState,
        codes: Sequence[int] | None,
    ) -> int:
        """Attempt some swaps, each of a pair of edges drawn at random; return how many worked."""
        tails, heads, taken, n = self.tails, self.heads, self._taken, self.n_regions
        edges = random.randint(len(tails), size=(2, n_attempts)).tolist()
        turned = (random.random_sample(n_attempts) < (0 if self.directed else 0.5)).tolist()
        done = 0
        for first, second, turn in zip(*edges, turned, strict=True):
            a, b, c, d = tails[first], heads[first], tails[second], heads[second]
            if turn:
                c, d = d, c
            if taken[a * n + d] or taken[c * n + b]:
                continue
            if codes and codes[a * n + d] + codes[c * n + b] != codes[a * n + b] + codes[c * n + d]:
                continue
            tails[second], heads[first], heads[second] = c, d, b
            self._mark((a, b), (c, d), 0)
            self._mark((a, d), (c, b), 1)
            done += 1
            if done == n_wanted:
                break
        return done

    def _mark(self, pair: tuple[int, int], other: tuple[int, int], value: int) -> None:
        for a, b in (pair, other):
            self._taken[a * self.n_regions + b] = value
            if not self.directed:
                self._taken[b * self.n_regions + a] = value

    def _count_pieces(self) -> int:
        ones = np.ones(len(self.tails), dtype=bool)
        shape = (self.n_regions, self.n_regions)
        graph = sparse.csr_array((ones, (self.tails, self.heads)), shape=shape)
        return int(connected_components(graph, connection="weak")[0])

    def to_weights(self) -> FloatArray | sparse.csr_array:
        """Return the weights as a matrix, ndarray or csr_array as they were given."""
        put_together = from_edges if self.directed else both_directions
        return put_together(self.tails, self.heads, self.weights, like=self.like)
