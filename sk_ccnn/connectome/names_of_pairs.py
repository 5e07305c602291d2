"""Names of pairs of regions, such as "L_insula--R_insula"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..types import IntArray
from .region_names import listing, match_regions

SEPARATOR = "--"


def pair_names(labels: Sequence[str]) -> list[str]:
    """Name the pairs of regions, in the order in which tables hold them.

    Parameters
    ----------
    labels : sequence of str, length n_regions

    Returns
    -------
    list of str, length n_regions * (n_regions - 1) / 2

    Examples
    --------
    >>> from sk_ccnn.connectome import pair_names
    >>> pair_names(["A", "B", "C"])
    ['A--B', 'A--C', 'B--C']
    """
    rows, columns = np.triu_indices(len(labels), k=1)
    return [
        f"{labels[i]}{SEPARATOR}{labels[j]}"
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
    ]


def are_pair_names(names: Sequence[str]) -> bool:
    """Tell whether every name has the form of a pair, "A--B".

    Parameters
    ----------
    names : sequence of str

    Returns
    -------
    bool
    """
    return len(names) > 0 and all(_is_pair(name) for name in names)


def regions_of_names(names: Sequence[str]) -> tuple[list[str], IntArray]:
    """Take names of pairs apart.

    Parameters
    ----------
    names : sequence of str, length n_names

    Returns
    -------
    regions : list of str
        The distinct names of regions, in the order in which they are met.
    pairs : ndarray of shape (n_names, 2), of int
        The two regions of each pair, as indices of `regions`.

    Raises
    ------
    ValueError
        If a name is no pair.
    """
    wrong = [name for name in names if not _is_pair(name)]
    if wrong:
        raise ValueError(
            f"{len(wrong)} of {len(names)} names are no pairs of regions, which are named like "
            f"'A{SEPARATOR}B': {listing(wrong)}"
        )
    found: dict[str, int] = {}
    pairs = [
        [found.setdefault(part, len(found)) for part in _parts(name)] for name in map(str, names)
    ]
    return list(found), np.array(pairs, dtype=np.intp).reshape(-1, 2)


def match_pairs(names: Sequence[str], labels: Sequence[str]) -> IntArray:
    """Find the pair that each name means.

    The regions of a pair are matched as those of `parse_region_name`, and may stand in either
    order.

    Parameters
    ----------
    names : sequence of str, length n_names
        Such as "lh_insula--rh_insula".
    labels : sequence of str, length n_regions
        The regions' labels.

    Returns
    -------
    ndarray of shape (n_names,), of int
        The index of each name's pair, in the order in which tables hold pairs.

    Raises
    ------
    ValueError
        If a name is no pair of two different regions; all of them are listed.

    Examples
    --------
    >>> from sk_ccnn.connectome import match_pairs
    >>> match_pairs(["C--A", "A--B"], ["A", "B", "C"])
    array([1, 0])
    """
    parts, pairs = regions_of_names(names)
    region = np.array(match_regions(parts, labels), dtype=np.intp)[pairs]
    first, second = region.min(axis=1), region.max(axis=1)
    same = [name for name, is_same in zip(names, first == second, strict=True) if is_same]
    if same:
        raise ValueError(f"pairs of a region with itself: {listing(same)}")
    before = first * (2 * len(labels) - first - 1) // 2  # pairs whose first region comes earlier
    return np.asarray(before + second - first - 1)


def _is_pair(name: object) -> bool:
    return isinstance(name, str) and len(_parts(name)) == 2 and all(_parts(name))


def _parts(name: str) -> list[str]:
    return [part.strip() for part in name.split(SEPARATOR)]
