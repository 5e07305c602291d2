"""Models that travel: saved without code, with a card of what they are, and checked when loaded."""

from .card import ModelCard, model_card
from .errors import ModelFileError
from .loading import load_model
from .saving import save_model

__all__ = ["ModelCard", "ModelFileError", "load_model", "model_card", "save_model"]
