"""From features to units in brain regions, and onward from region to region."""

from itertools import pairwise

import numpy as np
from torch import nn

from .edges import EdgesToRegions
from .linear import ConnectomeLinear
from .rectifier import DroppingReLU
from .wiring import Wiring


def unit_regions(n_regions, channels):
    """Region of each unit, `channels` units a region: int array (n_regions * channels,)."""
    return np.repeat(np.arange(n_regions), channels)


class RegionEncoder(nn.Module):
    """Features to regions, then region layers; residual where two layers are equally wide.

    Parameters
    ----------
    connectome : Connectome, Wiring or sequence of Connectome
        Connections and distances; a sequence gives each member its own.
    features : {"nodes", "edges"}
        Whether a subject is described by regional measures or by connections.
    in_channels : int
        Measures per region (nodes only).
    hidden_channels : sequence of int
        Units per region, layer by layer.
    generators : MemberGenerators
        One per member: initial weights and dropout are drawn from them.
    constraint : {"hard", "soft", "init", "none"}, default="hard"
        See `ConnectomeLinear`.
    dropout : float or array-like of shape (n_members,), default=0
        Share of units that are dropped after each layer while training.

    Shapes
    ------
    - input: nodes (batch, n_regions, in_channels), edges (batch, n_regions, n_regions); either
      may have a leading axis of members
    - output: (n_members, batch, n_regions * hidden_channels[-1])
    """

    def __init__(
        self,
        connectome,
        features,
        in_channels,
        hidden_channels,
        generators,
        *,
        constraint="hard",
        dropout=0.0,
    ):
        super().__init__()
        wiring = Wiring.of(connectome, constraint)
        self.features, self.hidden_channels = features, tuple(hidden_channels)
        if features == "edges":
            self.entry = EdgesToRegions(
                self.hidden_channels[0], wiring, len(generators), generators=generators
            )
        else:
            widths = (in_channels, self.hidden_channels[0])
            self.entry = region_layer(*widths, wiring, generators)
        self.layers = nn.ModuleList(
            region_layer(*widths, wiring, generators) for widths in pairwise(self.hidden_channels)
        )
        self.rectifier = DroppingReLU(dropout, generators)

    def reset_parameters(self, generators):
        """Draw all weights anew."""
        for layer in (self.entry, *self.layers):
            layer.reset_parameters(generators)

    def forward(self, x):
        """Encode subjects as units in regions."""
        if self.features == "nodes":
            x = x.flatten(-2)
        x = self.rectifier(self.entry(x))
        for layer in self.layers:
            onward = self.rectifier(layer(x))
            x = x + onward if onward.shape == x.shape else onward
        return x


def region_layer(in_channels, out_channels, wiring, generators):
    """Make a `ConnectomeLinear` between `in_channels` and `out_channels` units per region."""
    return ConnectomeLinear(
        unit_regions(wiring.n_regions, in_channels),
        unit_regions(wiring.n_regions, out_channels),
        wiring,
        len(generators),
        generators=generators,
    )
