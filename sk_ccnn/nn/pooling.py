"""Pooling of the channels of all regions, before a read-out."""

from typing import Literal, TypeAlias, get_args

import torch
from torch import Tensor, nn

from .generators import MemberGenerators

ReadoutOption: TypeAlias = Literal["regions", "mean", "attention"]
READOUTS: tuple[ReadoutOption, ...] = get_args(ReadoutOption)


class AttentionPooling(nn.Module):
    r"""Mean over regions, weighted by how much attention each gets.

    .. math:: y_{m,b,c} = \sum_r a_{m,b,r} x_{m,b,r,c}, \qquad
        a_{m,b,r} = \mathrm{softmax}_r \Big(\sum_c x_{m,b,r,c} q_{m,c}\Big)

    Parameters
    ----------
    channels : int
        Channels of each region.
    generators : MemberGenerators
        One per member: the first weights are drawn from them.

    Shapes
    ------
    - input: (n_members, batch, n_regions, channels)
    - output: (n_members, batch, channels)

    References
    ----------
    Li Y, Tarlow D, Brockschmidt M, Zemel R (2016). Gated graph sequence neural networks.
    arXiv:1511.05493.
    """

    def __init__(self, channels: int, generators: MemberGenerators) -> None:
        super().__init__()
        self.query = nn.Parameter(torch.zeros(len(generators), 1, channels, 1))
        self.reset_parameters(generators)

    @torch.no_grad()
    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw the weights from N(0, 1 / channels)."""
        shape = self.query.shape[1:]
        self.query.copy_(generators.normal(*shape) / shape[1] ** 0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Weigh the regions of each subject, and sum."""
        attention = torch.matmul(x, self.query).softmax(dim=-2)
        return (attention * x).sum(dim=-2)


class MeanPooling(nn.Module):
    """Mean over regions.

    Shapes
    ------
    - input: (n_members, batch, n_regions, channels)
    - output: (n_members, batch, channels)
    """

    def forward(self, x: Tensor) -> Tensor:
        """Average over the regions."""
        return x.mean(dim=-2)


def make_pooling(
    readout: ReadoutOption, n_regions: int, channels: int, generators: MemberGenerators
) -> tuple[nn.Module, int]:
    """Make the pooling before a read-out, and count the units that come out of it.

    Parameters
    ----------
    readout : {"regions", "mean", "attention"}
        ``"regions"``: every channel of every region.
    n_regions, channels : int
        Sizes.
    generators : MemberGenerators
        One per member.

    Returns
    -------
    Module
        Maps (n_members, batch, n_regions, channels) to (n_members, batch, n_units).
    int
        n_units.
    """
    if readout == "regions":
        return nn.Flatten(-2), n_regions * channels
    if readout == "mean":
        return MeanPooling(), channels
    return AttentionPooling(channels, generators), channels
