"""The wires of a layer: only those that may exist are parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Self

import numpy as np
import torch
from scipy import sparse
from torch import Tensor, nn

from ..types import AnyArray, IntArray
from .generators import MemberGenerators
from .layouts import Layouts
from .positions import Place, between_units
from .sparse import SparsePattern
from .wiring import RegionPairs, Wiring


class Wires(nn.Module):
    r"""Weights of the wires that may exist, packed into one row per member.

    A wire that is not allowed is not a parameter: it has no value that could move. The dense
    weights, exactly 0 where there is no wire, are laid out when a layer needs them.

    Parameters
    ----------
    wiring : Wiring
        Which regions may be connected, and at what length; for all members, or for each.
    shape : tuple of int
        Shape of a member's dense weights.
    place : callable
        From `RegionPairs` to the positions of all wires in the dense weights, ascending, and the
        index of the pair that each joins.
    n_members : int
        Number of members.
    undirected : bool, default=False
        Whether a wire joins its two regions in both directions, so that it counts for both.

    Attributes
    ----------
    values : Parameter of shape (n_members, n_wires)
        Packed weights. A member with fewer wires than another has padding at its end, which
        stays 0.
    index, pair : Tensor of shape (1 or n_members, n_wires), int
        Position of each wire in the dense weights, and the two regions that it joins, as
        ``source * n_regions + target``.
    lengths, missing, exists : Tensor of shape (1 or n_members, n_wires)
        Relative length of each wire, whether the connectome lacks it, and whether it is no padding.
    """

    index: Tensor
    lengths: Tensor
    missing: Tensor
    pair: Tensor
    exists: Tensor

    def __init__(
        self,
        wiring: Wiring,
        shape: tuple[int, ...],
        place: Place,
        *,
        n_members: int,
        undirected: bool = False,
    ) -> None:
        super().__init__()
        self.shape, self.n_regions, self.undirected = shape, wiring.n_regions, undirected
        of_member = wiring.of_member
        if of_member is not None and len(of_member) != n_members:
            raise ValueError(f"got connectomes for {len(of_member)} members, needed {n_members}")
        rows = [_constants(pairs, place) for pairs in wiring.pairs]
        for name, padding in self._padding().items():
            padded = _padded([row[name] for row in rows], padding)
            # Not in the state: rebuilt from the connectome.
            self.register_buffer(
                name,
                torch.from_numpy(padded if of_member is None else padded[of_member]),
                persistent=False,
            )
        self.values = nn.Parameter(torch.zeros(n_members, self.index.shape[1]))
        self._count_padding()
        self._layouts = Layouts()

    @classmethod
    def between_units(
        cls, wiring: Wiring, in_regions: IntArray, out_regions: IntArray, n_members: int
    ) -> Self:
        """Make the wires between units that sit in regions.

        Parameters
        ----------
        wiring : Wiring
        in_regions, out_regions : ndarray of shape (in_units,) and (out_units,), int
            Region of each unit.
        n_members : int

        Returns
        -------
        Wires
            Of shape (in_units, out_units).
        """
        place = partial(between_units, in_regions=in_regions, out_regions=out_regions)
        return cls(wiring, (len(in_regions), len(out_regions)), place, n_members=n_members)

    def _padding(self) -> dict[str, int | float | bool]:
        """Tell what fills the row of a member with fewer wires than another.

        Its position is one behind the dense weights, which is cut off.
        """
        end = self.n_positions()
        return {"index": end, "pair": 0, "lengths": 0.0, "missing": False, "exists": False}

    def _count_padding(self) -> None:
        self._is_padded = not bool(self.exists.all())
        self._is_full = not self._is_padded and self.index.shape[1] == self.n_positions()

    def cut_padding(self) -> None:
        """Make the rows as short as the members' wires allow, where there were more members."""
        width = int(self.exists.sum(dim=1).max())
        if width == self.values.shape[1]:
            return
        shorter = self.values.detach()[:, :width].clone()
        self.values = nn.Parameter(shorter, self.values.requires_grad)
        for name in self._padding():
            setattr(self, name, getattr(self, name)[:, :width].clone())
        self._count_padding()

    @property
    def n_members(self) -> int:
        """Number of members."""
        return self.values.shape[0]

    @property
    def source(self) -> Tensor:
        """Region that each wire leaves: int tensor like `pair`."""
        return self.pair // self.n_regions

    @property
    def target(self) -> Tensor:
        """Region that each wire enters: int tensor like `pair`."""
        return self.pair % self.n_regions

    @property
    def between(self) -> Tensor:
        """Whether a wire joins two different regions: bool tensor like `pair`; padding does not."""
        return self.source != self.target

    def per_member(self, constant: Tensor) -> Tensor:
        """Spread a buffer of shape (1 or n_members, n_wires) over all members."""
        return constant.expand(self.n_members, -1)

    def forward(self) -> Tensor:
        r"""Lay out the dense weights: tensor of shape (n_members, \*shape)."""
        if self._is_full:
            return self.values.view(self.n_members, *self.shape)
        size = self.n_positions()
        dense = self.values.new_zeros(self.n_members, size + self._is_padded)
        dense.scatter_(1, self.per_member(self.index), self.values)
        return dense[:, :size].view(self.n_members, *self.shape)

    def pattern(self, is_shared: bool) -> SparsePattern:
        """Give the positions of all members' wires in one sparse matrix; laid out once.

        Parameters
        ----------
        is_shared : bool
            Whether the input is the same for all members.

        Returns
        -------
        SparsePattern
        """

        def lay_out() -> SparsePattern:
            n_in, n_out = self.shape
            sources, targets = self.index // n_out, self.index % n_out
            shape = (self.n_members, n_in, n_out)
            return SparsePattern.of(sources, targets, self.exists, shape, is_shared=is_shared)

        return self._layouts.get("shared" if is_shared else "own", self.index.device, lay_out)

    def n_positions(self) -> int:
        """Count the positions in the dense weights of one member."""
        return math.prod(self.shape)

    @torch.no_grad()
    def reset_parameters(
        self,
        generators: MemberGenerators,
        fan_in_axis: int = 0,
        start_missing_at_zero: bool = False,
    ) -> None:
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
        rows: list[tuple[Tensor, Tensor, Tensor, Tensor]] = []
        for index, start in zip(self.index, starts, strict=True):
            # Members of one connectome usually follow one another.
            if rows and torch.equal(start, rows[-1][0]) and torch.equal(index, rows[-1][1]):
                rows.append(rows[-1])
                continue
            scale = self._initial_scale(index[start], fan_in_axis)
            rows.append((start, index, start.nonzero()[:, 0], scale))
        self.values.zero_()
        for member, values in enumerate(self.values):
            _, _, which, scale = rows[member % len(rows)]
            draws = torch.randn(len(scale), generator=generators[member], dtype=torch.float64)
            values[which] = (draws.to(values.device) * scale).to(values.dtype)

    def _initial_scale(self, index: Tensor, fan_in_axis: int) -> Tensor:
        axis = fan_in_axis % len(self.shape)
        step = math.prod(self.shape[axis + 1 :])  # between neighbours along the axis
        unit = index % step
        if axis > 0:
            unit += index // (step * self.shape[axis]) * step
        n_units = self.n_positions() // self.shape[axis]
        return (2 / torch.bincount(unit, minlength=n_units).double()[unit]).sqrt()

    @torch.no_grad()
    def to_region_matrix(self) -> Tensor:
        """Sum abs(weight) per pair of regions: tensor of shape (n_members, R, R), float64."""
        matrix = torch.zeros(
            self.n_members, self.n_regions**2, dtype=torch.float64, device=self.values.device
        )
        matrix.scatter_add_(1, self.per_member(self.pair), self.values.abs().double())
        matrix = matrix.view(self.n_members, self.n_regions, self.n_regions)
        return matrix + matrix.transpose(1, 2) if self.undirected else matrix

    @torch.no_grad()
    def to_sparse_matrices(self) -> list[sparse.csr_array]:
        """Sum abs(weight) per pair of regions, without a matrix of all pairs.

        Returns
        -------
        list of csr_array of shape (n_regions, n_regions), length n_members
            `to_region_matrix`, where a weight is not 0.
        """
        pairs, sizes = self.per_member(self.pair), self.values.abs().double()
        matrices = []
        for pair, size in zip(pairs.cpu().numpy(), sizes.cpu().numpy(), strict=True):
            kept = size != 0
            ends = np.divmod(pair[kept], self.n_regions)
            shape = (self.n_regions, self.n_regions)
            matrix = sparse.csr_array((size[kept], ends), shape=shape)
            matrices.append(sparse.csr_array(matrix + matrix.T) if self.undirected else matrix)
        return matrices

    @torch.no_grad()
    def count(self) -> Tensor:
        """Wires between different regions that are not 0: int tensor of shape (n_members,)."""
        return ((self.values != 0) & self.between).sum(dim=1)

    def extra_repr(self) -> str:
        """Describe the wires in the module's repr."""
        return f"n_members={self.n_members}, n_wires={self.values.shape[1]}, shape={self.shape}"


def _constants(pairs: RegionPairs, place: Place) -> dict[str, AnyArray]:
    """Give all that is known of the wires of one connectome."""
    positions, which = place(pairs)
    return {
        "index": positions.astype(np.int64, copy=False),
        "pair": pairs.keys[which].astype(np.int64, copy=False),
        "lengths": pairs.lengths[which],
        "missing": ~pairs.connected[which],
        "exists": np.ones(len(which), dtype=bool),
    }


def _padded(rows: Sequence[AnyArray], padding: int | float | bool) -> AnyArray:
    """Put what is known of each connectome's wires into rows of equal length."""
    if len(rows) == 1:
        return rows[0][None]
    padded = np.full((len(rows), max(map(len, rows))), padding, dtype=rows[0].dtype)
    for row, own in zip(padded, rows, strict=True):
        row[: len(own)] = own
    return padded
