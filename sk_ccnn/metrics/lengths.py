"""How long the edges of a connectome are."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import Connectome, as_connectome
from ..types import FloatArray

N_BINS = 10


@dataclass(frozen=True, eq=False)
class EdgeLengths:
    """Distribution of the lengths of edges.

    Attributes
    ----------
    bins : ndarray of shape (n_bins + 1,)
        Edges of the bins, in mm (or in the unit of `Connectome.distances`).
    edge_share : ndarray of shape (n_bins,)
        Share of the edges in each bin; sums to 1, or is 0 without edges.
    weight_share : ndarray of shape (n_bins,)
        Share of the sum of absolute weights in each bin.
    median : float
        Of the edges.
    mean : float
        By absolute weight. Both NaN without edges.
    """

    bins: FloatArray
    edge_share: FloatArray
    weight_share: FloatArray
    median: float
    mean: float


def edge_lengths(
    connectome: Connectome | ArrayLike | str,
    *,
    distances: ArrayLike | None = None,
    bins: int | ArrayLike = N_BINS,
) -> EdgeLengths:
    """Measure how the lengths of a connectome's edges are distributed.

    Parameters
    ----------
    connectome : Connectome
        Or what :func:`sk_ccnn.connectome.as_connectome` takes for one.
    distances : ndarray of shape (n_regions, n_regions), optional
        Distance of each pair of regions; by default `Connectome.distances` of this connectome,
        which for a learned one without geometry would be those along the learned wires. Edges of
        infinite length are left out.
    bins : int or array-like of shape (n_bins + 1,), default=10
        Bins of equal width over the distances of all pairs, or their edges.

    Returns
    -------
    EdgeLengths

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.metrics import edge_lengths
    >>> found = edge_lengths(load_connectome())
    >>> f"median {found.median:.0f} mm, mean by weight {found.mean:.0f} mm"
    'median 73 mm, mean by weight 56 mm'
    """
    connectome = as_connectome(connectome)
    distances = np.asarray(connectome.all_distances() if distances is None else distances)
    pairs = distances[~np.eye(len(distances), dtype=bool)]
    bins = np.histogram_bin_edges(
        pairs[np.isfinite(pairs)], bins if isinstance(bins, Integral) else np.asarray(bins)
    )
    is_edge = connectome.adjacency() & np.isfinite(distances)
    lengths, weights = distances[is_edge], np.abs(connectome.to_dense()[is_edge])
    if not lengths.size:
        nothing = np.zeros(len(bins) - 1)
        return EdgeLengths(bins, nothing, nothing, np.nan, np.nan)
    return EdgeLengths(
        bins,
        np.histogram(lengths, bins)[0] / lengths.size,
        np.histogram(lengths, bins, weights=weights)[0] / weights.sum(),
        float(np.median(lengths)),
        float(np.average(lengths, weights=weights)),
    )
