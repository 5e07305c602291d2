"""From what an estimator was told to a torch module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import TypeAlias

import numpy as np
from torch import nn

from ..connectome import Connectome
from ..nn import (
    ConnectomeAutoencoder,
    ConnectomeMLP,
    ConnectomeRegression,
    GeometricArchitecture,
    GraphNetwork,
    MemberGenerators,
    Memberwise,
    ReadoutOption,
)
from ..types import Constraint, Features


@dataclass(frozen=True)
class NetworkSpec:
    """What a network has to fit; a callable `architecture` is called with it.

    Parameters
    ----------
    connectome : Connectome
        Its regions are in the order of the features.
    features : {"nodes", "edges"}
        What a subject is described by: an array of shape (n_regions, in_channels), or a symmetric
        matrix of shape (n_regions, n_regions).
    in_channels : int
        Measures per region (nodes only).
    n_outputs : int
        Outputs of the network: targets, or classes.
    hidden_channels : tuple of int
        Units per region, layer by layer.
    constraint : {"hard", "soft", "init", "none"}
        What a missing connection means.
    dropout : float
        Share of units dropped while training.
    readout : {"regions", "mean", "attention"}
        What a graph network reads its outputs from.
    """

    connectome: Connectome
    features: Features
    in_channels: int
    n_outputs: int
    hidden_channels: tuple[int, ...]
    constraint: Constraint
    dropout: float
    readout: ReadoutOption = "regions"

    def require_same(self, other: NetworkSpec) -> None:
        """Raise ValueError if `other` needs other weights, naming what differs."""
        changed = {
            field.name: f"{getattr(self, field.name)} to {getattr(other, field.name)}"
            for field in fields(self)
            if field.name != "dropout" and getattr(self, field.name) != getattr(other, field.name)
        }
        if changed:
            raise ValueError(
                f"weights can only be kept in the same network, but changed: {changed}"
            )


Architecture: TypeAlias = str | Callable[[NetworkSpec], nn.Module]


def checked_channels(hidden_channels: int | Sequence[int]) -> tuple[int, ...]:
    """Give the units per region of each hidden layer: tuple of int.

    Parameters
    ----------
    hidden_channels : int or sequence of int
        As the user gave it.

    Raises
    ------
    ValueError
        If it is not one or more whole numbers, each at least 1.
    """
    channels = np.atleast_1d(np.asarray(hidden_channels))
    if (
        channels.ndim != 1
        or not channels.size
        or channels.dtype.kind not in "iu"
        or channels.min() < 1
    ):
        raise ValueError(
            "hidden_channels must be one or more whole numbers, the units per region of each "
            f"hidden layer, got {hidden_channels!r}"
        )
    return tuple(channels.tolist())


def build_network(
    architecture: Architecture, specs: Sequence[NetworkSpec], generators: MemberGenerators
) -> nn.Module:
    """Build the stack of networks.

    Parameters
    ----------
    architecture : {"linear", "mlp", "gcn", "gat", "encoder", "autoencoder"} or callable
        A callable gets the `NetworkSpec` of a member and returns its module, which maps (batch,
        n_regions, in_channels) or (batch, n_regions, n_regions) to (batch, n_outputs).
    specs : list of NetworkSpec, length n_members
        What each member has to fit; they differ in connectome and dropout only.
    generators : MemberGenerators
        One per member.

    Returns
    -------
    Module
        Maps a batch to (n_members, batch, n_outputs).
    """
    if isinstance(architecture, GeometricArchitecture) or architecture in ("gcn", "gat"):
        _require_hard(architecture, specs[0].constraint)
    if callable(architecture):
        return Memberwise([partial(architecture, spec) for spec in specs], generators)
    return _BUILDERS[architecture](specs, generators)


def _require_hard(architecture: Architecture, constraint: Constraint) -> None:
    """Raise ValueError where the graph could not be the connectome."""
    if constraint != "hard":
        raise ValueError(
            f"architecture={architecture!r} passes messages along the connectome alone and needs "
            f"constraint='hard', got {constraint!r}"
        )


def _connectomes(specs: Sequence[NetworkSpec]) -> Connectome | list[Connectome]:
    """Give the connectome of all members, or that of each."""
    first = specs[0].connectome
    connectomes = [spec.connectome for spec in specs]
    return first if all(each is first or each == first for each in connectomes) else connectomes


def _linear(specs: Sequence[NetworkSpec], generators: MemberGenerators) -> ConnectomeRegression:
    spec = specs[0]
    return ConnectomeRegression(
        _connectomes(specs),
        spec.features,
        spec.in_channels,
        spec.n_outputs,
        generators,
        constraint=spec.constraint,
    )


def _mlp(
    specs: Sequence[NetworkSpec], generators: MemberGenerators, direct: bool = True
) -> ConnectomeMLP:
    spec = specs[0]
    return ConnectomeMLP(
        _connectomes(specs),
        spec.features,
        spec.in_channels,
        spec.hidden_channels,
        spec.n_outputs,
        generators,
        constraint=spec.constraint,
        dropout=[spec.dropout for spec in specs],
        direct=direct,
    )


def _encoder(specs: Sequence[NetworkSpec], generators: MemberGenerators) -> ConnectomeMLP:
    # Its region units are what is wanted: nothing may go past them.
    return _mlp(specs, generators, direct=False)


def _autoencoder(
    specs: Sequence[NetworkSpec], generators: MemberGenerators
) -> ConnectomeAutoencoder:
    spec = specs[0]
    return ConnectomeAutoencoder(
        _connectomes(specs),
        spec.features,
        spec.in_channels,
        spec.hidden_channels,
        generators,
        constraint=spec.constraint,
        dropout=[spec.dropout for spec in specs],
    )


def _gcn(specs: Sequence[NetworkSpec], generators: MemberGenerators) -> GraphNetwork:
    spec = specs[0]
    return GraphNetwork(
        _connectomes(specs),
        spec.connectome.n_regions if spec.features == "edges" else spec.in_channels,
        spec.hidden_channels,
        spec.n_outputs,
        generators,
        dropout=[spec.dropout for spec in specs],
        readout=spec.readout,
    )


def _gat(specs: Sequence[NetworkSpec], generators: MemberGenerators) -> nn.Module:
    from torch_geometric.nn import GATConv

    return build_network(GeometricArchitecture(GATConv), specs, generators)


_BUILDERS = {
    "linear": _linear,
    "mlp": _mlp,
    "gcn": _gcn,
    "gat": _gat,
    "encoder": _encoder,
    "autoencoder": _autoencoder,
}
