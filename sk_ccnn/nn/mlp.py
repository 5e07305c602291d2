"""Predict from features through layers of brain regions."""

from torch import nn

from .encoder import RegionEncoder
from .readout import Readout
from .wiring import Wiring


class ConnectomeMLP(nn.Module):
    """A multi-layer perceptron whose every unit sits in a brain region.

    Features enter regions, region layers pass them along the connectome, a read-out maps the last
    layer to the outputs. Outputs are raw: estimators give them meaning.

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
    constraint : {"hard", "soft", "init", "none"}, default="hard"
        See `ConnectomeLinear`.
    dropout : float or array-like of shape (n_members,), default=0
        Share of units that are dropped after each layer while training.

    Shapes
    ------
    - input: nodes (batch, n_regions, in_channels), edges (batch, n_regions, n_regions); either
      may have a leading axis of members
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
        connectome,
        features,
        in_channels,
        hidden_channels,
        n_outputs,
        generators,
        *,
        constraint="hard",
        dropout=0.0,
    ):
        super().__init__()
        wiring = Wiring.of(connectome, constraint)
        self.encoder = RegionEncoder(
            wiring, features, in_channels, hidden_channels, generators, dropout=dropout
        )
        units = wiring.n_regions * hidden_channels[-1]
        self.readout = Readout(units, n_outputs, len(generators), generators)

    def reset_parameters(self, generators):
        """Draw all weights anew."""
        self.encoder.reset_parameters(generators)
        self.readout.reset_parameters(generators)

    def forward(self, x):
        """Predict raw outputs."""
        return self.readout(self.encoder(x))
