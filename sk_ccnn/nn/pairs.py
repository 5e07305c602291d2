"""Subjects as a table of pairs: only those that a network can use, one column each."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..connectome import index_of_pairs, n_pairs
from .wires import Wires


def pair_of_wires(wires: Wires) -> Tensor:
    """Give the pair of regions that each wire joins, as its place in the upper triangle.

    Parameters
    ----------
    wires : Wires

    Returns
    -------
    Tensor of shape (1 or n_members, n_wires), int
        0 where a wire joins no two regions.
    """
    source, target = wires.source, wires.target
    low, high = torch.minimum(source, target), torch.maximum(source, target)
    return index_of_pairs(low, high, wires.n_regions).clamp_(min=0)


def as_pairs(x: Tensor, pairs: Tensor, n_regions: int) -> Tensor | None:
    """Give subjects as one row for each pair that enters, where they are a table of pairs.

    Parameters
    ----------
    x : Tensor of shape (..., batch, 1, n_columns) or (..., batch, n_regions, n_regions)
        A column for each pair that enters, or for every pair; or matrices.
    pairs : Tensor of shape (n_entering,), int
        Pairs that enter, as their places in the upper triangle.
    n_regions : int

    Returns
    -------
    Tensor of shape (..., n_entering, batch), contiguous, or None
        None where `x` holds matrices, or has another number of columns.
    """
    if not isinstance(x, Tensor) or x.dim() not in (3, 4) or x.shape[-2] != 1 or n_regions < 2:
        return None
    if x.shape[-1] == len(pairs):
        return x.squeeze(-2).transpose(-1, -2).contiguous()
    if x.shape[-1] == n_pairs(n_regions):
        return x.squeeze(-2)[..., pairs].transpose(-1, -2).contiguous()
    return None


def from_rows(rows: Tensor) -> Tensor:
    """Give what `as_pairs` gave as a table again, without a copy: (..., batch, 1, n_entering)."""
    return rows.transpose(-1, -2).unsqueeze(-2)


def pairs_of(module: nn.Module) -> Tensor | None:
    """Tell which pairs of regions a network reads.

    Parameters
    ----------
    module : Module
        Stack of networks.

    Returns
    -------
    Tensor of shape (n_entering,), int, or None
        Places in the upper triangle, row by row: the columns of the table that it takes. None where
        it takes measures of regions, or matrices.
    """
    pairs: Tensor | None = getattr(module, "pairs", None)
    return pairs
