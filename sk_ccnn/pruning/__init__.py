"""Remove wires from trained networks, and see what that costs."""

from ._path import pruning_path
from ._prune import prune
from ._result import PruningPath

__all__ = ["PruningPath", "prune", "pruning_path"]
