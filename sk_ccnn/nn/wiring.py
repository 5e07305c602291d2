"""Which connections may exist between regions, and how long each wire is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias, get_args

import numpy as np
from scipy import sparse

from ..connectome import Connectome, edge_list, pair_keys
from ..types import BoolArray, Constraint, FloatArray, IntArray

CONSTRAINTS: tuple[Constraint, ...] = get_args(Constraint)


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


@dataclass(frozen=True, eq=False)
class Wiring:
    """Connections that a network may have and their lengths, for all members or for each.

    Parameters
    ----------
    connectomes : tuple of Connectome
        All that differ, of equally many regions.
    constraint : {"hard", "soft", "init", "none"}
        What a missing connection means.
    of_member : ndarray of shape (n_members,), int, optional
        Which connectome each member has; None where there is one for all.
    both_directions : bool, default=False
        Whether each connection is open in both directions.
    """

    connectomes: tuple[Connectome, ...]
    constraint: Constraint = "hard"
    of_member: IntArray | None = None
    both_directions: bool = False

    @classmethod
    def of(cls, connectome: Connectomes, constraint: Constraint | None = None) -> Wiring:
        """Make the wiring of a connectome, or of one connectome per member.

        Parameters
        ----------
        connectome : Connectome, Wiring or sequence of Connectome
            A sequence gives every member a connectome of its own; all have the same number of
            regions.
        constraint : {"hard", "soft", "init", "none"}, optional
            What a missing connection means. By default ``"hard"``, or what a given `Wiring` says;
            another constraint makes a new `Wiring`.

        Returns
        -------
        Wiring
        """
        if constraint is not None and constraint not in CONSTRAINTS:
            raise ValueError(f"constraint must be one of {CONSTRAINTS}, got {constraint!r}")
        if isinstance(connectome, Wiring):
            if constraint is None or constraint == connectome.constraint:
                return connectome
            return replace(connectome, constraint=constraint)
        shared = isinstance(connectome, Connectome)
        given = [connectome] if isinstance(connectome, Connectome) else list(connectome)
        strange = [type(each).__name__ for each in given if not isinstance(each, Connectome)]
        if strange or isinstance(connectome, str) or not given:
            raise TypeError(
                "a layer needs a Connectome, a Wiring, or a Connectome for each member, got "
                f"{type(connectome).__name__}; as_connectome makes one of an array or a name"
            )
        sizes = sorted({each.n_regions for each in given})
        if len(sizes) != 1:
            raise ValueError(
                f"the members' connectomes must have equally many regions, got {sizes}"
            )
        row: dict[Connectome, int] = {}  # of each distinct connectome
        of_member = np.array([row.setdefault(each, len(row)) for each in given])
        return cls(tuple(row), constraint or "hard", None if shared else of_member)

    @property
    def n_regions(self) -> int:
        """Number of regions."""
        return self.connectomes[0].n_regions

    @cached_property
    def pairs(self) -> tuple[RegionPairs, ...]:
        """The pairs of regions that wires may join, in each of the connectomes."""
        return tuple(
            pairs_of(
                each,
                only_connected=self.constraint == "hard",
                both_directions=self.both_directions,
            )
            for each in self.connectomes
        )

    @cached_property
    def undirected(self) -> Wiring:
        """The wiring with each connection open in both directions, for pairs of regions."""
        return replace(self, both_directions=True)


Connectomes: TypeAlias = Connectome | Wiring | Sequence[Connectome]
"""What layers take: one connectome for all members, or one for each."""


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


def shared_or_each(connectomes: Sequence[Connectome]) -> Connectome | list[Connectome]:
    """Give the connectome that all members have, or that of each.

    Parameters
    ----------
    connectomes : sequence of Connectome, length n_members

    Returns
    -------
    Connectome or list of Connectome
    """
    first = connectomes[0]
    same = all(each is first or each == first for each in connectomes)
    return first if same else list(connectomes)
