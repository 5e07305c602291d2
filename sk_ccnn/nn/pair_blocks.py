"""The product of pairs with dense weights, some regions at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

# Numbers of a block: it stays in the cache between being gathered and being multiplied.
BLOCK = 2**19


@dataclass(frozen=True, eq=False)
class PairBlocks:
    """Where the wires of all members are in dense weights, region by region.

    Parameters
    ----------
    columns : Tensor of shape (n_regions, n_regions), int
        Column of the pair of two regions; of pairs that do not enter any.
    position : Tensor of shape (n_members * n_wires,), int
        Place of each packed weight in weights of shape (n_regions, n_members * channels,
        n_regions); one place behind them where there is no wire.
    shape : tuple of int
        n_members, n_regions, channels.
    """

    columns: Tensor
    position: Tensor
    shape: tuple[int, int, int]

    def lay_out(self, values: Tensor) -> Tensor:
        """Lay out weights: tensor of shape (n_regions, n_members * channels, n_regions)."""
        n_members, n_regions, channels = self.shape
        padded = torch.cat([values.reshape(-1), values.new_zeros(1)])
        weight = padded.index_select(0, self._wire_at)
        return weight.view(n_regions, n_members * channels, n_regions)

    def collect(self, of_weight: Tensor) -> Tensor:
        """Take the gradients of packed weights out of those of `lay_out`."""
        n_members = self.shape[0]
        padded = torch.cat([of_weight.reshape(-1), of_weight.new_zeros(1)])
        return padded.index_select(0, self.position).view(n_members, -1)

    @cached_property
    def _wire_at(self) -> Tensor:
        """The packed weight at each place of the dense weights; one behind them where is none."""
        n_members, n_regions, channels = self.shape
        size, n_wires = n_regions * n_members * channels * n_regions, len(self.position)
        wire = self.position.new_full((size + 1,), n_wires)
        wire[self.position] = torch.arange(n_wires, device=wire.device)
        return wire[:size]

    def blocks(self, batch: int) -> list[slice]:
        """Split the regions, so that a block's pairs of all subjects are few."""
        n_regions = len(self.columns)
        size = max(1, BLOCK // max(1, n_regions * batch))
        return [slice(first, first + size) for first in range(0, n_regions, size)]

    def gather(self, x: Tensor, block: slice) -> Tensor:
        """Give the pairs of some regions: tensor of shape (n_block, n_regions, batch)."""
        columns = self.columns[block]
        return x.index_select(0, columns.reshape(-1)).view(*columns.shape, -1)


class PairProduct(torch.autograd.Function):
    """Sum the pairs of each region, weighted by each member's dense weights."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, values: Tensor, layout: PairBlocks) -> Tensor:
        """Multiply: from (n_columns, batch) to (n_members, n_regions * channels, batch)."""
        weight = layout.lay_out(values)
        ctx.layout = layout
        ctx.save_for_backward(x, weight)
        n_members, n_regions, channels = layout.shape
        output = x.new_empty(n_regions, n_members * channels, x.shape[1])
        for block in layout.blocks(x.shape[1]):
            torch.bmm(weight[block], layout.gather(x, block), out=output[block])
        of_members = output.view(n_regions, n_members, channels, -1).transpose(0, 1)
        return of_members.reshape(n_members, n_regions * channels, -1)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        """Give the gradients of pairs and weights."""
        (x, weight), layout = ctx.saved_tensors, ctx.layout
        n_members, n_regions, channels = layout.shape
        by_region = gradient.reshape(n_members, n_regions, channels, -1).transpose(0, 1)
        by_region = by_region.reshape(n_regions, n_members * channels, -1)
        of_x = torch.zeros_like(x) if ctx.needs_input_grad[0] else None
        of_weight = torch.empty_like(weight) if ctx.needs_input_grad[1] else None
        for block in layout.blocks(x.shape[1]):
            part = by_region[block]
            if of_weight is not None:
                gathered = layout.gather(x, block)
                torch.bmm(part, gathered.transpose(1, 2), out=of_weight[block])
            if of_x is not None:
                spread = torch.bmm(weight[block].transpose(1, 2), part)
                of_x.index_add_(0, layout.columns[block].reshape(-1), spread.flatten(0, 1))
        return of_x, None if of_weight is None else layout.collect(of_weight), None
