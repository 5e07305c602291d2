"""Torch modules whose units sit in brain regions, stacked along a leading axis of members."""

from .autoencoder import ConnectomeAutoencoder
from .dropout import UnitDropout
from .edges import EdgesToRegions, RegionsToEdges
from .encoder import RegionEncoder
from .generators import MemberGenerators
from .linear import ConnectomeLinear
from .memberwise import Memberwise
from .mlp import ConnectomeMLP
from .readout import EdgeReadout, Readout
from .regression import ConnectomeRegression
from .selection import select_members
from .wires import Wires
from .wiring import CONSTRAINTS, Wiring

__all__ = [
    "CONSTRAINTS",
    "ConnectomeAutoencoder",
    "ConnectomeLinear",
    "ConnectomeMLP",
    "ConnectomeRegression",
    "EdgeReadout",
    "EdgesToRegions",
    "MemberGenerators",
    "Memberwise",
    "Readout",
    "RegionEncoder",
    "RegionsToEdges",
    "UnitDropout",
    "Wires",
    "Wiring",
    "select_members",
]
