"""The connectome: regions, the connections between them, and where they lie."""

from .connectome import Connectome
from .conversion import as_connectome

__all__ = ["Connectome", "as_connectome"]
