"""What must hold of correlations before they are taken for a positive definite matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import (
    are_pair_names,
    checked_labels,
    index_of_pairs,
    listing,
    match_pairs,
    n_pairs,
    pair_names,
    regions_of_names,
    regions_of_pairs,
    to_numpy,
)
from ..types import FloatArray, IntArray

# By rounding; a diagonal may also be empty.
_TOLERANCE = 1e-3


def columns_of_pairs(
    n_columns: int, names: Sequence[str] | None, labels: Sequence[str] | None
) -> tuple[tuple[str, ...], IntArray]:
    """Find the regions, and the column of each pair of them.

    Parameters
    ----------
    n_columns : int
    names : sequence of str, length n_columns, or None
        Of the columns; only those that are all names of pairs ("A--B") say anything.
    labels : sequence of str or None
        Of the regions.

    Returns
    -------
    labels : tuple of str, length n_regions
        As they were given, or in the order in which the names have them, or ``region_0``...
    columns : ndarray of shape (n_columns,), of int
        In the order of the upper triangle, row by row.

    Raises
    ------
    ValueError
        If there are not as many columns as pairs of regions, or names and labels do not fit.
    """
    if names is None or not are_pair_names(names):
        return checked_labels(labels, regions_of_pairs(n_columns)), np.arange(n_columns)
    if labels is None:
        labels, pairs = regions_of_names(names)
        low, high = pairs.min(axis=1), pairs.max(axis=1)
        same = [name for name, is_same in zip(names, low == high, strict=True) if is_same]
        if same:
            raise ValueError(f"pairs of a region with itself: {listing(same)}")
        places = index_of_pairs(low, high, len(labels))
    else:
        labels = checked_labels(labels, regions_of_pairs(n_columns))
        places = match_pairs(names, labels)
    counts = np.bincount(places, minlength=n_pairs(len(labels)))
    if len(counts) != n_columns or (counts != 1).any():
        known = pair_names(labels)
        wrong = [f"{known[pair]} ({counts[pair]})" for pair in np.flatnonzero(counts != 1)]
        raise ValueError(
            f"needed one column for each pair of {len(labels)} regions, got {n_columns} columns; "
            f"of these pairs there are none or several: {listing(wrong)}"
        )
    return tuple(labels), np.argsort(places)


def require_correlations(table: FloatArray, subjects: Sequence[object]) -> None:
    """Refuse numbers that are no correlations.

    Parameters
    ----------
    table : ndarray of shape (n_subjects, n_pairs)
        Finite.
    subjects : sequence, length n_subjects
        What they are called.

    Raises
    ------
    ValueError
        If one is beyond ±1.
    """
    for subject, row in zip(subjects, table, strict=True):
        largest = np.abs(row).max()
        if largest > 1 + 1e-6:
            raise ValueError(
                f"needed correlations between -1 and 1, got {row[np.abs(row).argmax()]:g} for "
                f"subject {subject!r}; Fisher's z are undone by tanh, covariances become "
                "correlations by nilearn's cov_to_corr"
            )


def require_unit_diagonal(X: ArrayLike) -> None:
    """Refuse matrices whose diagonal says that they are no correlations.

    Parameters
    ----------
    X : array-like of shape (n_subjects, n_regions, n_regions)

    Raises
    ------
    ValueError
        If a number on a diagonal is neither 1 nor what stands for nothing: 0, NaN or infinity.
    """
    matrices, _ = to_numpy(X)
    diagonals = np.diagonal(matrices, axis1=1, axis2=2).astype(np.float64)
    is_empty = (diagonals == 0) | ~np.isfinite(diagonals)
    wrong = ~is_empty & (np.abs(diagonals - 1) > _TOLERANCE)
    if wrong.any():
        subject, region = np.argwhere(wrong)[0].tolist()
        raise ValueError(
            "needed correlation matrices, with ones on the diagonal (or zeros, for nothing), got "
            f"X[{subject}, {region}, {region}] = {diagonals[subject, region]:g}; covariances "
            "become correlations by nilearn's cov_to_corr"
        )
