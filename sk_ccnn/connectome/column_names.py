"""Columns of a table, found by what their names mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..types import IntArray
from .names_of_pairs import are_pair_names, match_pairs, regions_of_names
from .region_names import listing, match_regions


def find_columns(names: Sequence[str], wanted: Sequence[str]) -> IntArray:
    """Find the column that each of some names means.

    Parameters
    ----------
    names : sequence of str, length n_columns
        Names of the columns that there are: regions, or pairs of regions ("A--B").
    wanted : sequence of str, length n_columns
        The names that are looked for, maybe in another order and spelling.

    Returns
    -------
    ndarray of shape (n_columns,), of int
        The column of each name in `wanted`.

    Raises
    ------
    ValueError
        If a column means none of them, two mean the same, or one is lacking.

    Examples
    --------
    >>> from sk_ccnn.connectome import find_columns
    >>> find_columns(["rh_insula", "lh_insula"], ["L_insula", "R_insula"])
    array([1, 0])
    """
    position = {name: column for column, name in enumerate(names)}
    if len(position) == len(names) == len(wanted) and position.keys() == set(wanted):
        return np.array([position[name] for name in wanted], dtype=np.intp)
    if are_pair_names(wanted):
        meant, kind = _matched_pairs(names, wanted), "pairs of regions"
    else:
        meant, kind = np.array(match_regions(names, wanted), dtype=np.intp), "regions"
    counts = np.bincount(meant, minlength=len(wanted))
    lacking = [name for name, count in zip(wanted, counts, strict=True) if not count]
    if lacking:
        raise ValueError(f"{len(lacking)} of {len(wanted)} {kind} are lacking: {listing(lacking)}")
    twice = [name for name, index in zip(names, meant, strict=True) if counts[index] > 1]
    if twice:
        raise ValueError(f"names that mean the same: {listing(twice)}")
    return np.argsort(meant)


def _matched_pairs(names: Sequence[str], wanted: Sequence[str]) -> IntArray:
    """Find the pair of `wanted` that each name means: int array of shape (n_names,)."""
    labels, _ = regions_of_names(wanted)
    number_of = {pair: index for index, pair in enumerate(match_pairs(wanted, labels).tolist())}
    found = [number_of.get(pair) for pair in match_pairs(names, labels).tolist()]
    unknown = [name for name, index in zip(names, found, strict=True) if index is None]
    if unknown:
        raise ValueError(f"{len(unknown)} names mean no pair that is wanted: {listing(unknown)}")
    return np.array(found, dtype=np.intp)
