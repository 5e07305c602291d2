"""Make plain torch modules of trained networks."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from . import plain
from .dropping import DroppingReLU
from .edges import EdgeReadout, EdgesToRegions
from .geometric import GeometricNetwork, WeightedConvolution
from .graph_convolution import GraphConvolution
from .graph_network import GraphNetwork
from .linear import ConnectomeLinear, Readout
from .memberwise import Memberwise
from .mlp import ConnectomeMLP, RegionEncoder
from .pooling import AttentionPooling
from .regression import ConnectomeRegression
from .wires import Wires

# Weights of a layer, of all members, that are laid out with zeros: half a gigabyte.
MOST_DENSE = 2**26


def to_plain(module: nn.Module) -> nn.Module:
    """Copy a network as a module that computes with nothing but torch, for prediction.

    Its layers are classes of this package all the same, so that ``torch.save`` of the module needs
    the package where it is loaded. A program of ``torch.export``, or ONNX, does not.

    Parameters
    ----------
    module : Module
        A network or layer of this room, or a module that has some of them. It stays as it is.

    Returns
    -------
    Module
        In evaluation mode, float64, on the CPU. It takes measures (batch, n_regions, in_channels)
        or matrices (batch, n_regions, n_regions) and gives what the network gives. Modules that
        are not of sk_ccnn are copied as they are.

    Examples
    --------
    >>> import torch
    >>> from sk_ccnn import Connectome
    >>> from sk_ccnn.nn import ConnectomeMLP, MemberGenerators, to_plain
    >>> chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> network = ConnectomeMLP(chain, "nodes", 1, (4, 4), 1, MemberGenerators([0, 1])).double()
    >>> x = torch.ones(5, 3, 1, dtype=torch.float64)
    >>> bool(torch.allclose(to_plain(network)(x), network(x)))
    True
    """
    return _convert(module).cpu().double().requires_grad_(False).eval()


def _convert(module: nn.Module) -> nn.Module:
    make = _MAKERS.get(type(module))
    if make is not None:
        return make(module)
    # deepcopy takes what the memo holds for a copy.
    memo: dict[int, Any] = {id(child): _convert(child) for child in module.children()}
    return copy.deepcopy(module, memo)


def _linear(layer: ConnectomeLinear) -> nn.Module:
    return _map_of_units(layer.wires, layer.bias)


def _map_of_units(wires: Wires, bias: Tensor) -> nn.Module:
    in_units, out_units = wires.shape
    if wires.n_members * wires.n_positions() <= MOST_DENSE:
        return plain.PlainLinear(wires(), bias)
    ends = wires.index // out_units, wires.index % out_units
    return _sparse(wires, ends, (in_units, out_units), bias)


def _sparse(
    wires: Wires,
    ends: tuple[Tensor, Tensor],
    sizes: tuple[int, int],
    bias: Tensor,
    scale: float = 1.0,
) -> nn.Module:
    exists = wires.per_member(wires.exists)
    sources, targets = (wires.per_member(each).where(exists, 0) for each in ends)
    values = (scale * wires.values.detach().double()).where(exists, 0)
    return plain.PlainSparseLinear(values, sources, targets, sizes, bias)


def _readout(layer: Readout) -> nn.Module:
    return plain.PlainLinear(layer.weight, layer.bias)


def _edges_to_regions(layer: EdgesToRegions) -> nn.Module:
    wires = layer.wires
    if wires.n_members * wires.n_positions() <= MOST_DENSE:
        return plain.PlainEdgesToRegions(layer.weight, layer.bias)
    n_regions, _, channels = wires.shape
    ends = wires.pair, wires.index % (n_regions * channels)
    sizes = (n_regions**2, n_regions * channels)
    return nn.Sequential(nn.Flatten(-2), _sparse(wires, ends, sizes, layer.bias))


def _edge_readout(layer: EdgeReadout) -> nn.Module:
    wires = layer.wires
    n_regions, _, n_outputs = wires.shape
    if wires.n_members * wires.n_positions() > MOST_DENSE:
        ends = wires.pair, wires.index % n_outputs
        sizes = (n_regions**2, n_outputs)
        return nn.Sequential(nn.Flatten(-2), _sparse(wires, ends, sizes, layer.bias, layer.scale))
    cells = torch.unique(wires.pair[wires.exists])
    weight = layer.scale * layer.weight.detach().double().flatten(1, 2)[:, cells]
    return plain.PlainChosen(cells, plain.PlainLinear(weight, layer.bias))


def _encoder(network: RegionEncoder) -> nn.Module:
    start = [nn.Flatten(-2)] if network.features == "nodes" else []
    entry = plain.PlainRectified(_convert(network.entry), is_residual=False)
    layers = [plain.PlainRectified(_convert(layer)) for layer in network.layers]
    return nn.Sequential(*start, entry, *layers)


def _mlp(network: ConnectomeMLP) -> nn.Module:
    through = nn.Sequential(_convert(network.encoder), _convert(network.readout))
    if network.direct is None:
        return through
    return plain.PlainSum(through, _convert(network.direct))


def _regression(network: ConnectomeRegression) -> nn.Module:
    readout = _convert(network.readout)
    return readout if network.features == "edges" else nn.Sequential(nn.Flatten(-2), readout)


def _graph_convolution(layer: GraphConvolution) -> nn.Module:
    no_bias = layer.bias.new_zeros(1, 1, 1)
    graph = _map_of_units(layer.wires, no_bias)
    return plain.PlainGraphConvolution(graph, layer.weight, layer.bias)


def _graph_network(network: GraphNetwork) -> nn.Module:
    layers = [plain.PlainRectified(_convert(layer)) for layer in network.layers]
    return nn.Sequential(*layers, _convert(network.pooling), _convert(network.readout))


def _attention_pooling(layer: AttentionPooling) -> nn.Module:
    return plain.PlainPooling(layer.query)


def _geometric_network(network: GeometricNetwork) -> nn.Module:
    layers = [plain.PlainRectified(_convert(layer)) for layer in network.layers]
    head = nn.Sequential(_convert(network.pooling), _convert(network.readout))
    return nn.Sequential(*layers, plain.PlainOneMember(head))


def _weighted_convolution(layer: WeightedConvolution) -> nn.Module:
    """Lay out a graph attention with a dense mask; other convolutions stay as they are."""
    from torch_geometric.nn import GATConv

    given, wires = layer.convolution, layer.wires
    is_usual = type(given) is GATConv and given.add_self_loops and given.lin is not None
    if not is_usual or given.edge_dim is not None or given.res is not None:
        return copy.deepcopy(layer)
    n_regions = wires.n_regions
    loops = torch.eye(n_regions, device=wires.values.device, dtype=torch.float64)
    mask = loops.bool()
    mask[wires.source[0], wires.target[0]] = True
    bias = given.bias if given.bias is not None else loops.new_zeros(1)
    return plain.PlainAttention(
        given.lin.weight.t(),
        given.att_src[0],
        given.att_dst[0],
        wires()[0].double() + loops,
        mask,
        bias,
        float(given.negative_slope),
        bool(given.concat),
    )


def _members(stack: Memberwise) -> nn.Module:
    return plain.PlainMembers([_convert(member) for member in stack.members])


_MAKERS: dict[type[nn.Module], Callable[[Any], nn.Module]] = {
    AttentionPooling: _attention_pooling,
    ConnectomeLinear: _linear,
    ConnectomeMLP: _mlp,
    ConnectomeRegression: _regression,
    DroppingReLU: lambda layer: nn.ReLU(),
    EdgeReadout: _edge_readout,
    EdgesToRegions: _edges_to_regions,
    GeometricNetwork: _geometric_network,
    GraphConvolution: _graph_convolution,
    GraphNetwork: _graph_network,
    Memberwise: _members,
    Readout: _readout,
    RegionEncoder: _encoder,
    WeightedConvolution: _weighted_convolution,
}
