"""The wires of a layer: only those that may exist are parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from ..types import BoolArray, IntArray
from .generators import MemberGenerators
from .sparse import SparsePattern
from .wiring import Wiring

_Scalar = TypeVar("_Scalar", bound=np.generic)


class Wires(nn.Module):
    r"""Weights of the wires that may exist, packed into one row per member.

    A wire that is not allowed is not a parameter: it has no value that could move. The dense
    weights, exactly 0 where there is no wire, are laid out when a layer needs them.

    Parameters
    ----------
    wiring : Wiring
        Which regions may be connected, and at what length; for all members, or for each.
    pair : ndarray of shape \*shape, int
        The two regions that each position in the dense weights joins, as
        ``source * n_regions + target``.
    n_members : int
        Number of members.
    among : ndarray of shape (n_regions, n_regions), bool, optional
        The pairs of regions that this layer can join at all; by default every one.
    undirected : bool, default=False
        Whether a wire joins its two regions in both directions, so that it counts for both.

    Attributes
    ----------
    values : Parameter of shape (n_members, n_wires)
        Packed weights. A member with fewer wires than another has padding at its end, which
        stays 0.
    lengths, missing : Tensor of shape (1 or n_members, n_wires)
        Relative length of each wire, and whether the connectome lacks it.
    """

    index: Tensor
    lengths: Tensor
    missing: Tensor
    pair: Tensor
    exists: Tensor

    def __init__(
        self,
        wiring: Wiring,
        pair: IntArray,
        *,
        n_members: int,
        among: BoolArray | None = None,
        undirected: bool = False,
    ) -> None:
        super().__init__()
        self.shape, self.n_regions, self.undirected = pair.shape, wiring.n_regions, undirected
        of_member = np.zeros(1, dtype=int) if wiring.of_member is None else wiring.of_member
        if wiring.of_member is not None and len(of_member) != n_members:
            raise ValueError(f"got connectomes for {len(of_member)} members, needed {n_members}")
        allowed = wiring.allowed if among is None else wiring.allowed & among
        index = _padded([np.flatnonzero(matrix.reshape(-1)[pair]) for matrix in allowed], pair.size)
        exists = index < pair.size
        pairs = np.where(exists, np.append(pair, 0)[index], 0)

        def take(matrices: npt.NDArray[_Scalar]) -> npt.NDArray[_Scalar]:
            flat = matrices.reshape(len(matrices), -1)
            return np.where(exists, np.take_along_axis(flat, pairs, axis=1), 0).astype(flat.dtype)

        self.values = nn.Parameter(torch.zeros(n_members, index.shape[1]))
        constants = {
            "index": index,
            "lengths": take(wiring.lengths),
            "missing": take(~wiring.connected),
            "pair": pairs,
            "exists": exists,
        }
        for name, rows in constants.items():
            # Not in the state: rebuilt from the connectome.
            self.register_buffer(name, torch.tensor(rows[of_member]), persistent=False)
        self._is_full = bool(exists.all()) and index.shape[1] == pair.size
        self._is_padded = not exists.all()
        self._patterns: dict[tuple[bool, torch.device], SparsePattern] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the sparse patterns: a copy may have other members."""
        return self.__dict__ | {"_patterns": {}}

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
        key = (is_shared, self.index.device)
        if key not in self._patterns:
            n_in, n_out = self.shape
            sources, targets = self.index // n_out, self.index % n_out
            shape = (self.n_members, n_in, n_out)
            pattern = SparsePattern.of(sources, targets, self.exists, shape, is_shared=is_shared)
            self._patterns[key] = pattern
        return self._patterns[key]

    def n_positions(self) -> int:
        """Count the positions in the dense weights of one member."""
        return int(np.prod(self.shape))

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
        present = torch.zeros(self.n_positions(), dtype=torch.float64, device=index.device)
        present[index] = 1
        fan_in = present.view(self.shape).sum(fan_in_axis, keepdim=True).expand(self.shape)
        return (2 / fan_in.reshape(-1)[index]).sqrt()

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
    def count(self) -> Tensor:
        """Wires between different regions that are not 0: int tensor of shape (n_members,)."""
        return ((self.values != 0) & self.between).sum(dim=1)

    def extra_repr(self) -> str:
        """Describe the wires in the module's repr."""
        return f"n_members={self.n_members}, n_wires={self.values.shape[1]}, shape={self.shape}"


def _padded(index: Sequence[IntArray], end: int) -> IntArray:
    """Put the positions of each connectome's wires into rows of equal length.

    Shorter rows are padded by `end`, a position behind the dense weights that is cut off.
    """
    rows = np.full((len(index), max(map(len, index))), end)
    for row, own in zip(rows, index, strict=True):
        row[: len(own)] = own
    return rows
