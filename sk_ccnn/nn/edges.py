"""Layers that read or rebuild pairs of regions (edges of a subject's connectome)."""

from functools import partial

import torch
from torch import Tensor, nn

from ..types import Constraint
from .checks import made_generators, require_count, require_input
from .generators import MemberGenerators
from .positions import at_pairs
from .wires import Wires
from .wiring import Connectomes, Wiring


def pair_wires(wiring: Wiring, units: int, n_members: int, *, once: bool = False) -> Wires:
    """Make the wires of pairs: pair (i, j) touches regions i and j only, at length d_ij.

    Parameters
    ----------
    wiring : Wiring
        Connections and distances; their direction does not matter.
    units : int
        Wires per pair.
    n_members : int
        Number of members.
    once : bool, default=False
        Whether (i, j) and (j, i) are one pair, which counts for both, or two pairs.

    Returns
    -------
    Wires
        Of shape (n_regions, n_regions, units).
    """
    shape = (wiring.n_regions, wiring.n_regions, units)
    place = partial(at_pairs, units=units, once=once)
    return Wires(wiring.undirected, shape, place, n_members=n_members, undirected=once)


class _EdgeLayer(nn.Module):
    """A layer between pairs and regions."""

    def __init__(
        self,
        channels: int,
        connectome: Connectomes,
        n_members: int,
        constraint: Constraint | None,
    ) -> None:
        super().__init__()
        wiring = Wiring.of(connectome, constraint)
        require_count(channels, "channels")
        require_count(n_members, "n_members")
        self.constraint = wiring.constraint
        self.wires = pair_wires(wiring, channels, n_members)

    @property
    def weight(self) -> Tensor:
        """Dense weights: tensor of shape (n_members, n_regions, n_regions, channels)."""
        weight: Tensor = self.wires()
        return weight

    def _reset_wires(self, generators: MemberGenerators, fan_in_axis: int) -> None:
        self.wires.reset_parameters(
            generators, fan_in_axis, start_missing_at_zero=self.constraint == "init"
        )


class EdgesToRegions(_EdgeLayer):
    r"""Map the connections of a subject to units in the regions that they join.

    .. math:: y_{m,b,(j,c)} = b_{m,(j,c)} + \sum_{i \ne j} x_{b,i,j} W_{m,i,j,c}

    The weight of the pair (i, j) reaches regions i and j only. Its wire is as long as the two
    regions are apart; under ``"hard"`` only pairs that the connectome connects enter.

    Parameters
    ----------
    channels : int
        Output units per region.
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
    - input: (batch, n_regions, n_regions), or (n_members, batch, n_regions, n_regions)
    - output: (n_members, batch, n_regions * channels)
    """

    def __init__(
        self,
        channels: int,
        connectome: Connectomes,
        n_members: int = 1,
        constraint: Constraint | None = None,
        generators: MemberGenerators | None = None,
    ) -> None:
        super().__init__(channels, connectome, n_members, constraint)
        self.bias = nn.Parameter(torch.zeros(n_members, 1, self.wires.n_regions * channels))
        self.reset_parameters(made_generators(generators, n_members))

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw the weights by fan-in of the allowed pairs; biases start at 0."""
        self._reset_wires(generators, fan_in_axis=0)
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Sum each region's connections, weighted."""
        require_input(x, self.wires.shape[:2], self.wires.n_members, "EdgesToRegions")
        subjects = "mbij" if x.dim() == 4 else "bij"
        return torch.einsum(f"{subjects},mijc->mbjc", x, self.weight).flatten(-2) + self.bias


class RegionsToEdges(_EdgeLayer):
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
        super().__init__(channels, connectome, n_members, constraint)
        n_regions = self.wires.n_regions
        self.bias = nn.Parameter(torch.zeros(n_members, 1, n_regions, n_regions))
        self.reset_parameters(made_generators(generators, n_members))

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw the weights by the number of channels; biases start at 0."""
        self._reset_wires(generators, fan_in_axis=-1)
        nn.init.zeros_(self.bias)

    def forward(self, h: Tensor) -> Tensor:
        """Join the units of every two regions."""
        weight, wires = self.weight, self.wires
        units = wires.n_regions * weight.shape[-1]
        require_input(h, (units,), wires.n_members, "RegionsToEdges")
        h = h[None] if h.dim() == 2 else h
        regions = h.unflatten(-1, (self.wires.n_regions, weight.shape[-1]))
        half = torch.einsum("mbic,mijc->mbij", regions, weight) + self.bias.triu(1)
        return half + half.transpose(-1, -2)


class EdgeReadout(nn.Module):
    r"""Linear map from the connections of a subject to the outputs; each pair counts once.

    .. math:: y_{m,b,t} = b_{m,t} + s \sum_{i<j} x_{b,i,j} W_{m,i,j,t}

    The weight of the pair (i, j) is a wire of length d_ij. All weights start at 0.

    Parameters
    ----------
    n_outputs : int
        Number of outputs.
    connectome : Connectome, Wiring or sequence of Connectome
        Connections and distances; a sequence gives each member its own.
    n_members : int, default=1
        Number of members.
    constraint : {"hard", "soft", "init", "none"}, optional
        See `ConnectomeLinear`.
    scale : float, default=1
        s. Adam moves every weight by the same step, so the more pairs there are, the further the
        output moves; a smaller scale keeps it in step with the rest of a network.

    Shapes
    ------
    - input: (batch, n_regions, n_regions), or (n_members, batch, n_regions, n_regions)
    - output: (n_members, batch, n_outputs)
    """

    pairs: Tensor | None

    def __init__(
        self,
        n_outputs: int,
        connectome: Connectomes,
        n_members: int = 1,
        constraint: Constraint | None = None,
        scale: float = 1.0,
    ) -> None:
        super().__init__()
        wiring = Wiring.of(connectome, constraint)
        require_count(n_outputs, "n_outputs")
        require_count(n_members, "n_members")
        self.scale = scale
        self.wires = pair_wires(wiring, n_outputs, n_members, once=True)
        self.bias = nn.Parameter(torch.zeros(n_members, 1, n_outputs))
        # Wires come pair by pair; where all members have the same, the pairs are picked once.
        index = self.wires.index
        pairs = index.view(1, -1, n_outputs)[..., 0] // n_outputs if len(index) == 1 else None
        self.register_buffer("pairs", pairs, persistent=False)

    def reset_parameters(self, generators: MemberGenerators | None = None) -> None:
        """Start at 0: the problem is convex."""
        nn.init.zeros_(self.wires.values)
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Sum the connections, weighted."""
        require_input(x, self.wires.shape[:2], self.wires.n_members, "EdgeReadout")
        x = x.flatten(-2)
        if self.pairs is None:
            weight = self.wires().flatten(1, 2)
        else:
            x = x[..., self.pairs[0]]
            weight = self.wires.values.unflatten(1, (-1, self.bias.shape[-1]))
        subjects = "mbp" if x.dim() == 3 else "bp"
        return self.scale * torch.einsum(f"{subjects},mpt->mbt", x, weight) + self.bias
