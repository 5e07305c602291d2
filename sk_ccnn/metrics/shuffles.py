"""Connectomes with the brain's edges, whose weights are exchanged among edges that are alike."""

from __future__ import annotations

from math import isqrt
from typing import Literal, TypeAlias, get_args

import numpy as np
from sklearn.utils import check_random_state

from ..connectome import Connectome, both_directions, edge_list, from_edges, values_at
from ..nn import draw_seeds
from ..nulls import require_geometry
from ..types import AnyArray, IntArray, RandomState

Kept: TypeAlias = Literal["degree", "length"]
KEPT: tuple[Kept, ...] = get_args(Kept)
_SMALLEST = 10
_MOST_BINS = 10


def shuffled_edge_weights(
    connectome: Connectome,
    kind: Kept = "degree",
    n_nulls: int = 100,
    random_state: RandomState = None,
) -> list[Connectome]:
    """Exchange the weights of edges between regions of like degrees.

    Kept exactly: the edges, so the degree of every region, and the weights as a whole. Kept nearly:
    how weights go with degrees (and lengths). Random: which edge has which weight.

    Parameters
    ----------
    connectome : Connectome
    kind : {"degree", "length"}, default="degree"
        ``"degree"``: among edges of like product of the degrees of their regions (outgoing and
        incoming, if directed). ``"length"``: among those of like length, too.
    n_nulls : int, default=100
    random_state : int, RandomState instance or None, default=None

    Returns
    -------
    list of Connectome

    Raises
    ------
    ValueError
        If `kind` is ``"length"`` and there are neither coordinates nor tract lengths.

    Notes
    -----
    Edges are alike if they are in the same of up to 10 bins (up to 10 x 10, with length), each of
    which holds at least 10 edges.
    """
    if kind == "length":
        require_geometry(connectome, kind)
    rows, columns, values = edge_list(connectome.weights)
    kept = slice(None) if connectome.is_directed else rows < columns
    build = from_edges if connectome.is_directed else both_directions
    rows, columns, values = rows[kept], columns[kept], np.array(values[kept])
    strata = _strata(connectome, kind, rows, columns)
    nulls = []
    for seed in draw_seeds(random_state, n_nulls):
        random, shuffled = check_random_state(seed), values.copy()
        for stratum in strata:
            shuffled[stratum] = values[random.permutation(stratum)]
        weights = build(rows, columns, shuffled, like=connectome.weights)
        nulls.append(connectome.replace(weights=weights))
    return nulls


def _strata(
    connectome: Connectome, kind: Kept, rows: IntArray, columns: IntArray
) -> list[IntArray]:
    """Put edges that are alike together: list of int arrays."""
    every_row, every_column, _ = edge_list(connectome.weights)
    outgoing, incoming = (
        np.bincount(ends, minlength=connectome.n_regions) for ends in (every_row, every_column)
    )
    degrees = outgoing[rows] * incoming[columns]
    everything, n_bins = np.arange(len(rows)), len(rows) // _SMALLEST
    if kind == "degree":
        return _bins(everything, degrees, n_bins)
    lengths = values_at(connectome.distances(), rows, columns)
    return [
        stratum
        for alike in _bins(everything, lengths, isqrt(n_bins))
        for stratum in _bins(alike, degrees, isqrt(n_bins))
    ]


def _bins(edges: IntArray, measure: AnyArray, n_bins: int) -> list[IntArray]:
    """Split edges into bins of equal size by a measure."""
    in_order = edges[np.argsort(measure[edges], kind="stable")]
    return np.array_split(in_order, min(max(n_bins, 1), _MOST_BINS))
