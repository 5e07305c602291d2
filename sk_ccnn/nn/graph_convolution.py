"""Graph convolution over the connectome that all subjects share."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from ..connectome import Connectome, values_at
from .checks import made_generators, require_count, require_input
from .generators import MemberGenerators
from .graph import normalized_adjacency
from .linear import units_first_product
from .wires import Wires
from .wiring import Wiring


class GraphConvolution(nn.Module):
    r"""Pass each region's channels to its neighbours, all regions by the same weights.

    .. math:: y_{m,b,j,d} = b_{m,d} + \sum_i \sum_c \hat A_{m,i,j} x_{m,b,i,c} W_{m,c,d}

    with :math:`\hat A` the normalised connectome, see `normalized_adjacency`. All subjects share
    the graph, so that it is one matrix product for all of them; it equals torch-geometric's
    ``GCNConv`` over a batch of their graphs.

    Parameters
    ----------
    in_channels, out_channels : int
        Channels of each region.
    connectome : Connectome or sequence of Connectome
        The graph; a sequence gives each member its own.
    n_members : int, default=1
        Number of members.
    generators : MemberGenerators, optional
        See `ConnectomeLinear`.
    learn_edges : bool, default=False
        Whether :math:`\hat A` is only where learning starts. Its entries are wires: connections
        that the connectome lacks stay 0, and the wiring cost acts on the others.

    Shapes
    ------
    - input: (batch, n_regions, in_channels), or (n_members, batch, n_regions, in_channels)
    - output: (n_members, batch, n_regions, out_channels)

    References
    ----------
    Kipf TN, Welling M (2017). Semi-supervised classification with graph convolutional networks.
    arXiv:1609.02907.

    Examples
    --------
    >>> import torch
    >>> from sk_ccnn import Connectome
    >>> from sk_ccnn.nn import GraphConvolution
    >>> chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> GraphConvolution(2, 4, chain, n_members=3)(torch.ones(5, 3, 2)).shape
    torch.Size([3, 5, 3, 4])
    """

    start: Tensor

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        connectome: Connectome | Sequence[Connectome],
        n_members: int = 1,
        *,
        generators: MemberGenerators | None = None,
        learn_edges: bool = False,
    ) -> None:
        super().__init__()
        wiring = Wiring.of(connectome)
        generators = made_generators(generators, n_members)
        require_count(in_channels, "in_channels")
        require_count(out_channels, "out_channels")
        regions = np.arange(wiring.n_regions)
        self.wires = Wires.between_units(wiring, regions, regions, n_members)
        self.wires.values.requires_grad_(learn_edges)
        # Not in the state: rebuilt from the connectome.
        self.register_buffer("start", _values_of(self.wires, connectome), persistent=False)
        self.weight = nn.Parameter(torch.zeros(n_members, in_channels, out_channels))
        self.bias = nn.Parameter(torch.zeros(n_members, 1, out_channels))
        self.reset_parameters(generators)

    @torch.no_grad()
    def reset_parameters(self, generators: MemberGenerators) -> None:
        """Draw the weights from N(0, 2 / in_channels); the graph is as the connectome has it."""
        draws = generators.normal(*self.weight.shape[1:]) * (2 / self.weight.shape[1]) ** 0.5
        self.weight.copy_(draws)
        n_wires = self.wires.values.shape[1]  # a member alone has no padding for those of others
        self.wires.values.copy_(self.start[:, :n_wires])
        nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        """Mix channels and pass them on, in the order that passes fewer channels."""
        n_members, in_channels, _ = self.weight.shape
        require_input(x, (self.wires.n_regions, in_channels), n_members, "GraphConvolution")
        # Regions first, so that one product passes on all channels of all subjects.
        x = x.transpose(-3, -2)
        weight = self.weight[:, None]
        if self.weight.shape[1] > self.weight.shape[2]:
            y = self._propagate(torch.matmul(x, weight))
        else:
            y = torch.matmul(self._propagate(x), weight)
        return (y + self.bias[:, None]).transpose(1, 2)

    def _propagate(self, x: Tensor) -> Tensor:
        """Multiply by the graph: (..., n_regions, batch, channels), and so the result."""
        return units_first_product(x.flatten(-2), self.wires).unflatten(-1, x.shape[-2:])


def _values_of(wires: Wires, connectome: Connectome | Sequence[Connectome]) -> Tensor:
    """Give the normalised weight of each wire: tensor of shape (1 or n_members, n_wires)."""
    given = [connectome] if isinstance(connectome, Connectome) else list(connectome)
    of_each = {each: normalized_adjacency(each) for each in given}
    rows = wires.pair if len(wires.pair) == len(given) else wires.pair.expand(len(given), -1)
    ends = [np.divmod(row.numpy(), wires.n_regions) for row in rows]
    values = [values_at(of_each[each], *own) for each, own in zip(given, ends, strict=True)]
    return torch.tensor(np.stack(values)) * wires.exists
