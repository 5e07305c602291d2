"""From what an estimator was told to a torch module."""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import torch

from ..connectome import Connectome
from ..nn import (
    ConnectomeAutoencoder,
    ConnectomeMLP,
    ConnectomeRegression,
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
    """

    connectome: Connectome
    features: str
    in_channels: int
    n_outputs: int
    hidden_channels: tuple
    constraint: str
    dropout: float

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
    architecture : {"linear", "mlp", "encoder", "autoencoder"} or callable
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
        generators = MemberGenerators(self.members.seeds)
        module = build_network(self.architecture, self.spec, generators)
        return make_net(
            module.to(getattr(torch, self.dtype)),
            self.members,
            generators,
            criterion,
            shuffle_seed=self.shuffle_seed,
            **settings,
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


def build_network(architecture, spec, generators):
    """Build the stack of networks.

    Parameters
    ----------
    architecture : {"linear", "mlp", "encoder", "autoencoder"} or callable
        A callable gets `spec` and returns one member's module, which maps (batch, n_regions,
        in_channels) or (batch, n_regions, n_regions) to (batch, n_outputs).
    spec : NetworkSpec
        What it has to fit.
    generators : MemberGenerators
        One per member.

    Returns
    -------
    Module
        Maps a batch to (n_members, batch, n_outputs).
    """
    if callable(architecture):
        return Memberwise(lambda: architecture(spec), generators)
    return _BUILDERS[architecture](spec, generators)


def _linear(spec, generators):
    return ConnectomeRegression(
        spec.connectome,
        spec.features,
        spec.in_channels,
        spec.n_outputs,
        generators,
        constraint=spec.constraint,
    )


def _mlp(spec, generators, direct=True):
    return ConnectomeMLP(
        spec.connectome,
        spec.features,
        spec.in_channels,
        spec.hidden_channels,
        spec.n_outputs,
        generators,
        constraint=spec.constraint,
        dropout=spec.dropout,
        direct=direct,
    )


def _encoder(spec, generators):
    # Its region units are what is wanted: nothing may go past them.
    return _mlp(spec, generators, direct=False)


def _autoencoder(spec, generators):
    return ConnectomeAutoencoder(
        spec.connectome,
        spec.features,
        spec.in_channels,
        spec.hidden_channels,
        generators,
        constraint=spec.constraint,
        dropout=spec.dropout,
    )


_BUILDERS = {
    "linear": _linear,
    "mlp": _mlp,
    "encoder": _encoder,
    "autoencoder": _autoencoder,
}
