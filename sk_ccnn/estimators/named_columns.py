"""Match the columns of a table to the regions of a connectome, or their pairs, by name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..connectome import Connectome, listing, match_pairs, n_pairs, pair_names, regions_of_names
from ..types import IntArray
from .layout import FeatureLayout

INSTEAD = "To match by position instead, pass X as an array without names"


def by_region_names(
    candidates: Sequence[Connectome], names: Sequence[str]
) -> tuple[Connectome, FeatureLayout]:
    """Match columns to regions; several columns may measure one region.

    Parameters
    ----------
    candidates : list of Connectome
        That may be meant, widest first.
    names : sequence of str, length n_columns

    Returns
    -------
    connectome : Connectome
        Of the regions that have columns, in its own order.
    layout : FeatureLayout

    Raises
    ------
    ValueError
        If a name means no region, or regions differ in their number of columns.
    """
    connectome, regions = _match(candidates, names, "regions")
    found, counts = np.unique(regions, return_counts=True)
    if len(set(counts.tolist())) > 1:
        fewest = connectome.labels[found[counts.argmin()]]
        raise ValueError(
            "every region needs the same number of columns, but the names give between "
            f"{counts.min()} (as for {fewest!r}) and {counts.max()} columns a region"
        )
    columns = np.argsort(regions, kind="stable").tolist()
    layout = FeatureLayout("nodes", len(found), int(counts[0]), _unless_in_order(columns), True)
    return connectome.subset(found.tolist()), layout


def by_pair_names(
    candidates: Sequence[Connectome], names: Sequence[str]
) -> tuple[Connectome, FeatureLayout]:
    """Match columns to pairs of regions, named "A--B", in either order of the two.

    Parameters
    ----------
    candidates : list of Connectome
        That may be meant, widest first.
    names : sequence of str, length n_columns

    Returns
    -------
    connectome : Connectome
        Of the regions that are named, in its own order.
    layout : FeatureLayout

    Raises
    ------
    ValueError
        If a name means no pair of regions, or a pair is lacking or there twice.
    """
    try:
        parts, _ = regions_of_names(names)
    except ValueError as error:
        raise ValueError(f"{_MATCHED['pairs of regions']}, and {error}. {INSTEAD}") from error
    connectome, regions = _match(candidates, parts, "pairs of regions")
    connectome = connectome.subset(np.unique(regions).tolist())
    pairs = match_pairs(names, connectome.labels)
    counts = np.bincount(pairs, minlength=n_pairs(connectome.n_regions))
    twice = [name for name, pair in zip(names, pairs.tolist(), strict=True) if counts[pair] > 1]
    if twice:
        raise ValueError(f"columns that mean the same pair of regions: {listing(twice)}")
    if not counts.all():
        known = pair_names(connectome.labels)
        lacking = [known[pair] for pair in np.flatnonzero(counts == 0).tolist()]
        raise ValueError(
            f"X has {len(names)} pairs of {connectome.n_regions} regions and needs all "
            f"{len(counts)}; lacking are {listing(lacking)}"
        )
    in_order = _unless_in_order(np.argsort(pairs).tolist())
    return connectome, FeatureLayout("edges", connectome.n_regions, 1, in_order, True)


_MATCHED = {
    "regions": "the columns of X are matched to the connectome's regions by name",
    "pairs of regions": "the columns of X are matched to the connectome's pairs of regions by name",
}


def _match(
    candidates: Sequence[Connectome], names: Sequence[str], what: str
) -> tuple[Connectome, IntArray]:
    """Find the narrowest connectome that has all the names: its density suits its regions."""
    try:
        for connectome in candidates[:0:-1]:
            try:
                return connectome, connectome.match(names)
            except ValueError:
                continue
        return candidates[0], candidates[0].match(names)
    except ValueError as error:
        raise ValueError(f"{_MATCHED[what]}, and {error}. {INSTEAD}") from error


def _unless_in_order(columns: list[int]) -> tuple[int, ...] | None:
    return None if columns == list(range(len(columns))) else tuple(columns)
