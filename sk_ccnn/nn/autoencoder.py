"""An autoencoder whose units sit in brain regions."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy.typing as npt
from torch import Tensor, nn

from ..types import Constraint, Features
from .generators import MemberGenerators
from .linear import ConnectomeLinear
from .mlp import RegionEncoder, region_layer
from .rebuilt_edges import RegionsToEdges
from .spec import NetworkSpec
from .wiring import Connectomes, Wiring, shared_or_each


class ConnectomeAutoencoder(nn.Module):
    """Encode subjects as `ConnectomeMLP` does, and rebuild their features.

    The decoder mirrors the encoder: region layers in reverse, along the same connections, and a
    last layer back to the features.

    Parameters
    ----------
    connectome : Connectome, Wiring or sequence of Connectome
        Connections and distances; a sequence gives each member its own.
    features : {"nodes", "edges"}
        Whether a subject is described by regional measures or by connections.
    in_channels : int
        Measures per region (nodes only).
    hidden_channels : sequence of int
        Units per region, layer by layer; the last is the embedding.
    generators : MemberGenerators
        One per member: initial weights and dropout are drawn from them.
    constraint : {"hard", "soft", "init", "none"}, optional
        See `ConnectomeLinear`.
    dropout : float or array-like of shape (n_members,), default=0
        Share of units that are dropped after each encoder layer while training.

    Shapes
    ------
    - input: nodes (batch, n_regions, in_channels), edges (batch, n_regions, n_regions) or a table
      of pairs (batch, 1, n_pairs), see `EdgesToRegions`; each may have a leading axis of members
    - output: (n_members, batch, n_features), where n_features is n_regions * in_channels for
      nodes, n_regions ** 2 for matrices, and for a table the number of all pairs of regions
    """

    def __init__(
        self,
        connectome: Connectomes,
        features: Features,
        in_channels: int,
        hidden_channels: Sequence[int],
        generators: MemberGenerators,
        *,
        constraint: Constraint | None = None,
        dropout: npt.ArrayLike = 0.0,
    ) -> None:
        super().__init__()
        wiring = Wiring.of(connectome, constraint)
        self.encoder = RegionEncoder(
            wiring, features, in_channels, hidden_channels, generators, dropout=dropout
        )
        inward = self.encoder.hidden_channels[::-1]
        self.layers = nn.ModuleList(
            region_layer(*widths, wiring, generators) for widths in pairwise(inward)
        )
        self.exit: RegionsToEdges | ConnectomeLinear
        if features == "edges":
            self.exit = RegionsToEdges(inward[-1], wiring, len(generators), generators=generators)
        else:
            self.exit = region_layer(inward[-1], in_channels, wiring, generators)
        self.activation = nn.ReLU()

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
        ConnectomeAutoencoder
        """
        spec = specs[0]
        return cls(
            shared_or_each([each.connectome for each in specs]),
            spec.features,
            spec.in_channels,
            spec.hidden_channels,
            generators,
            constraint=spec.constraint,
            dropout=[each.dropout for each in specs],
        )

    @property
    def pairs(self) -> Tensor | None:
        """Pairs that some member reads, int tensor of shape (n_entering,); None over nodes."""
        return self.encoder.pairs

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw all weights anew."""
        for layer in (self.encoder, *self.layers, self.exit):
            layer.reset_parameters(generators)

    def forward(self, x: Tensor) -> Tensor:
        """Rebuild the features of subjects."""
        h = self.encoder(x)
        for layer in self.layers:
            h = self.activation(layer(h))
        if isinstance(self.exit, RegionsToEdges) and x.shape[-2] == 1:
            return self.exit.to_pairs(h)
        rebuilt = self.exit(h)
        return rebuilt.flatten(2) if rebuilt.dim() == 4 else rebuilt
