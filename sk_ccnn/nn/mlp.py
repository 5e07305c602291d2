"""Predict from features through layers of brain regions."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from ..connectome import n_pairs
from ..types import Constraint, Features, IntArray
from .checks import checked_channels, require_count, require_features, require_input
from .dropping import DroppingReLU
from .edges import EdgeReadout, EdgesToRegions
from .generators import MemberGenerators
from .linear import ConnectomeLinear, Readout
from .pairs import from_rows
from .spec import NetworkSpec
from .wiring import Connectomes, Wiring, shared_or_each

# Chosen on inner folds of LEMON, whose 19 900 pairs it scales by 1 / 28.
DIRECT_SCALE = 5.0


class ConnectomeMLP(nn.Module):
    """A multi-layer perceptron whose every unit sits in a brain region.

    Features enter regions, region layers pass them along the connectome, a read-out maps the last
    layer to the outputs. Connections are also read out directly, by one weight a pair: with few
    subjects, most of what can be learned is a weighted sum. Outputs are raw: estimators give them
    meaning.

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
    n_outputs : int
        Number of outputs.
    generators : MemberGenerators
        One per member: initial weights and dropout are drawn from them.
    constraint : {"hard", "soft", "init", "none"}, optional
        See `ConnectomeLinear`.
    dropout : float or array-like of shape (n_members,), default=0
        Share of units that are dropped after each layer while training.
    direct : bool, default=True
        Read connections out directly too (edges only).

    Shapes
    ------
    - input: nodes (batch, n_regions, in_channels), edges (batch, n_regions, n_regions) or a table
      of pairs (batch, 1, n_pairs), see `EdgesToRegions`; each may have a leading axis of members
    - output: (n_members, batch, n_outputs)

    Examples
    --------
    >>> import numpy as np, torch
    >>> from sk_ccnn import Connectome
    >>> from sk_ccnn.nn import ConnectomeMLP, MemberGenerators
    >>> chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> net = ConnectomeMLP(chain, "nodes", 1, (4, 4), 1, MemberGenerators([0, 1]))
    >>> net(torch.ones(5, 3, 1)).shape
    torch.Size([2, 5, 1])
    """

    def __init__(
        self,
        connectome: Connectomes,
        features: Features,
        in_channels: int,
        hidden_channels: Sequence[int],
        n_outputs: int,
        generators: MemberGenerators,
        *,
        constraint: Constraint | None = None,
        dropout: npt.ArrayLike = 0.0,
        direct: bool = True,
    ) -> None:
        super().__init__()
        wiring = Wiring.of(connectome, constraint)
        self.encoder = RegionEncoder(
            wiring, features, in_channels, hidden_channels, generators, dropout=dropout
        )
        units = wiring.n_regions * hidden_channels[-1]
        self.readout = Readout(units, n_outputs, len(generators), generators)
        self.direct = None
        if direct and features == "edges":
            scale = DIRECT_SCALE / n_pairs(wiring.n_regions) ** 0.5
            self.direct = EdgeReadout(n_outputs, wiring, len(generators), scale=scale)

    @classmethod
    def from_specs(
        cls, specs: Sequence[NetworkSpec], generators: MemberGenerators, *, direct: bool = True
    ) -> Self:
        """Build the stack of networks that fit their specifications.

        Parameters
        ----------
        specs : sequence of NetworkSpec, length n_members
            They differ in connectome and dropout only.
        generators : MemberGenerators
            One per member.
        direct : bool, default=True
            As of `ConnectomeMLP`.

        Returns
        -------
        ConnectomeMLP
        """
        spec = specs[0]
        return cls(
            shared_or_each([each.connectome for each in specs]),
            spec.features,
            spec.in_channels,
            spec.hidden_channels,
            spec.n_outputs,
            generators,
            constraint=spec.constraint,
            dropout=[each.dropout for each in specs],
            direct=direct,
        )

    @property
    def pairs(self) -> Tensor | None:
        """Pairs that some member reads, int tensor of shape (n_entering,); None over nodes."""
        return self.encoder.pairs

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw all weights anew."""
        self.encoder.reset_parameters(generators)
        self.readout.reset_parameters(generators)
        if self.direct is not None:
            self.direct.reset_parameters()

    def forward(self, x: Tensor) -> Tensor:
        """Predict raw outputs."""
        if self.direct is not None:
            rows = self.direct.as_pairs(x)
            x = x if rows is None else from_rows(rows)  # laid out once for both that read them
        outputs = self.readout(self.encoder(x))
        return outputs if self.direct is None else outputs + self.direct(x)


def unit_regions(n_regions: int, channels: int) -> IntArray:
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
    constraint : {"hard", "soft", "init", "none"}, optional
        See `ConnectomeLinear`.
    dropout : float or array-like of shape (n_members,), default=0
        Share of units that are dropped after each layer while training.

    Shapes
    ------
    - input: nodes (batch, n_regions, in_channels), edges (batch, n_regions, n_regions) or a table
      of pairs (batch, 1, n_pairs), see `EdgesToRegions`; each may have a leading axis of members
    - output: (n_members, batch, n_regions * hidden_channels[-1])
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
        require_features(features)
        self.features, self.hidden_channels = features, checked_channels(hidden_channels)
        self.in_channels = in_channels
        self.entry: EdgesToRegions | ConnectomeLinear
        if features == "edges":
            self.entry = EdgesToRegions(
                self.hidden_channels[0], wiring, len(generators), generators=generators
            )
        else:
            require_count(in_channels, "in_channels")
            widths = (in_channels, self.hidden_channels[0])
            self.entry = region_layer(*widths, wiring, generators)
        self.layers = nn.ModuleList(
            region_layer(*widths, wiring, generators) for widths in pairwise(self.hidden_channels)
        )
        self.rectifier = DroppingReLU(dropout, generators)

    @property
    def pairs(self) -> Tensor | None:
        """Pairs that some member reads, int tensor of shape (n_entering,); None over nodes."""
        return self.entry.pairs[0] if isinstance(self.entry, EdgesToRegions) else None

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw all weights anew."""
        for layer in (self.entry, *self.layers):
            layer.reset_parameters(generators)

    def forward(self, x: Tensor) -> Tensor:
        """Encode subjects as units in regions."""
        if self.features == "nodes":
            wires = self.entry.wires
            last = (wires.n_regions, self.in_channels)
            require_input(x, last, wires.n_members, "a network over nodes")
            x = x.flatten(-2)
        x = self.rectifier(self.entry(x))
        for layer in self.layers:
            onward = self.rectifier(layer(x))
            x = x + onward if onward.shape == x.shape else onward
        return x


def region_layer(
    in_channels: int, out_channels: int, wiring: Wiring, generators: MemberGenerators
) -> ConnectomeLinear:
    """Make a `ConnectomeLinear` between `in_channels` and `out_channels` units per region."""
    return ConnectomeLinear(
        unit_regions(wiring.n_regions, in_channels),
        unit_regions(wiring.n_regions, out_channels),
        wiring,
        len(generators),
        generators=generators,
    )
