"""What a network has to fit: all that tells one network of an architecture from another."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ..connectome import Connectome
from ..types import Constraint, Features
from .pooling import ReadoutOption


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
