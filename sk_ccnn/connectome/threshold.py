"""Thresholds: which edges stay when a connectome keeps only its strongest."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import minimum_spanning_tree

from ..types import FloatArray, IntArray
from .pairs import n_pairs
from .topology import Weights, both_directions, edge_list, from_edges, is_symmetric


def keep_strongest(weights: Weights, density: float, *, connected: bool = True) -> Weights:
    """Threshold weights as described in :meth:`sk_ccnn.Connectome.threshold`.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    density : float in (0, 1]
    connected : bool, default=True

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    if not 0 < density <= 1:
        raise ValueError(f"density must be in (0, 1], got {density!r}")
    n_regions = weights.shape[0]
    if n_regions < 2:
        raise ValueError(f"threshold needs at least 2 regions, got {n_regions}")
    symmetric = is_symmetric(weights)
    rows, columns, values = _strongest_first(weights, symmetric)
    n_possible = n_pairs(n_regions) * (1 if symmetric else 2)
    first = _forest(rows, columns, n_regions) if connected else np.empty(0, dtype=int)
    n_edges = _checked_number(density, n_possible, values.size, first.size)
    others = np.setdiff1d(np.arange(values.size), first)[: n_edges - first.size]
    kept = np.concatenate([first, others])
    put_together = both_directions if symmetric else from_edges
    return put_together(rows[kept], columns[kept], values[kept], like=weights)


def _strongest_first(weights: Weights, symmetric: bool) -> tuple[IntArray, IntArray, FloatArray]:
    """List the edges by falling absolute weight; those of the upper triangle, if symmetric."""
    rows, columns, values = edge_list(weights)
    if symmetric:
        upper = rows < columns
        rows, columns, values = rows[upper], columns[upper], values[upper]
    order = np.argsort(-np.abs(values), kind="stable")
    return rows[order], columns[order], values[order]


def _forest(rows: IntArray, columns: IntArray, n_regions: int) -> IntArray:
    """Return the edges (strongest come first) of a maximum spanning forest."""
    pair = np.minimum(rows, columns).astype(np.int64) * n_regions + np.maximum(rows, columns)
    _, stronger = np.unique(pair, return_index=True)
    # The rank as cost makes the minimum spanning forest the maximum one, and unique.
    # scipy before 1.17 has graph algorithms for 32-bit indices only.
    places = rows[stronger].astype(np.int32), columns[stronger].astype(np.int32)
    cost = sparse.csr_array((stronger + 1.0, places), shape=(n_regions, n_regions))
    ranks: IntArray = minimum_spanning_tree(cost).data.astype(int) - 1
    return np.sort(ranks)


def _checked_number(density: float, n_possible: int, n_present: int, n_needed: int) -> int:
    n_edges, n_needed = round(density * n_possible), max(n_needed, 1)
    if n_edges > n_present:
        raise ValueError(
            f"density={density:g} asks for {n_edges} of {n_possible} pairs of regions but only "
            f"{n_present} are connected (density {n_present / n_possible:.4g})"
        )
    if n_edges < n_needed:
        raise ValueError(
            f"density={density:g} leaves {n_edges} of {n_possible} pairs of regions but "
            f"{n_needed} are needed to keep the connectome connected "
            f"(density {n_needed / n_possible:.4g})"
        )
    return n_edges
