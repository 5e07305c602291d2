"""What is done to connectomes before a model sees them."""

from ..connectome import Consensus, consensus_connectome
from .confounds import ConfoundRegressor
from .to_geometric import to_torch_geometric
from .transforms import fisher_z, log_counts, strength_normalized
from .vectorizer import ConnectomeVectorizer

__all__ = [
    "ConfoundRegressor",
    "ConnectomeVectorizer",
    "Consensus",
    "consensus_connectome",
    "fisher_z",
    "log_counts",
    "strength_normalized",
    "to_torch_geometric",
]
