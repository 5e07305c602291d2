"""Predict from features by convolutions over the connectome."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Self

import numpy.typing as npt
from torch import Tensor, nn

from ..connectome import Connectome
from .checks import checked_channels
from .dropping import DroppingReLU
from .generators import MemberGenerators
from .graph_convolution import GraphConvolution
from .linear import Readout
from .pooling import ReadoutOption, make_pooling
from .spec import NetworkSpec
from .wiring import shared_or_each


class GraphNetwork(nn.Module):
    """A graph convolutional network over the connectome that all subjects share.

    The first convolution begins as Kipf and Welling's over the connectome, and so do the others;
    the weights of the graph's edges are learned. Where a subject is described by connections, the
    features of a region are its own row of them. Outputs are raw: estimators give them meaning.

    Parameters
    ----------
    connectome : Connectome or sequence of Connectome
        The graph; a sequence gives each member its own.
    in_channels : int
        Measures per region; over edges, the number of regions.
    hidden_channels : sequence of int
        Channels per region, layer by layer.
    n_outputs : int
        Number of outputs.
    generators : MemberGenerators
        One per member: initial weights and dropout are drawn from them.
    dropout : float or array-like of shape (n_members,), default=0
        Share of units that are dropped after each layer while training.
    readout : {"regions", "mean", "attention"}, default="regions"
        What the outputs are read from: every region's channels, their mean over regions, or a mean
        weighted by attention.
    learn_edges : bool, default=True
        See `GraphConvolution`.

    Shapes
    ------
    - input: (batch, n_regions, in_channels); it may have a leading axis of members
    - output: (n_members, batch, n_outputs)

    Examples
    --------
    >>> import torch
    >>> from sk_ccnn import Connectome
    >>> from sk_ccnn.nn import GraphNetwork, MemberGenerators
    >>> chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> net = GraphNetwork(chain, 1, (8, 8), 1, MemberGenerators([0, 1]))
    >>> net(torch.ones(5, 3, 1)).shape
    torch.Size([2, 5, 1])
    """

    def __init__(
        self,
        connectome: Connectome | Sequence[Connectome],
        in_channels: int,
        hidden_channels: Sequence[int],
        n_outputs: int,
        generators: MemberGenerators,
        *,
        dropout: npt.ArrayLike = 0.0,
        readout: ReadoutOption = "regions",
        learn_edges: bool = True,
    ) -> None:
        super().__init__()
        widths = (in_channels, *checked_channels(hidden_channels))
        n_members = len(generators)
        layers = [
            GraphConvolution(
                *pair, connectome, n_members, generators=generators, learn_edges=learn_edges
            )
            for pair in pairwise(widths)
        ]
        self.layers = nn.ModuleList(layers)
        self.rectifier = DroppingReLU(dropout, generators)
        n_regions = layers[0].wires.n_regions
        self.pooling, n_units = make_pooling(readout, n_regions, widths[-1], generators)
        self.readout = Readout(n_units, n_outputs, n_members, generators)

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
        GraphNetwork
        """
        spec = specs[0]
        return cls(
            shared_or_each([each.connectome for each in specs]),
            spec.connectome.n_regions if spec.features == "edges" else spec.in_channels,
            spec.hidden_channels,
            spec.n_outputs,
            generators,
            dropout=[each.dropout for each in specs],
            readout=spec.readout,
        )

    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw all weights anew."""
        for part in (*self.layers, self.pooling, self.readout):
            if hasattr(part, "reset_parameters"):
                part.reset_parameters(generators)

    def forward(self, x: Tensor) -> Tensor:
        """Predict raw outputs."""
        for layer in self.layers:
            onward = self.rectifier(layer(x))
            x = x + onward if onward.shape == x.shape else onward
        return self.readout(self.pooling(x))
