"""Layers of a trained network, in nothing but torch: for export, and for use without this package.

Weights are constants: wires that a connectome lacks may be zeros among them, which training would
fill. All outputs have a leading axis of members, as everywhere in this room.
"""

import torch
from torch import Tensor, nn


def constant(values: Tensor) -> nn.Parameter:
    """Copy weights: float64 on the CPU, without a gradient."""
    copied = values.detach().cpu().double().clone().contiguous()
    return nn.Parameter(copied, requires_grad=False)


class PlainLinear(nn.Module):
    """Dense linear map of each member.

    Parameters
    ----------
    weight : Tensor of shape (n_members, in_units, out_units)
    bias : Tensor of shape (n_members or 1, 1, out_units)

    Shapes
    ------
    - input: (batch, in_units) or (n_members, batch, in_units)
    - output: (n_members, batch, out_units)
    """

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weight, self.bias = constant(weight), constant(bias)

    def forward(self, x: Tensor) -> Tensor:
        """Map units."""
        return torch.matmul(x, self.weight) + self.bias


class PlainSparseLinear(nn.Module):
    """The same map wire by wire, for layers whose dense weights would be too large.

    Parameters
    ----------
    values : Tensor of shape (n_members, n_wires)
        0 where a member has no such wire.
    sources, targets : Tensor of shape (n_members, n_wires), int
        Units that each wire leaves and enters.
    sizes : tuple of int
        in_units, out_units.
    bias : Tensor of shape (n_members or 1, 1, out_units)

    Shapes
    ------
    - input: (batch, in_units) or (n_members, batch, in_units)
    - output: (n_members, batch, out_units)
    """

    sources: Tensor
    targets: Tensor

    def __init__(
        self, values: Tensor, sources: Tensor, targets: Tensor, sizes: tuple[int, int], bias: Tensor
    ) -> None:
        super().__init__()
        self.n_members, self.out_units = values.shape[0], sizes[1]
        member = torch.arange(self.n_members)[:, None]
        self.values, self.bias = constant(values.reshape(-1)), constant(bias)
        self.register_buffer("sources", (sources.cpu() + member * sizes[0]).reshape(-1))
        self.register_buffer("targets", (targets.cpu() + member * sizes[1]).reshape(-1))

    def forward(self, x: Tensor) -> Tensor:
        """Map units."""
        if x.dim() == 2:
            x = x.unsqueeze(0)
        units = x.expand(self.n_members, x.shape[1], x.shape[2]).transpose(0, 1).flatten(1)
        passed = units.index_select(1, self.sources) * self.values
        summed = passed.new_zeros((passed.shape[0], self.n_members * self.out_units))
        summed = summed.index_add(1, self.targets, passed)
        by_member = summed.reshape(-1, self.n_members, self.out_units).transpose(0, 1)
        return by_member + self.bias


class PlainEdgesToRegions(nn.Module):
    """Sum the connections of each region.

    Parameters
    ----------
    weight : Tensor of shape (n_members, n_regions, n_regions, channels)
    bias : Tensor of shape (n_members, 1, n_regions * channels)

    Shapes
    ------
    - input: (batch, n_regions, n_regions)
    - output: (n_members, batch, n_regions * channels)
    """

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weight, self.bias = constant(weight), constant(bias)

    def forward(self, x: Tensor) -> Tensor:
        """Sum connections, weighted."""
        return torch.einsum("bij,mijc->mbjc", x, self.weight).flatten(-2) + self.bias


