"""What is done to connectomes before a model sees them."""

from .confounds import ConfoundRegressor
from .correlation_transformer import CorrelationTransformer
from .to_geometric import to_torch_geometric
from .transforms import fisher_z, log_counts, strength_normalized
from .vectorizer import ConnectomeVectorizer

__all__ = [
    "ConfoundRegressor",
    "ConnectomeVectorizer",
    "CorrelationTransformer",
    "fisher_z",
    "log_counts",
    "strength_normalized",
    "to_torch_geometric",
]

# For the rooms above; not part of the public interface.
from .confound_table import ConfoundDesign as ConfoundDesign
from .confound_table import positions_of as positions_of
from .confound_table import read_confounds as read_confounds
from .correlation_transformer import CorrelationKind as CorrelationKind
