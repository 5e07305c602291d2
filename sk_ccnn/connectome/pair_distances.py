"""Distances of some pairs of regions, and the mean over all, without a matrix of all pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial.distance import cdist

from ..types import FloatArray, IntArray
from .distances import path_graph
from .topology import Weights, edge_list, values_at

# Up to so many regions, all shortest paths are walked.
EXACT_REGIONS = 5000
# Of more, those from and to so many regions, drawn once and for all.
N_LANDMARKS = 64
_SEED = 0
# Beyond, straight lines are summed in single precision: 30 s become 9 s for 139 000 regions.
_DOUBLE_PRECISION_REGIONS = 20_000
_BLOCK = 512
_PAIRS_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class PairDistances:
    """Distances of some pairs of regions, beside those of all pairs.

    Parameters
    ----------
    between : ndarray of shape (n_pairs,)
        Distance of each pair; ``inf`` where no path leads.
    mean : float
        Mean over all ordered pairs of different regions, where each without a path counts as
        `farthest`; 0 where no two regions are apart.
    farthest : float
        Twice the longest path.
    """

    between: FloatArray
    mean: float
    farthest: float


def lines_between(
    coordinates: FloatArray, lengths: Weights | None, rows: IntArray, columns: IntArray
) -> FloatArray:
    """Measure pairs by tract length where it is known, else in a straight line.

    Parameters
    ----------
    coordinates : ndarray of shape (n_regions, 3), in mm
    lengths : ndarray or csr_array of shape (n_regions, n_regions), in mm, or None
    rows, columns : ndarray of shape (n_pairs,), int

    Returns
    -------
    ndarray of shape (n_pairs,), in mm
    """
    between = np.empty(len(rows))
    for first in range(0, len(rows), _PAIRS_AT_ONCE):
        part = slice(first, first + _PAIRS_AT_ONCE)
        apart = coordinates[rows[part]] - coordinates[columns[part]]
        between[part] = np.sqrt(np.einsum("pi,pi->p", apart, apart))
    return between if lengths is None else _with_tracts(between, lengths, rows, columns)


def _with_tracts(
    between: FloatArray, lengths: Weights, rows: IntArray, columns: IntArray
) -> FloatArray:
    tracts = values_at(lengths, rows, columns)
    return np.where(tracts > 0, tracts, between)


def mean_of_lines(coordinates: FloatArray, lengths: Weights | None) -> float:
    """Average what `lines_between` measures over all pairs of different regions.

    Parameters
    ----------
    coordinates : ndarray of shape (n_regions, 3), in mm
    lengths : ndarray or csr_array of shape (n_regions, n_regions), in mm, or None

    Returns
    -------
    float, in mm
        To about 7 digits for more than 20 000 regions; 0 for a single one.
    """
    n_regions, total = len(coordinates), 0.0
    sum_block = _block_sums(coordinates)
    for row in range(0, n_regions, _BLOCK):
        for column in range(row, n_regions, _BLOCK):
            total += sum_block(row, column) * (1 if row == column else 2)
    if lengths is not None:
        rows, columns, tracts = edge_list(lengths)
        total += float(tracts.sum() - lines_between(coordinates, None, rows, columns).sum())
    return total / max(n_regions * (n_regions - 1), 1)


def _block_sums(coordinates: FloatArray) -> Any:
    """Give a function that sums the distances of the regions from a row and from a column on."""
    if len(coordinates) <= _DOUBLE_PRECISION_REGIONS:

        def exact(row: int, column: int) -> float:
            ends = coordinates[row : row + _BLOCK], coordinates[column : column + _BLOCK]
            return float(cdist(*ends).sum())

        return exact
    # |a - b|^2 = |a|^2 - 2 ab + |b|^2 as one matrix product.
    points = (coordinates - coordinates.mean(axis=0)).astype(np.float32)
    squares, ones = (points**2).sum(axis=1), np.ones(len(points), dtype=np.float32)
    left = np.column_stack([squares, -2 * points, ones])
    right = np.ascontiguousarray(np.column_stack([ones, points, squares]).T)

    room = np.empty((_BLOCK, _BLOCK), dtype=np.float32)

    def fast(row: int, column: int) -> float:
        ends = left[row : row + _BLOCK], right[:, column : column + _BLOCK]
        squared = room[: len(ends[0]), : ends[1].shape[1]]
        np.matmul(*ends, out=squared)
        np.maximum(squared, 0, out=squared)
        return float(np.sqrt(squared, out=squared).sum())

    return fast


def along_paths(
    weights: Weights, lengths: Weights | None, rows: IntArray, columns: IntArray
) -> PairDistances:
    """Measure pairs by tract length where it is known, else by the shortest path.

    Paths lead along the tracts or, where there are none, along the connections. Of more than 5 000
    regions, the mean is that of the paths from 64 of them, always the same ones, and a pair is as
    far apart as its own connection or, if that is shorter, the way through one of the 64.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
        An edge is ``1 / abs(weight)`` long.
    lengths : ndarray or csr_array of shape (n_regions, n_regions), in mm, or None
    rows, columns : ndarray of shape (n_pairs,), int

    Returns
    -------
    PairDistances
    """
    graph, tally = path_graph(weights, lengths), _Tally(lengths)
    if graph.shape[0] <= EXACT_REGIONS:
        between = _all_paths(graph, rows, columns, tally)
    else:
        between = _paths_by_landmarks(graph, rows, columns, tally)
    if lengths is not None:
        between = _with_tracts(between, lengths, rows, columns)
    return tally.beside(between)


class _Tally:
    """Adds up the paths from some regions to all."""

    def __init__(self, lengths: Weights | None) -> None:
        self.lengths = lengths
        self.total, self.longest, self.n_pairs, self.n_without = 0.0, 0.0, 0, 0

    def add(self, sources: IntArray, paths: FloatArray) -> None:
        """Count the paths (n_sources, n_regions) from some regions."""
        if self.lengths is not None:
            tracts = sparse.coo_array(self.lengths[sources])
            paths = paths.copy()
            paths[tracts.row, tracts.col] = tracts.data
        finite = np.isfinite(paths)
        n_finite = int(np.count_nonzero(finite))
        reached = paths if n_finite == paths.size else paths[finite]
        self.total += float(reached.sum())
        self.longest = max(self.longest, float(reached.max(initial=0)))
        self.n_pairs += paths.size - len(paths)
        self.n_without += paths.size - n_finite

    def beside(self, between: FloatArray) -> PairDistances:
        """Put the mean beside the distances of some pairs."""
        farthest = 2 * self.longest
        mean = (self.total + self.n_without * farthest) / max(self.n_pairs, 1)
        return PairDistances(between, mean, farthest)


def _all_paths(
    graph: sparse.csr_array, rows: IntArray, columns: IntArray, tally: _Tally
) -> FloatArray:
    """Walk from every region, some at once."""
    between, order = np.empty(len(rows)), np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(graph.shape[0] + 1))
    for first in range(0, graph.shape[0], _BLOCK):
        sources = np.arange(first, min(first + _BLOCK, graph.shape[0]))
        paths = csgraph.dijkstra(graph, indices=sources)
        tally.add(sources, paths)
        here = order[starts[first] : starts[sources[-1] + 1]]
        between[here] = paths[rows[here] - first, columns[here]]
    return between


def _paths_by_landmarks(
    graph: sparse.csr_array, rows: IntArray, columns: IntArray, tally: _Tally
) -> FloatArray:
    """Take each pair's own edge, or the shortest way through a landmark."""
    random = np.random.default_rng(_SEED)
    landmarks = np.sort(random.choice(graph.shape[0], N_LANDMARKS, replace=False))
    outward = csgraph.dijkstra(graph, indices=landmarks)
    inward = csgraph.dijkstra(graph.T.tocsr(), indices=landmarks)
    tally.add(landmarks, outward)
    own = values_at(graph, rows, columns)
    between = np.where(own > 0, own, np.inf)
    for there, onward in zip(inward, outward, strict=True):
        np.minimum(between, there[rows] + onward[columns], out=between)
    between[rows == columns] = 0
    return between
