"""The layer that rebuilds pairs of regions (edges of a subject's connectome)."""

import torch
from torch import Tensor, nn

from ..connectome import n_pairs
from ..types import Constraint
from .checks import made_generators, require_count, require_input
from .edges import PairLayer, is_sparse, pair_wires
from .generators import MemberGenerators
from .pairs import pair_of_wires
from .sparse import SparsePattern, SparseProduct
from .wiring import Connectomes, Wiring


class RegionsToEdges(PairLayer):
    r"""Rebuild the connection of each pair from the units of its two regions.

    .. math:: y_{m,b,i,j} = y_{m,b,j,i} = b_{m,i,j} + \sum_c (h_{m,b,i,c} W_{m,i,j,c} +
        h_{m,b,j,c} W_{m,j,i,c}), \qquad i < j

    The mirror image of `EdgesToRegions`; its output is symmetric, with a zero diagonal.

    Parameters
    ----------
    channels : int
        Input units per region.
    connectome : Connectome, Wiring or sequence of Connectome
        Connections and distances; a sequence gives each member its own.
    n_members : int, default=1
        Number of members.
    constraint : {"hard", "soft", "init", "none"}, optional
        See `ConnectomeLinear`.
    generators : MemberGenerators, optional
        See `ConnectomeLinear`.

    Shapes
    ------
    - input: (batch, n_regions * channels), or (n_members, batch, n_regions * channels)
    - output: (n_members, batch, n_regions, n_regions)
    """

    def __init__(
        self,
        channels: int,
        connectome: Connectomes,
        n_members: int = 1,
        constraint: Constraint | None = None,
        generators: MemberGenerators | None = None,
    ) -> None:
        wiring = Wiring.of(connectome, constraint)
        require_count(channels, "channels")
        require_count(n_members, "n_members")
        super().__init__(pair_wires(wiring, channels, n_members))
        self.constraint = wiring.constraint
        n_regions = self.wires.n_regions
        self.bias = nn.Parameter(torch.zeros(n_members, 1, n_regions, n_regions))
        self.reset_parameters(made_generators(generators, n_members))

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw the weights by the number of channels; biases start at 0."""
        self.wires.reset_parameters(
            generators, fan_in_axis=-1, start_missing_at_zero=self.constraint == "init"
        )
        nn.init.zeros_(self.bias)

    def to_pairs(self, h: Tensor) -> Tensor:
        """Rebuild each pair once, in the order of the upper triangle, row by row.

        Parameters
        ----------
        h : Tensor
            As `forward` takes it.

        Returns
        -------
        Tensor of shape (n_members, batch, n_pairs)
        """
        n_regions = self.wires.n_regions
        low, high = torch.triu_indices(n_regions, n_regions, 1, device=self.bias.device)
        if not is_sparse(self.wires):
            return self(h)[..., low, high]
        units = n_regions * self.wires.shape[-1]
        require_input(h, (units,), self.wires.n_members, "RegionsToEdges")
        h = h.expand(self.wires.n_members, *h.shape[-2:]).transpose(1, 2)
        pattern = self._layouts.get("sparse", self.bias.device, self._pattern)
        joined = SparseProduct.apply(h, self.wires.values, pattern)
        return joined.transpose(1, 2) + self.bias[..., low, high]

    def _pattern(self) -> SparsePattern:
        """Say which unit of which region takes part in which pair."""
        wires = self.wires
        n_regions, _, channels = wires.shape
        sources = wires.source * channels + wires.index % channels
        shape = (wires.n_members, n_regions * channels, n_pairs(n_regions))
        return SparsePattern.of(sources, pair_of_wires(wires), wires.exists, shape, is_shared=False)

    def forward(self, h: Tensor) -> Tensor:
        """Join the units of every two regions."""
        weight, wires = self.weight, self.wires
        units = wires.n_regions * weight.shape[-1]
        require_input(h, (units,), wires.n_members, "RegionsToEdges")
        h = h[None] if h.dim() == 2 else h
        regions = h.unflatten(-1, (self.wires.n_regions, weight.shape[-1]))
        half = torch.einsum("mbic,mijc->mbij", regions, weight) + self.bias.triu(1)
        return half + half.transpose(-1, -2)
