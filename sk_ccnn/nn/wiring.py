"""Which connections may exist between regions, and how long each wire is."""

from dataclasses import dataclass, replace

import numpy as np

from ..connectome import Connectome

CONSTRAINTS = ("hard", "soft", "init", "none")


@dataclass(frozen=True, eq=False)
class Wiring:
    """A connectome as a network sees it: region by region, for every member alike or each its own.

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

    connected: np.ndarray
    lengths: np.ndarray
    constraint: str = "hard"
    of_member: np.ndarray | None = None

    @classmethod
    def of(cls, connectome, constraint="hard"):
        """Make the wiring of a connectome, or of one connectome per member.

        Parameters
        ----------
        connectome : Connectome, Wiring or sequence of Connectome
            A sequence gives every member a connectome of its own; all have the same number of
            regions.
        constraint : {"hard", "soft", "init", "none"}, default="hard"
            What a missing connection means.

        Returns
        -------
        Wiring
        """
        if constraint not in CONSTRAINTS:
            raise ValueError(f"constraint must be one of {CONSTRAINTS}, got {constraint!r}")
        if isinstance(connectome, Wiring):
            return connectome
        shared = isinstance(connectome, Connectome)
        given = [connectome] if shared else list(connectome)
        sizes = sorted({each.n_regions for each in given})
        if len(sizes) != 1:
            raise ValueError(
                f"the members' connectomes must have equally many regions, got {sizes}"
            )
        row = {}  # of each distinct connectome
        of_member = np.array([row.setdefault(each, len(row)) for each in given])
        return cls(
            np.stack([_connected(each) for each in row]),
            np.stack([relative_lengths(each) for each in row]),
            constraint,
            None if shared else of_member,
        )

    @property
    def n_regions(self):
        """Number of regions."""
        return self.connected.shape[-1]

    @property
    def allowed(self):
        """Connections that are parameters, bool array like `connected`."""
        return self.connected if self.constraint == "hard" else np.ones_like(self.connected)

    @property
    def undirected(self):
        """The wiring with each connection open in both directions, for pairs of regions."""
        connected = self.connected | self.connected.swapaxes(-1, -2)
        lengths = (self.lengths + self.lengths.swapaxes(-1, -2)) / 2
        return replace(self, connected=connected, lengths=lengths)


def _connected(connectome):
    connected = connectome.adjacency().copy()
    np.fill_diagonal(connected, True)
    return connected


def relative_lengths(connectome):
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
    lengths = np.array(connectome.distances(), dtype=np.float64)
    apart = ~np.eye(len(lengths), dtype=bool)
    finite = apart & np.isfinite(lengths)
    if not finite.any():
        return apart.astype(np.float64)
    lengths[~np.isfinite(lengths)] = 2 * lengths[finite].max()
    mean = lengths[apart].mean()
    return lengths / mean if mean > 0 else apart.astype(np.float64)
