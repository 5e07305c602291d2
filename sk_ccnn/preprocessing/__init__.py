"""What is done to connectomes before a model sees them."""

from .transforms import fisher_z, log_counts, strength_normalized
from .vectorizer import ConnectomeVectorizer

__all__ = ["ConnectomeVectorizer", "fisher_z", "log_counts", "strength_normalized"]
