"""Which edges the subjects of a group agree on.

Edges are pairs of regions, in the order of :mod:`sk_ccnn.connectome.pairs`.
"""

import numpy as np

from ..types import BoolArray, FloatArray, IntArray

# Rounding makes edges equal that differ only by the order in which subjects were summed.
DECIMALS = 10


def tally(
    pairs: FloatArray, weight: FloatArray, density: float | None = None
) -> tuple[FloatArray, FloatArray]:
    """Measure which share of the subjects has each edge, and how strong it is in them.

    Parameters
    ----------
    pairs : ndarray of shape (n_subjects, n_pairs)
        Edges of each subject; 0 where there is none.
    weight : ndarray of shape (n_subjects,)
        Weight of each subject.
    density : float in (0, 1], optional
        Count only so large a share of the pairs in each subject, the strongest.

    Returns
    -------
    share : ndarray of shape (n_pairs,)
        Weighted share of the subjects that have the edge.
    mean : ndarray of shape (n_pairs,)
        Weighted mean of the edge over those subjects; 0 where there are none.
    """
    share, total = np.zeros(pairs.shape[1]), np.zeros(pairs.shape[1])
    for subject, part in zip(pairs, weight / weight.sum(), strict=True):
        edges = subject if density is None else _strongest(subject, density)
        share += part * (edges != 0)
        total += part * edges.astype(np.float64)
    mean = np.divide(total, share, out=np.zeros_like(total), where=share > 0)
    return share.round(DECIMALS), mean


def _strongest(edges: FloatArray, density: float) -> FloatArray:
    """Keep a share of the pairs, and all that are as strong as the last of them."""
    n_kept = max(round(density * edges.size), 1)
    size = np.abs(edges)
    return np.where(size >= np.partition(size, -n_kept)[-n_kept], edges, 0)


def edges_of_most(share: FloatArray, threshold: float) -> BoolArray:
    """Choose the edges that a share of the subjects have: bool array of shape (n_pairs,).

    Parameters
    ----------
    share : ndarray of shape (n_pairs,)
        From `tally`.
    threshold : float in (0, 1]
        The share that is enough.
    """
    return (share > 0) & (share >= round(threshold, DECIMALS))


def edges_by_length(
    share: FloatArray,
    mean: FloatArray,
    lengths: FloatArray,
    kinds: IntArray,
    n_bins: int | None = None,
) -> BoolArray:
    """Choose as many edges of each length and kind as a subject has on average.

    Parameters
    ----------
    share, mean : ndarray of shape (n_pairs,)
        From `tally`.
    lengths : ndarray of shape (n_pairs,)
        How far apart the regions of each pair are.
    kinds : ndarray of shape (n_pairs,), int
        Edges of different kinds are counted apart.
    n_bins : int, optional
        Bins of length, each with about as many edges; by default the square root of the mean number
        of edges.

    Returns
    -------
    ndarray of shape (n_pairs,), bool
        In each bin, the pairs that most subjects have; of those that equally many have, the
        strongest.
    """
    n_bins = n_bins or max(round(np.sqrt(share.sum())), 1)
    cells = kinds * n_bins + _bins(lengths, share, n_bins)
    expected: FloatArray = np.bincount(cells, share).astype(np.float64)
    quotas = _apportioned(expected)
    strength = (np.abs(mean) / max(np.abs(mean).max(initial=0), 1e-300)).round(DECIMALS)
    order = np.lexsort((lengths, -strength, -share, cells))
    cells = cells[order]
    rank = np.arange(len(cells)) - np.searchsorted(cells, cells)
    chosen = np.zeros(len(cells), dtype=bool)
    chosen[order] = rank < quotas[cells]
    return chosen


def _bins(lengths: FloatArray, share: FloatArray, n_bins: int) -> IntArray:
    """Sort pairs into bins of length that hold about equally many of the subjects' edges."""
    order = np.argsort(lengths, kind="stable")
    n_until = np.cumsum(share[order])
    borders = n_until[-1:] * np.arange(1, n_bins) / n_bins
    # Equal lengths are in one bin, whatever the order of the regions.
    last = np.minimum(np.searchsorted(n_until, borders - 10**-DECIMALS), len(lengths) - 1)
    return np.searchsorted(lengths[order][last], lengths)


def _apportioned(expected: FloatArray) -> IntArray:
    """Round numbers of edges so that their sum is the rounded sum, by largest remainder.

    Rounding each would lose the edges of sparse bins.
    """
    quotas = np.floor(expected + 10**-DECIMALS).astype(int)
    n_more = int(np.floor(expected.sum() + 0.5 + 10**-DECIMALS)) - quotas.sum()
    largest = np.argsort(-(expected - quotas).round(DECIMALS), kind="stable")
    quotas[largest[:n_more]] += 1
    return quotas
