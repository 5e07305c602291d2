"""From region units or pairs to outputs, which sit in no region."""

import torch
from torch import nn

from .edges import pair_wires
from .generators import MemberGenerators
from .wiring import Wiring


class Readout(nn.Module):
    r"""Dense linear map, one per member, from all units to the outputs.

    .. math:: y_{m,b,t} = b_{m,t} + \sum_i x_{m,b,i} W_{m,i,t}

    Outputs sit in no region, so these weights have no length and no wiring cost.

    Parameters
    ----------
    in_units, n_outputs : int
        Sizes.
    n_members : int, default=1
        Number of members.
    generators : MemberGenerators, optional
        See `ConnectomeLinear`.

    Shapes
    ------
    - input: (batch, in_units) or (n_members, batch, in_units)
    - output: (n_members, batch, n_outputs)
    """

    def __init__(self, in_units, n_outputs, n_members=1, generators=None):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(n_members, in_units, n_outputs))
        self.bias = nn.Parameter(torch.zeros(n_members, 1, n_outputs))
        self.reset_parameters(generators or MemberGenerators.drawn(n_members))

    @torch.no_grad()
    def reset_parameters(self, generators):
        """Draw the weights from N(0, 0.01 / in_units); biases start at 0.

        So small that a network starts near the mean of its target instead of unlearning noise.
        """
        draws = generators.normal(*self.weight.shape[1:]) / self.weight.shape[1] ** 0.5
        self.weight.copy_(0.1 * draws)
        nn.init.zeros_(self.bias)

    def forward(self, x):
        """Map units to outputs."""
        return torch.matmul(x, self.weight) + self.bias


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
    constraint : {"hard", "soft", "init", "none"}, default="hard"
        See `ConnectomeLinear`.
    scale : float, default=1
        s. Adam moves every weight by the same step, so the more pairs there are, the further the
        output moves; a smaller scale keeps it in step with the rest of a network.

    Shapes
    ------
    - input: (batch, n_regions, n_regions), or (n_members, batch, n_regions, n_regions)
    - output: (n_members, batch, n_outputs)
    """

    def __init__(self, n_outputs, connectome, n_members=1, constraint="hard", scale=1.0):
        super().__init__()
        wiring = Wiring.of(connectome, constraint)
        self.scale = scale
        self.wires = pair_wires(wiring, n_outputs, n_members, once=True)
        self.bias = nn.Parameter(torch.zeros(n_members, 1, n_outputs))
        # Wires come pair by pair; where all members have the same, the pairs are picked once.
        index = self.wires.index
        pairs = index.view(1, -1, n_outputs)[..., 0] // n_outputs if len(index) == 1 else None
        self.register_buffer("pairs", pairs, persistent=False)

    def reset_parameters(self, generators=None):
        """Start at 0: the problem is convex."""
        nn.init.zeros_(self.wires.values)
        nn.init.zeros_(self.bias)

    def forward(self, x):
        """Sum the connections, weighted."""
        x = x.flatten(-2)
        if self.pairs is None:
            weight = self.wires().flatten(1, 2)
        else:
            x = x[..., self.pairs[0]]
            weight = self.wires.values.unflatten(1, (-1, self.bias.shape[-1]))
        subjects = "mbp" if x.dim() == 3 else "bp"
        return self.scale * torch.einsum(f"{subjects},mpt->mbt", x, weight) + self.bias
