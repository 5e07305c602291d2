"""Which connections may exist between regions, and how long each wire is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias, get_args

import numpy as np

from ..connectome import Connectome
from ..types import Constraint, IntArray
from .region_pairs import RegionPairs, pairs_of
from .region_pairs import relative_lengths as relative_lengths

CONSTRAINTS: tuple[Constraint, ...] = get_args(Constraint)


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