class PlainChosen(nn.Module):
    """Map some cells of matrices.

    Parameters
    ----------
    cells : Tensor of shape (n_cells,), int
        Places in a flattened matrix.
    layer : Module
        Maps (batch, n_cells).

    Shapes
    ------
    - input: (batch, n_regions, n_regions)
    - output: that of the layer
    """

    cells: Tensor

    def __init__(self, cells: Tensor, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer
        self.register_buffer("cells", cells.cpu().clone())

    def forward(self, x: Tensor) -> Tensor:
        """Choose cells, and map them."""
        mapped: Tensor = self.layer(x.flatten(1).index_select(1, self.cells))
        return mapped


class PlainGraphConvolution(nn.Module):
    """Pass channels along a graph and mix them.

    Parameters
    ----------
    graph : Module
        Linear map of (..., n_regions), without a bias.
    weight : Tensor of shape (n_members, in_channels, out_channels)
    bias : Tensor of shape (n_members, 1, out_channels)

    Shapes
    ------
    - input: (batch, n_regions, in_channels), or (n_members, batch, n_regions, in_channels)
    - output: (n_members, batch, n_regions, out_channels)
    """

    def __init__(self, graph: nn.Module, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.graph, self.in_channels = graph, weight.shape[1]
        self.weight, self.bias = constant(weight[:, None]), constant(bias[:, None])

    def forward(self, x: Tensor) -> Tensor:
        """Pass on, and mix."""
        passed = self.graph(x.transpose(-1, -2).flatten(-3, -2))
        passed = passed.unflatten(1, (-1, self.in_channels)).transpose(-1, -2)
        return torch.matmul(passed, self.weight) + self.bias


class PlainAttention(nn.Module):
    """One member's graph attention, over a dense mask of its connections.

    Parameters
    ----------
    mixing : Tensor of shape (in_channels, n_heads * channels)
    of_source, of_target : Tensor of shape (n_heads, channels)
        What attention is computed by.
    gain : Tensor of shape (n_regions, n_regions)
        What the message from i to j is multiplied by.
    mask : Tensor of shape (n_regions, n_regions), bool
        Where there are messages.
    bias : Tensor of shape (out_channels,)
    negative_slope : float
    is_concat : bool
        Whether the heads are put side by side, instead of averaged.

    Shapes
    ------
    - input: (batch, n_regions, in_channels)
    - output: (batch, n_regions, out_channels)
    """

    mask: Tensor

    def __init__(
        self,
        mixing: Tensor,
        of_source: Tensor,
        of_target: Tensor,
        gain: Tensor,
        mask: Tensor,
        bias: Tensor,
        negative_slope: float,
        is_concat: bool,
    ) -> None:
        super().__init__()
        self.mixing, self.bias = constant(mixing), constant(bias)
        self.of_source, self.of_target = constant(of_source), constant(of_target)
        self.gain = constant(gain[..., None])
        self.register_buffer("mask", mask.cpu()[..., None].clone())
        self.n_heads, self.channels = of_source.shape[0], of_source.shape[1]
        self.negative_slope, self.is_concat = negative_slope, is_concat

    def forward(self, x: Tensor) -> Tensor:
        """Attend to neighbours."""
        h = torch.matmul(x, self.mixing).unflatten(-1, (self.n_heads, self.channels))
        sent, received = (h * self.of_source).sum(-1), (h * self.of_target).sum(-1)
        score = sent.unsqueeze(2) + received.unsqueeze(1)
        # A leaky ReLU of what ONNX runtimes have in double precision.
        score = torch.relu(score) - self.negative_slope * torch.relu(-score)
        attention = score.masked_fill(~self.mask, float("-inf")).softmax(dim=1) * self.gain
        passed = torch.einsum("bijh,bihc->bjhc", attention, h)
        joined = passed.flatten(-2) if self.is_concat else passed.mean(dim=-2)
        return joined + self.bias


class PlainPooling(nn.Module):
    """Mean over regions, weighted by attention where there is a query.

    Parameters
    ----------
    query : Tensor of shape (n_members, 1, channels, 1)
        Zeros give the plain mean.

    Shapes
    ------
    - input: (n_members, batch, n_regions, channels)
    - output: (n_members, batch, channels)
    """

    def __init__(self, query: Tensor) -> None:
        super().__init__()
        self.query = constant(query)

    def forward(self, x: Tensor) -> Tensor:
        """Average over regions."""
        attention = torch.matmul(x, self.query).softmax(dim=-2)
        return (attention * x).sum(dim=-2)


class PlainRectified(nn.Module):
    """A layer, then a ReLU; residual where it is as wide as its input.

    Parameters
    ----------
    layer : Module
    is_residual : bool, default=True
        Whether it may be residual.
    """

    def __init__(self, layer: nn.Module, is_residual: bool = True) -> None:
        super().__init__()
        self.layer, self.is_residual = layer, is_residual

    def forward(self, x: Tensor) -> Tensor:
        """Map and rectify."""
        onward = torch.relu(self.layer(x))
        is_as_wide = onward.dim() == x.dim() and onward.shape[-1] == x.shape[-1]
        if self.is_residual and is_as_wide:
            onward = onward + x
        return onward


class PlainSum(nn.Module):
    """The sum of what two networks make of the same input.

    Parameters
    ----------
    first, second : Module
    """

    def __init__(self, first: nn.Module, second: nn.Module) -> None:
        super().__init__()
        self.first, self.second = first, second

    def forward(self, x: Tensor) -> Tensor:
        """Add."""
        total: Tensor = self.first(x) + self.second(x)
        return total


class PlainMembers(nn.Module):
    """Modules without an axis of members, one a member.

    Parameters
    ----------
    members : sequence of Module

    Shapes
    ------
    - input: (batch, ...)
    - output: (n_members, batch, n_outputs)
    """

    def __init__(self, members: list[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, x: Tensor) -> Tensor:
        """Run all, and stack their outputs."""
        outputs: list[Tensor] = []
        for member in self.members:
            outputs.append(member(x))
        return torch.stack(outputs)


class PlainOneMember(nn.Module):
    """A module with an axis of members, as one without.

    Parameters
    ----------
    stack : Module
        Of one member.
    """

    def __init__(self, stack: nn.Module) -> None:
        super().__init__()
        self.stack = stack

    def forward(self, x: Tensor) -> Tensor:
        """Map the one member's input."""
        output: Tensor = self.stack(x.unsqueeze(0)).squeeze(0)
        return output
