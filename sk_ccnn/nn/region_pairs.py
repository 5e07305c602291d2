"""The pairs of regions that wires may join, and how long these wires are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..connectome import Connectome, edge_list, pair_keys
from ..types import BoolArray, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class RegionPairs:
    """Ordered pairs of regions that the wires of a network may join.

    Parameters
    ----------
    keys : ndarray of shape (n_pairs,), int
        ``source * n_regions + target`` of each pair, ascending.
    lengths : ndarray of shape (n_pairs,)
        Length of the wire from source to target, in units of the mean distance between two
        different regions; 0 within a region.
    connected : ndarray of shape (n_pairs,), bool
        Whether the connectome connects the two; a region always reaches itself.
    n_regions : int
        Number of regions.
    """

    keys: IntArray
    lengths: FloatArray
    connected: BoolArray
    n_regions: int

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def sources(self) -> IntArray:
        """Region that a wire leaves, int array like `keys`."""
        return self.keys // self.n_regions

    @property
    def targets(self) -> IntArray:
        """Region that a wire enters, int array like `keys`."""
        return self.keys % self.n_regions

    @property
    def is_everything(self) -> bool:
        """Whether these are all pairs."""
        return len(self) == self.n_regions**2


def pairs_of(
    connectome: Connectome, *, only_connected: bool, both_directions: bool = False
) -> RegionPairs:
    """List the pairs of regions that wires may join.

    Parameters
    ----------
    connectome : Connectome
        If its weights are sparse, only what is connected takes memory.
    only_connected : bool
        Whether a wire needs a connection: the hard constraint.
    both_directions : bool, default=False
        Open each connection in both directions; lengths are then the mean of both.

    Returns
    -------
    RegionPairs
    """
    if only_connected and sparse.issparse(connectome.weights):
        return _from_edges(connectome, both_directions)
    n_regions = connectome.n_regions
    connected: BoolArray = connectome.adjacency().copy()
    np.fill_diagonal(connected, True)
    lengths = relative_lengths(connectome)
    if both_directions:
        connected = connected | connected.T
        lengths = (lengths + lengths.T) / 2
    connected, lengths = connected.reshape(-1), lengths.reshape(-1)
    if not only_connected:
        return RegionPairs(np.arange(n_regions**2), lengths, connected, n_regions)
    keys = np.flatnonzero(connected)
    return RegionPairs(keys, lengths[keys], connected[keys], n_regions)


def _from_edges(connectome: Connectome, both_directions: bool) -> RegionPairs:
    """List the connections and the regions themselves, without a matrix of all pairs."""
    n_regions = connectome.n_regions
    rows, columns, _ = edge_list(connectome.weights)
    ends = [(rows, columns), (np.arange(n_regions),) * 2]
    ends += [(columns, rows)] * both_directions
    keys = np.concatenate([pair_keys(*each, n_regions) for each in ends])
    keys.sort(kind="stable")  # merges what is in order already; np.unique takes 10 times as long
    keys = keys[np.append(True, keys[1:] != keys[:-1])]
    rows, columns = np.divmod(keys, n_regions)
    lengths = _relative_lengths_between(connectome, rows, columns)
    if both_directions:
        # In the order of the other direction's keys, which are the same keys.
        lengths = (lengths + lengths[np.argsort(pair_keys(columns, rows, n_regions))]) / 2
    return RegionPairs(keys, lengths, np.ones(len(keys), dtype=bool), n_regions)


def relative_lengths(connectome: Connectome) -> FloatArray:
    """Wire lengths in units of the mean distance between two different regions.

    A pair of regions without any path between them (topological distances only) counts as twice
    the longest path. Dividing by the mean over *all* pairs, connected or not, keeps the unit the
    same for a connectome and for its rewired nulls. It is the same for sparse and dense weights
    (for paths between more than 5 000 regions, see `sk_ccnn.Connectome.distances`).

    Parameters
    ----------
    connectome : Connectome
        Its distances are used.

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
        Zero diagonal, mean 1 off the diagonal.
    """
    lengths: FloatArray = np.array(connectome.all_distances(), dtype=np.float64)
    apart = ~np.eye(len(lengths), dtype=bool)
    finite = apart & np.isfinite(lengths)
    if not finite.any():
        return apart.astype(np.float64)
    lengths[~np.isfinite(lengths)] = 2 * lengths[finite].max()
    mean = lengths[apart].mean()
    return lengths / mean if mean > 0 else apart.astype(np.float64)


def _relative_lengths_between(
    connectome: Connectome, rows: IntArray, columns: IntArray
) -> FloatArray:
    """Give the same for some pairs only: ndarray of shape (n_pairs,)."""
    found = connectome.pair_distances(rows, columns)
    if not found.mean > 0:
        return (rows != columns).astype(np.float64)
    lengths = np.where(np.isfinite(found.between), found.between, found.farthest)
    return lengths / found.mean
