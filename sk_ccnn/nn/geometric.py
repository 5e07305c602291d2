"""Networks of torch-geometric's convolutions over the connectome."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ..connectome import Connectome, values_at
from ..types import Features
from .generators import MemberGenerators
from .graph import relative_weights
from .linear import Readout
from .pooling import ReadoutOption, make_pooling
from .positions import between_units
from .wires import Wires
from .wiring import Wiring

# The messages of many more subjects do not fit into a processor's cache, which is slower.
SUBJECTS_AT_ONCE = 16


class _Spec(Protocol):
    """What an architecture is told of the network that it builds."""

    @property
    def connectome(self) -> Connectome: ...
    @property
    def features(self) -> Features: ...
    @property
    def in_channels(self) -> int: ...
    @property
    def hidden_channels(self) -> Sequence[int]: ...
    @property
    def n_outputs(self) -> int: ...
    @property
    def dropout(self) -> float: ...
    @property
    def readout(self) -> ReadoutOption: ...


@dataclass(frozen=True)
class GeometricArchitecture:
    """What builds a network of any torch-geometric convolution: for ``architecture=``.

    Parameters
    ----------
    convolution : type
        A ``torch_geometric.nn.MessagePassing`` that is made by ``convolution(in_channels,
        out_channels, **options)``. One whose ``forward`` takes ``edge_weight`` gets the relative
        weights of the connectome; so does ``edge_attr`` if the options have ``edge_dim=1``.
    options : dict
        Further arguments of the convolution.

    Examples
    --------
    >>> from torch_geometric.nn import SAGEConv
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.nn import GeometricArchitecture
    >>> sage = GeometricArchitecture(SAGEConv)
    >>> model = ConnectomeRegressor("desikan_killiany", architecture=sage)
    """

    convolution: type[nn.Module]
    options: dict[str, Any] = field(default_factory=dict)

    def __call__(self, spec: _Spec) -> "GeometricNetwork":
        """Build the network of one member from its `NetworkSpec`."""
        return GeometricNetwork(
            spec.connectome,
            self.convolution,
            spec.connectome.n_regions if spec.features == "edges" else spec.in_channels,
            spec.hidden_channels,
            spec.n_outputs,
            dropout=spec.dropout,
            readout=spec.readout,
            options=self.options,
        )


class WeightedConvolution(nn.Module):
    """A torch-geometric convolution whose messages have a weight for each connection.

    The weights start at 1, where the convolution is torch-geometric's own. They are wires: a wiring
    cost may make them exactly 0, which is a connection that passes no messages. Messages of a
    region to itself have the weight 1.

    Parameters
    ----------
    convolution : MessagePassing
        It sends one message a connection, with or without added self-loops.
    connectome : Connectome
        The graph.

    Shapes
    ------
    - input: (batch, n_regions, in_channels)
    - output: (batch, n_regions, out_channels)
    """

    edge_weight: Tensor
    convolution: Any  # a MessagePassing of torch-geometric, which is not imported

    def __init__(self, convolution: nn.Module, connectome: Connectome) -> None:
        super().__init__()
        wiring, n_regions = Wiring.of(connectome), connectome.n_regions
        regions = np.arange(n_regions)
        place = partial(between_units, in_regions=regions, out_regions=regions, within=False)
        self.convolution = convolution
        self.wires = Wires(wiring, (n_regions, n_regions), place, n_members=1)
        nn.init.ones_(self.wires.values)
        ends = self.wires.source[0].numpy(), self.wires.target[0].numpy()
        weights = torch.from_numpy(values_at(relative_weights(connectome), *ends))
        self.register_buffer("edge_weight", weights.float(), persistent=False)
        self._takes = frozenset(inspect.signature(convolution.forward).parameters)

    def forward(self, x: Tensor) -> Tensor:
        """Pass messages along the connectome of each subject."""
        parts = x.split(SUBJECTS_AT_ONCE) if x.device.type == "cpu" else [x]
        edges = torch.cat([self.wires.source, self.wires.target])
        return torch.cat([self._pass_messages(part, edges) for part in parts])

    def _pass_messages(self, x: Tensor, edges: Tensor) -> Tensor:
        n_subjects, n_regions = x.shape[:2]
        first = torch.arange(n_subjects, device=x.device) * n_regions
        edges = (edges[:, None] + first[:, None]).flatten(1)
        hook = self.convolution.register_message_forward_hook(self._weigh(n_subjects))
        try:
            passed = self.convolution(x.flatten(0, 1), edges, **self._of_edges(n_subjects))
        finally:
            hook.remove()
        return passed.unflatten(0, (n_subjects, n_regions))

    def _of_edges(self, n_subjects: int) -> dict[str, Tensor]:
        """Give the convolution the connectome's weights, where it takes them."""
        weight = self.edge_weight.to(self.wires.values.dtype).repeat(n_subjects)
        if "edge_weight" in self._takes:
            return {"edge_weight": weight}
        if "edge_attr" in self._takes and getattr(self.convolution, "edge_dim", None) == 1:
            return {"edge_attr": weight[:, None]}
        return {}

    def _weigh(self, n_subjects: int) -> Callable[[nn.Module, object, Tensor], Tensor]:
        weights = self.wires.values[0].repeat(n_subjects)
        n_loops = n_subjects * self.wires.n_regions

        def hook(module: nn.Module, given: object, messages: Tensor) -> Tensor:
            if len(messages) == len(weights) + n_loops:  # added at the end
                own = torch.cat([weights, weights.new_ones(n_loops)])
            elif len(messages) == len(weights):
                own = weights
            else:
                raise ValueError(
                    f"{type(module).__name__} sends {len(messages)} messages over {len(weights)} "
                    f"connections and {n_loops} regions; needed is one a connection"
                )
            return messages * own.view(-1, *[1] * (messages.dim() - 1))

        return hook


