"""Which regions are meant: by label, by index, by a mask, or by the columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..types import AnyArray, IntArray
from .region_names import listing, match_regions


def selected_regions(given: Iterable[object], labels: Sequence[str]) -> IntArray:
    """Return the indices of the regions described in :meth:`sk_ccnn.Connectome.subset`."""
    if isinstance(given, str):
        raise TypeError(f"regions must be a sequence of labels or indices, got {given!r}")
    regions = list(given)
    names = [region for region in regions if isinstance(region, str)]
    if regions and len(names) == len(regions):
        chosen: IntArray = np.array(match_regions(names, labels))
    else:
        chosen = _checked_indices(np.asarray(regions), len(labels))
    if chosen.size == 0:
        raise ValueError("regions is empty; a connectome needs at least one region")
    repeated = [labels[index] for index in np.flatnonzero(np.bincount(chosen) > 1).tolist()]
    if repeated:
        raise ValueError(f"regions must be distinct; given twice: {listing(repeated)}")
    return chosen


def _checked_indices(regions: AnyArray, n_regions: int) -> IntArray:
    if regions.dtype == bool:
        if regions.shape != (n_regions,):
            raise ValueError(f"a mask must have shape ({n_regions},), got {regions.shape}")
        return np.flatnonzero(regions)
    if regions.size == 0:
        return regions
    if regions.dtype.kind not in "iu" or regions.ndim != 1:
        raise TypeError(
            "regions must be labels, integer indices or a mask, "
            f"got {regions.dtype} of shape {regions.shape}"
        )
    if regions.min() < 0 or regions.max() >= n_regions:
        raise ValueError(
            f"regions must be indices from 0 to {n_regions - 1}, "
            f"got {regions.min()} to {regions.max()}"
        )
    return regions


def aligned_regions(given: Iterable[str], labels: Sequence[str]) -> IntArray:
    """Return the indices of the regions described in :meth:`sk_ccnn.Connectome.align`."""
    names = list(given)
    chosen = np.array(match_regions(names, labels), dtype=int)
    hits = np.bincount(chosen, minlength=len(labels))
    twice = [name for name, index in zip(names, chosen, strict=True) if hits[index] > 1]
    if twice:
        raise ValueError(f"names that mean the same region: {listing(twice)}")
    return chosen
