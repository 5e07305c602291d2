"""From what an estimator was told to a torch module."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial

import numpy as np
import torch

from ..connectome import Connectome
from ..nn import (
    ConnectomeAutoencoder,
    ConnectomeMLP,
    ConnectomeRegression,
    GeometricArchitecture,
    GraphNetwork,
    MemberGenerators,
    Memberwise,
)
from ..training import Members, make_net


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
    features: str
    in_channels: int
    n_outputs: int
    hidden_channels: tuple
    constraint: str
    dropout: float
    readout: str = "regions"

    def require_same(self, other):
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


@dataclass(frozen=True)
class NetworkRecipe:
    """All that decides which net is trained, so that it can be built again.

    Parameters
    ----------
    architecture : {"linear", "mlp", "gcn", "gat", "encoder", "autoencoder"} or callable
        See `build_network`.
    spec : NetworkSpec
        What the network has to fit.
    members : Members
        Seeds and hyperparameters of the members.
    shuffle_seed : int
        Seed of the order of subjects.
    dtype : {"float32", "float64"}
        Precision of the weights.
    """

    architecture: str | Callable
    spec: NetworkSpec
    members: Members
    shuffle_seed: int
    dtype: str

    def build(self, criterion, **settings):
        """Build the net, untrained.

        Parameters
        ----------
        criterion : type of Module
            Loss per member and subject.
        **settings
            Further parameters of `StackNet`.

        Returns
        -------
        StackNet
        """
        return build_stack([self], criterion, **settings)

    def assemble(self, module, generators, criterion, **settings):
        """Make the net around a module that there is already.

        Parameters
        ----------
        module : Module
            Stack of these members.
        generators : MemberGenerators
            What it draws from.
        criterion, **settings
            As for `build`.

        Returns
        -------
        StackNet
        """
        settings = {"shuffle_seed": self.shuffle_seed} | settings
        return make_net(module, self.members, generators, criterion, **settings)


def build_stack(recipes, criterion, **settings):
    """Build one net of the members of several recipes, one after the other.

    Parameters
    ----------
    recipes : list of NetworkRecipe
        That differ in nothing but their members, shuffle seeds, connectomes and dropout.
    criterion, **settings
        As for `NetworkRecipe.build`.

    Returns
    -------
    StackNet
    """
    first, members = recipes[0], Members.joined([recipe.members for recipe in recipes])
    per_member = [recipe for recipe in recipes for _ in range(len(recipe.members))]
    generators = MemberGenerators(members.seeds)
    specs = [recipe.spec for recipe in per_member]
    module = build_network(first.architecture, specs, generators)
    shuffle_seeds = [recipe.shuffle_seed for recipe in per_member]
    return replace(first, members=members, shuffle_seed=shuffle_seeds).assemble(
        module.to(getattr(torch, first.dtype)), generators, criterion, **settings
    )


def checked_channels(hidden_channels):
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


def build_network(architecture, specs, generators):
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


def _require_hard(architecture, constraint):
    """Raise ValueError where the graph could not be the connectome."""
    if constraint != "hard":
        raise ValueError(
            f"architecture={architecture!r} passes messages along the connectome alone and needs "
            f"constraint='hard', got {constraint!r}"
        )


def _connectomes(specs):
    """Give the connectome of all members, or that of each."""
    first = specs[0].connectome
    connectomes = [spec.connectome for spec in specs]
    return first if all(each is first or each == first for each in connectomes) else connectomes


def _linear(specs, generators):
    spec = specs[0]
    return ConnectomeRegression(
        _connectomes(specs),
        spec.features,
        spec.in_channels,
        spec.n_outputs,
        generators,
        constraint=spec.constraint,
    )


def _mlp(specs, generators, direct=True):
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


def _encoder(specs, generators):
    # Its region units are what is wanted: nothing may go past them.
    return _mlp(specs, generators, direct=False)


def _autoencoder(specs, generators):
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


def _gcn(specs, generators):
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


def _gat(specs, generators):
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