class GeometricNetwork(nn.Module):
    """The network of one member: convolutions over the connectome, then a read-out.

    Parameters
    ----------
    connectome : Connectome
        The graph.
    convolution : type
        See `GeometricArchitecture`.
    in_channels : int
        Features of a region.
    hidden_channels : sequence of int
        ``out_channels`` of each convolution.
    n_outputs : int
        Number of outputs.
    dropout : float, default=0
        Share of units that are dropped after each layer while training, alike for all subjects of
        a batch.
    readout : {"regions", "mean", "attention"}, default="regions"
        See `GraphNetwork`.
    options : dict, optional
        Further arguments of the convolution.

    Shapes
    ------
    - input: (batch, n_regions, in_channels)
    - output: (batch, n_outputs)
    """

    def __init__(
        self,
        connectome: Connectome,
        convolution: type[nn.Module],
        in_channels: int,
        hidden_channels: Sequence[int],
        n_outputs: int,
        *,
        dropout: float = 0.0,
        readout: ReadoutOption = "regions",
        options: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        layers, width = [], in_channels
        for channels in hidden_channels:
            layer = WeightedConvolution(convolution(width, channels, **(options or {})), connectome)
            width = _width_of(layer, width)  # several heads may be put side by side
            layers.append(layer)
        self.layers, self.dropout = nn.ModuleList(layers), dropout
        generators = MemberGenerators.drawn(1)
        self.pooling, n_units = make_pooling(readout, connectome.n_regions, width, generators)
        self.readout = Readout(n_units, n_outputs, 1, generators)

    def forward(self, x: Tensor) -> Tensor:
        """Predict raw outputs."""
        for layer in self.layers:
            onward = layer(x).relu()
            kept = torch.ones_like(onward[:1])
            onward = onward * functional.dropout(kept, self.dropout, self.training)
            x = x + onward if onward.shape == x.shape else onward
        return self.readout(self.pooling(x[None]))[0]


@torch.no_grad()
def _width_of(layer: WeightedConvolution, in_channels: int) -> int:
    """Try how many channels come out of a convolution."""
    layer.eval()
    width = layer(torch.zeros(1, layer.wires.n_regions, in_channels)).shape[-1]
    layer.train()
    return width
