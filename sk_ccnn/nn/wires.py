"""The wires of a layer: only those that may exist are parameters."""

import numpy as np
import torch
from torch import nn


class Wires(nn.Module):
    r"""Weights of the wires that may exist, packed into one row per member.

    A wire that is not allowed is not a parameter: it has no value that could move. The dense
    weights, exactly 0 where there is no wire, are laid out when a layer needs them.

    Parameters
    ----------
    allowed : ndarray of shape ([n_members,] \*shape), bool
        Wires that are parameters; with a leading member axis, each member has its own.
    lengths : ndarray, like `allowed`
        Relative length of each wire.
    missing : ndarray, like `allowed`, bool
        Wires that the connectome lacks (they may be parameters under soft constraints).
    pair : ndarray of shape \*shape, int
        The two regions that a wire joins, as ``source * n_regions + target``.
    n_members : int
        Number of members.
    n_regions : int
        Number of regions.
    undirected : bool, default=False
        Whether a wire joins its two regions in both directions, so that it folds back to both.

    Attributes
    ----------
    values : Parameter of shape (n_members, n_wires)
        Packed weights. A member with fewer wires than another has padding at its end, which
        stays 0.
    lengths, missing : Tensor of shape (1 or n_members, n_wires)
        Relative length of each wire, and whether the connectome lacks it.
    """

    def __init__(self, allowed, lengths, missing, pair, *, n_members, n_regions, undirected=False):
        super().__init__()
        self.shape, self.n_regions, self.undirected = pair.shape, n_regions, undirected
        own = allowed.ndim > pair.ndim
        rows = allowed.reshape(len(allowed) if own else 1, -1)
        if own and len(rows) != n_members:
            raise ValueError(f"got connectomes for {len(rows)} members, needed {n_members}")
        counts = rows.sum(axis=1)
        # Padding points one past the end of the dense weights, a place that is cut off.
        index = np.full((len(rows), counts.max()), rows.shape[1])
        for row, places, count in zip(rows, index, counts, strict=True):
            places[:count] = np.flatnonzero(row)

        def take(array, fill):
            flat = np.broadcast_to(array, allowed.shape).reshape(len(rows), -1)
            flat = np.concatenate([flat, np.full((len(flat), 1), fill)], axis=1)
            return torch.tensor(np.take_along_axis(flat, index, axis=1))

        self.values = nn.Parameter(torch.zeros(n_members, index.shape[1]))
        self._constant("index", torch.tensor(index))
        self._constant("lengths", take(lengths, 0.0))
        self._constant("missing", take(missing, False))
        self._constant("pair", take(pair, 0))
        self._constant("exists", torch.tensor(index < rows.shape[1]))
        self._is_full = bool((rows.all()) and index.shape[1] == rows.shape[1])
        self._is_padded = bool(counts.min() < counts.max())

    def _constant(self, name, tensor):
        # Not in the state: rebuilt from the connectome.
        self.register_buffer(name, tensor, persistent=False)

    @property
    def n_members(self):
        """Number of members."""
        return self.values.shape[0]

    def per_member(self, constant):
        """Spread a buffer of shape (1 or n_members, n_wires) over all members."""
        return constant.expand(self.n_members, -1)

    def forward(self):
        r"""Lay out the dense weights: tensor of shape (n_members, \*shape)."""
        if self._is_full:
            return self.values.view(self.n_members, *self.shape)
        size = self.n_places()
        dense = self.values.new_zeros(self.n_members, size + self._is_padded)
        dense.scatter_(1, self.per_member(self.index), self.values)
        return dense[:, :size].view(self.n_members, *self.shape)

    def n_places(self):
        """Count the places in the dense weights of one member."""
        return int(np.prod(self.shape))

    @torch.no_grad()
    def reset_parameters(self, generators, fan_in_axis=0, start_missing_at_zero=False):
        """Draw the weights from N(0, 2 / fan-in) over the allowed connections.

        Parameters
        ----------
        generators : MemberGenerators
            Where each member draws from.
        fan_in_axis : int, default=0
            Axis of the dense weights that is summed over to give one unit's input.
        start_missing_at_zero : bool, default=False
            Begin at the connectome: wires that it lacks start at 0 and are not counted in fan-in.
        """
        starts = self.exists & ~(self.missing & start_missing_at_zero)
        scales = [
            self._initial_scale(places[start], fan_in_axis)
            for places, start in zip(self.index, starts, strict=True)
        ]
        self.values.zero_()
        for member in range(self.n_members):
            row = member % len(scales)
            generator = generators[member]
            draws = torch.randn(len(scales[row]), generator=generator, dtype=torch.float64)
            draws = draws.to(self.values.device) * scales[row]
            self.values[member, starts[row]] = draws.to(self.values.dtype)

    def _initial_scale(self, places, fan_in_axis):
        present = torch.zeros(self.n_places(), dtype=torch.float64, device=places.device)
        present[places] = 1
        fan_in = present.view(self.shape).sum(fan_in_axis, keepdim=True).expand(self.shape)
        return (2 / fan_in.reshape(-1)[places]).sqrt()

    @torch.no_grad()
    def fold(self):
        """Sum abs(weight) per pair of regions: tensor of shape (n_members, R, R), float64."""
        folded = torch.zeros(
            self.n_members, self.n_regions**2, dtype=torch.float64, device=self.values.device
        )
        folded.scatter_add_(1, self.per_member(self.pair), self.values.abs().double())
        folded = folded.view(self.n_members, self.n_regions, self.n_regions)
        return folded + folded.transpose(1, 2) if self.undirected else folded

    @torch.no_grad()
    def count(self):
        """Wires between different regions that are not 0: int tensor of shape (n_members,)."""
        between = self.pair // self.n_regions != self.pair % self.n_regions
        return ((self.values != 0) & between).sum(dim=1)

    def extra_repr(self):
        """Describe the wires in the module's repr."""
        return f"n_members={self.n_members}, n_wires={self.values.shape[1]}, shape={self.shape}"
