"""Linear maps: between units in brain regions, and from them to the outputs."""

import numpy as np
import torch
from torch import nn

from .generators import MemberGenerators
from .products import wired_map
from .wires import Wires, Wiring


class ConnectomeLinear(nn.Module):
    r"""Linear map whose connections are those of a connectome.

    .. math:: y_{m,b,o} = b_{m,o} + \sum_i x_{m,b,i} W_{m,i,o},
        \qquad W_{m,i,o} = 0 \text{ where the connectome lacks } (r_i, r_o)

    under ``constraint="hard"``, with :math:`r_i` the region of unit i. A unit always may reach the
    units of its own region.

    Parameters
    ----------
    in_regions : array-like of shape (in_units,), int
        Region of each input unit.
    out_regions : array-like of shape (out_units,), int
        Region of each output unit.
    connectome : Connectome, Wiring or sequence of Connectome
        Connections and distances; a sequence gives each member its own.
    n_members : int, default=1
        Number of members.
    constraint : {"hard", "soft", "init", "none"}, optional
        ``"hard"``: missing connections are not parameters. ``"soft"``, ``"none"``: all are.
        ``"init"``: all are, and the missing ones start at 0. By default ``"hard"``, or what a given
        `Wiring` says.
    generators : MemberGenerators, optional
        One per member, to draw the first weights from; by default they come from torch's global
        generator, like those of torch's own layers.

    Shapes
    ------
    - input: (batch, in_units) shared by all members, or (n_members, batch, in_units)
    - output: (n_members, batch, out_units)

    Examples
    --------
    >>> import torch
    >>> from sk_ccnn import Connectome
    >>> from sk_ccnn.nn import ConnectomeLinear
    >>> chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> layer = ConnectomeLinear([0, 1, 2], [0, 1, 2], chain, n_members=2)
    >>> layer(torch.ones(5, 3)).shape
    torch.Size([2, 5, 3])
    >>> layer.weight[:, 0, 2]
    tensor([0., 0.], grad_fn=<SelectBackward0>)
    """

    def __init__(
        self,
        in_regions,
        out_regions,
        connectome,
        n_members=1,
        constraint=None,
        generators=None,
    ):
        super().__init__()
        wiring = Wiring.of(connectome, constraint)
        rows, columns = np.asarray(in_regions), np.asarray(out_regions)
        self.constraint = wiring.constraint
        self.wires = Wires(wiring, rows[:, None] * wiring.n_regions + columns, n_members=n_members)
        self.bias = nn.Parameter(torch.zeros(n_members, 1, len(columns)))
        self.reset_parameters(generators or MemberGenerators.drawn(n_members))

    @property
    def weight(self):
        """Dense weights: tensor of shape (n_members, in_units, out_units)."""
        return self.wires()

    def reset_parameters(self, generators):
        """Draw the weights by fan-in of the allowed connections; biases start at 0."""
        self.wires.reset_parameters(generators, start_missing_at_zero=self.constraint == "init")
        nn.init.zeros_(self.bias)

    def forward(self, x):
        """Map the units of one layer to those of the next."""
        return wired_map(x, self.wires, self.bias)


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
