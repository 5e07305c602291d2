"""What a trained network is worth: its scores, what its wiring costs, and what that looks like."""

from .evaluate import evaluate
from .evaluation import Evaluation
from .graph import SmallWorld, modularity, small_worldness
from .hubs import HubOverlap, hub_overlap
from .lengths import EdgeLengths, edge_lengths
from .similarity import Similarity, connectome_similarity

__all__ = [
    "EdgeLengths",
    "Evaluation",
    "HubOverlap",
    "Similarity",
    "SmallWorld",
    "connectome_similarity",
    "edge_lengths",
    "evaluate",
    "hub_overlap",
    "modularity",
    "small_worldness",
]
