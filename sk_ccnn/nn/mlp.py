"""Predict from features through layers of brain regions."""

from torch import nn

from ..connectome import n_pairs
from .encoder import RegionEncoder
from .readout import EdgeReadout, Readout
from .wiring import Wiring

# Chosen on inner folds of LEMON, whose 19 900 pairs it scales by 1 / 28.
DIRECT_SCALE = 5.0


class ConnectomeMLP(nn.Module):
    """A multi-layer perceptron whose every unit sits in a brain region.

    Features enter regions, region layers pass them along the connectome, a read-out maps the last
    layer to the outputs. Connections are also read out directly, by one weight a pair: with few
    subjects much of what they tell is a sum. Outputs are raw: estimators give them meaning.

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
    direct : bool, default=True
        Read connections out directly too (edges only).

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
        direct=True,
    ):
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

    def reset_parameters(self, generators):
        """Draw all weights anew."""
        self.encoder.reset_parameters(generators)
        self.readout.reset_parameters(generators)
        if self.direct is not None:
            self.direct.reset_parameters()

    def forward(self, x):
        """Predict raw outputs."""
        outputs = self.readout(self.encoder(x))
        return outputs if self.direct is None else outputs + self.direct(x)
