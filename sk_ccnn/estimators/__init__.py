"""scikit-learn estimators whose networks are wired like a brain."""

from ._network import NetworkSpec
from .classifier import ConnectomeClassifier
from .regressor import ConnectomeRegressor
from .transformer import ConnectomeTransformer

__all__ = ["ConnectomeClassifier", "ConnectomeRegressor", "ConnectomeTransformer", "NetworkSpec"]
