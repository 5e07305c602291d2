"""Where the wires of a layer lie in its dense weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from scipy import sparse

from ..types import IntArray
from .wiring import RegionPairs

Placed: TypeAlias = tuple[IntArray, IntArray]
Place: TypeAlias = Callable[[RegionPairs], Placed]
"""Gives the positions of all wires, ascending, and which of the pairs each wire joins."""


def between_units(
    pairs: RegionPairs, in_regions: IntArray, out_regions: IntArray, *, within: bool = True
) -> Placed:
    """Place a wire between each two units whose regions may be connected.

    Parameters
    ----------
    pairs : RegionPairs
    in_regions : ndarray of shape (in_units,), int
        Region of each input unit.
    out_regions : ndarray of shape (out_units,), int
        Region of each output unit.
    within : bool, default=True
        Place those within a region, too.

    Returns
    -------
    positions : ndarray of shape (n_wires,), int
        ``in_unit * out_units + out_unit``, ascending.
    which : ndarray of shape (n_wires,), int
        Index of the pair that each wire joins.
    """
    if pairs.is_everything and within:
        which = (in_regions[:, None] * pairs.n_regions + out_regions).reshape(-1)
        return np.arange(len(which)), which
    kept = slice(None) if within else pairs.sources != pairs.targets
    numbers, sources = np.arange(len(pairs))[kept], pairs.sources[kept]
    starts = np.searchsorted(sources, np.arange(pairs.n_regions + 1))
    shape = (pairs.n_regions, pairs.n_regions)
    numbered = sparse.csr_array((numbers, pairs.targets[kept], starts), shape=shape)
    wired = _columns(_rows(numbered, in_regions), out_regions)
    wired.sort_indices()
    in_units = np.repeat(np.arange(len(in_regions)), np.diff(wired.indptr))
    return in_units * len(out_regions) + wired.indices, wired.data


def _rows(matrix: sparse.csr_array, regions: IntArray) -> sparse.csr_array:
    return matrix if _are_all(regions, matrix) else matrix[regions]


def _columns(matrix: sparse.csr_array, regions: IntArray) -> sparse.csr_array:
    return matrix if _are_all(regions, matrix) else matrix[:, regions]


def _are_all(regions: IntArray, matrix: sparse.csr_array) -> bool:
    """Tell whether there is one unit a region, in order: no copy is needed."""
    n_regions = matrix.shape[1]
    return len(regions) == n_regions and bool((regions == np.arange(n_regions)).all())


def at_pairs(pairs: RegionPairs, units: int, *, once: bool) -> Placed:
    """Place some wires at each pair of different regions.

    Parameters
    ----------
    pairs : RegionPairs
    units : int
        Wires per pair.
    once : bool
        Whether (i, j) and (j, i) are one pair, the upper of the two.

    Returns
    -------
    positions : ndarray of shape (n_wires,), int
        ``(source * n_regions + target) * units + unit``, ascending.
    which : ndarray of shape (n_wires,), int
        Index of the pair that each wire joins.
    """
    sources, targets = pairs.sources, pairs.targets
    kept = np.flatnonzero(sources < targets if once else sources != targets)
    positions = pairs.keys[kept][:, None] * units + np.arange(units)
    return positions.reshape(-1), np.repeat(kept, units)
