"""Torch modules whose units sit in brain regions, stacked along a leading axis of members."""

from .autoencoder import ConnectomeAutoencoder
from .edges import EdgesToRegions, RegionsToEdges
from .encoder import RegionEncoder
from .generators import MemberGenerators
from .geometric import GeometricArchitecture, GeometricNetwork
from .graph import normalized_adjacency, relative_weights
from .graph_convolution import GraphConvolution
from .graph_network import GraphNetwork
from .linear import ConnectomeLinear
from .memberwise import Memberwise
from .mlp import ConnectomeMLP
from .pooling import READOUTS, AttentionPooling, MeanPooling
from .readout import EdgeReadout, Readout
from .rectifier import DroppingReLU
from .regression import ConnectomeRegression
from .selection import select_members
from .wires import Wires
from .wiring import CONSTRAINTS, Wiring

__all__ = [
    "CONSTRAINTS",
    "READOUTS",
    "AttentionPooling",
    "ConnectomeAutoencoder",
    "ConnectomeLinear",
    "ConnectomeMLP",
    "ConnectomeRegression",
    "DroppingReLU",
    "EdgeReadout",
    "EdgesToRegions",
    "GeometricArchitecture",
    "GeometricNetwork",
    "GraphConvolution",
    "GraphNetwork",
    "MeanPooling",
    "MemberGenerators",
    "Memberwise",
    "Readout",
    "RegionEncoder",
    "RegionsToEdges",
    "Wires",
    "Wiring",
    "normalized_adjacency",
    "relative_weights",
    "select_members",
]
