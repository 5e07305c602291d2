"""The linear model: every feature has one weight."""

from collections.abc import Sequence
from typing import Self

from torch import Tensor, nn

from ..types import Constraint, Features
from .checks import require_count, require_features, require_input
from .edges import EdgeReadout
from .generators import MemberGenerators
from .linear import Readout
from .spec import NetworkSpec
from .wiring import Connectomes, Wiring, shared_or_each


class ConnectomeRegression(nn.Module):
    r"""A linear model; over edges, only pairs that the connectome connects have a weight.

    .. math:: y_{m,b,t} = b_{m,t} + \sum_{i<j} x_{b,i,j} W_{m,i,j,t}

    The weight of the pair (i, j) is a wire of length d_ij. Over nodes there are no wires between
    regions, so neither the connectome nor its lengths play a part.

    Parameters
    ----------
    connectome : Connectome, Wiring or sequence of Connectome
        Connections and distances; a sequence gives each member its own.
    features : {"nodes", "edges"}
        Whether a subject is described by regional measures or by connections.
    in_channels : int
        Measures per region (nodes only).
    n_outputs : int
        Number of outputs.
    generators : MemberGenerators
        One per member; only their number is used, all weights start at 0.
    constraint : {"hard", "soft", "init", "none"}, optional
        See `ConnectomeLinear`.

    Shapes
    ------
    - input: nodes (batch, n_regions, in_channels), edges (batch, n_regions, n_regions) or a table
      of pairs (batch, 1, n_pairs), see `EdgesToRegions`; each may have a leading axis of members
    - output: (n_members, batch, n_outputs)
    """

    def __init__(
        self,
        connectome: Connectomes,
        features: Features,
        in_channels: int,
        n_outputs: int,
        generators: MemberGenerators,
        *,
        constraint: Constraint | None = None,
    ) -> None:
        super().__init__()
        require_features(features)
        self.features = features
        self.readout: EdgeReadout | Readout
        wiring = Wiring.of(connectome, constraint)
        if features == "edges":
            self.readout = EdgeReadout(n_outputs, wiring, len(generators))
        else:
            require_count(in_channels, "in_channels")
            self.last = (wiring.n_regions, in_channels)
            units = wiring.n_regions * in_channels
            self.readout = Readout(units, n_outputs, len(generators), generators)
        self.reset_parameters(generators)

    @classmethod
    def from_specs(cls, specs: Sequence[NetworkSpec], generators: MemberGenerators) -> Self:
        """Build the stack of networks that fit their specifications.

        Parameters
        ----------
        specs : sequence of NetworkSpec, length n_members
            They differ in connectome and dropout only.
        generators : MemberGenerators
            One per member.

        Returns
        -------
        ConnectomeRegression
        """
        spec = specs[0]
        return cls(
            shared_or_each([each.connectome for each in specs]),
            spec.features,
            spec.in_channels,
            spec.n_outputs,
            generators,
            constraint=spec.constraint,
        )

    @property
    def pairs(self) -> Tensor | None:
        """Pairs that some member reads, int tensor of shape (n_entering,); None over nodes."""
        return self.readout.pairs[0] if isinstance(self.readout, EdgeReadout) else None

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Start all weights at 0: the problem is convex."""
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def forward(self, x: Tensor) -> Tensor:
        """Predict raw outputs."""
        if self.features == "edges":
            outputs: Tensor = self.readout(x)
            return outputs
        require_input(x, self.last, len(self.readout.bias), "a linear model over nodes")
        return self.readout(x.flatten(-2))
