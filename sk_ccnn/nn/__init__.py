"""Torch modules whose units sit in brain regions, stacked along a leading axis of members."""

from .autoencoder import ConnectomeAutoencoder
from .dropping import DroppingReLU
from .edges import EdgeReadout, EdgesToRegions
from .generators import MemberGenerators
from .geometric import GeometricArchitecture, GeometricNetwork
from .graph_convolution import GraphConvolution
from .graph_network import GraphNetwork
from .linear import ConnectomeLinear, Readout
from .memberwise import Memberwise
from .mlp import ConnectomeMLP, RegionEncoder
from .plain_copy import to_plain
from .pooling import AttentionPooling, MeanPooling
from .rebuilt_edges import RegionsToEdges
from .regression import ConnectomeRegression
from .spec import NetworkSpec
from .wires import Wires
from .wiring import Wiring

__all__ = [
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
    "NetworkSpec",
    "Readout",
    "RegionEncoder",
    "RegionsToEdges",
    "Wires",
    "Wiring",
    "to_plain",
]

# For the rooms above; not part of the public interface.
from .generators import draw_seeds as draw_seeds
from .graph import relative_weights as relative_weights
from .linear import prefers_sparse as prefers_sparse
from .pairs import pair_of_wires as pair_of_wires
from .pairs import pairs_of as pairs_of
from .plain_model import PlainFeatures as PlainFeatures
from .plain_model import PlainTarget as PlainTarget
from .pooling import READOUTS as READOUTS
from .pooling import ReadoutOption as ReadoutOption
from .selection import select_members as select_members
from .storage import storage_of_wires as storage_of_wires
from .wiring import CONSTRAINTS as CONSTRAINTS
