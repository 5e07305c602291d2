"""From region units to outputs, which sit in no region."""

import torch
from torch import nn

from .generators import MemberGenerators


class Readout(nn.Module):
    r"""Dense linear map, one per member, from all units to the outputs.

    .. math:: y_{m,b,t} = b_{m,t} + \sum_i x_{m,b,i} W_{m,i,t}

    Outputs have no place in the brain, so these weights have no length and no wiring cost.

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
