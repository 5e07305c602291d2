"""The networks that estimators know by name, and those that a user writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, TypeAlias

from torch import nn

from ..nn import (
    ConnectomeAutoencoder,
    ConnectomeMLP,
    ConnectomeRegression,
    GeometricArchitecture,
    GraphNetwork,
    MemberGenerators,
    Memberwise,
    NetworkSpec,
)
from ..types import Constraint

Architecture: TypeAlias = (
    Literal["linear", "mlp", "gcn", "gat", "encoder", "autoencoder"]
    | Callable[[NetworkSpec], nn.Module]
)


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
        builders = [partial(architecture, spec) for spec in specs]
        return Memberwise(builders, generators, specs[0].n_outputs)
    return _BUILDERS[architecture](specs, generators)


def _require_hard(architecture: Architecture, constraint: Constraint) -> None:
    """Raise ValueError where the graph could not be the connectome."""
    if constraint != "hard":
        raise ValueError(
            f"architecture={architecture!r} passes messages along the connectome alone and needs "
            f"constraint='hard', got {constraint!r}"
        )


def _gat(specs: Sequence[NetworkSpec], generators: MemberGenerators) -> nn.Module:
    from torch_geometric.nn import GATConv

    return build_network(GeometricArchitecture(GATConv), specs, generators)


_BUILDERS: dict[str, Callable[[Sequence[NetworkSpec], MemberGenerators], nn.Module]] = {
    "linear": ConnectomeRegression.from_specs,
    "mlp": ConnectomeMLP.from_specs,
    "gcn": GraphNetwork.from_specs,
    "gat": _gat,
    # Its region units are what is wanted: nothing may go past them.
    "encoder": partial(ConnectomeMLP.from_specs, direct=False),
    "autoencoder": ConnectomeAutoencoder.from_specs,
}
