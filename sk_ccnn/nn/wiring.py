"""Which connections may exist between regions, and how long each wire is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, get_args

import numpy as np

from ..connectome import Connectome
from ..types import BoolArray, Constraint, FloatArray, IntArray

CONSTRAINTS: tuple[Constraint, ...] = get_args(Constraint)


@dataclass(frozen=True, eq=False)
class Wiring:
    """Connections that a network may have and their lengths, for all members or for each.

    Parameters
    ----------
    connected : ndarray of shape (n_connectomes, n_regions, n_regions), bool
        Whether a connectome connects region i to region j; a region always reaches itself.
    lengths : ndarray of shape (n_connectomes, n_regions, n_regions)
        Length of the wire from region i to region j, in units of the mean distance between two
        different regions; 0 within a region.
    constraint : {"hard", "soft", "init", "none"}
        What a missing connection means.
    of_member : ndarray of shape (n_members,), int, optional
        Which connectome each member has; None where there is one for all.
    """

    connected: BoolArray
    lengths: FloatArray
    constraint: Constraint = "hard"
    of_member: IntArray | None = None

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
        return cls(
            np.stack([_connected(each) for each in row]),
            np.stack([relative_lengths(each) for each in row]),
            constraint or "hard",
            None if shared else of_member,
        )

    @property
    def n_regions(self) -> int:
        """Number of regions."""
        return self.connected.shape[-1]

    @property
    def allowed(self) -> BoolArray:
        """Connections that are parameters, bool array like `connected`."""
        return self.connected if self.constraint == "hard" else np.ones_like(self.connected)

    @property
    def undirected(self) -> Wiring:
        """The wiring with each connection open in both directions, for pairs of regions."""
        connected = self.connected | self.connected.swapaxes(-1, -2)
        lengths = (self.lengths + self.lengths.swapaxes(-1, -2)) / 2
        return replace(self, connected=connected, lengths=lengths)


Connectomes: TypeAlias = Connectome | Wiring | Sequence[Connectome]
"""What layers take: one connectome for all members, or one for each."""


def _connected(connectome: Connectome) -> BoolArray:
    connected: BoolArray = connectome.adjacency().copy()
    np.fill_diagonal(connected, True)
    return connected


def relative_lengths(connectome: Connectome) -> FloatArray:
    """Wire lengths in units of the mean distance between two different regions.

    A pair of regions without any path between them (topological distances only) counts as twice
    the longest path. Dividing by the mean over *all* pairs, connected or not, keeps the unit the
    same for a connectome and for its rewired nulls.

    Parameters
    ----------
    connectome : Connectome
        Its ``distances()`` are used.

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
        Zero diagonal, mean 1 off the diagonal.
    """
    lengths: FloatArray = np.array(connectome.distances(), dtype=np.float64)
    apart = ~np.eye(len(lengths), dtype=bool)
    finite = apart & np.isfinite(lengths)
    if not finite.any():
        return apart.astype(np.float64)
    lengths[~np.isfinite(lengths)] = 2 * lengths[finite].max()
    mean = lengths[apart].mean()
    return lengths / mean if mean > 0 else apart.astype(np.float64)


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
