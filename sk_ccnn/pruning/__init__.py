"""Remove wires from trained networks, and see what that costs."""

from .path import pruning_path
from .prune import prune
from .result import PruningPath

__all__ = ["PruningPath", "prune", "pruning_path"]
