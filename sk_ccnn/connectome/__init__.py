"""The connectome: regions, the connections between them, and where they lie."""

from .connectome import Connectome
from .consensus import Consensus, consensus_connectome
from .conversion import as_connectome

__all__ = ["Connectome", "Consensus", "as_connectome", "consensus_connectome"]
