"""Displays of results and of what was learned; matplotlib and nilearn are imported in use.

Predicted against true values is scikit-learn's own `sklearn.metrics.PredictionErrorDisplay`.
"""

from .comparison import ComparisonDisplay
from .connectome_matrix import ConnectomeDisplay
from .gaps import BrainAgeGapDisplay
from .importance import ImportanceDisplay
from .lambda_path import LambdaPathDisplay
from .null_test import NullTestDisplay
from .permutation import PermutationDisplay
from .pruning import PruningPathDisplay
from .regions import RegionsDisplay
from .reliability import ReliabilityDisplay
from .training import TrainingCurvesDisplay
from .wiring import WiringDisplay

__all__ = [
    "BrainAgeGapDisplay",
    "ComparisonDisplay",
    "ConnectomeDisplay",
    "ImportanceDisplay",
    "LambdaPathDisplay",
    "NullTestDisplay",
    "PermutationDisplay",
    "PruningPathDisplay",
    "RegionsDisplay",
    "ReliabilityDisplay",
    "TrainingCurvesDisplay",
    "WiringDisplay",
]

# For the rooms above; not part of the public interface.
from .basics import BLUE as BLUE
from .basics import GREY as GREY
from .basics import ORANGE as ORANGE
from .basics import require_plotting as require_plotting
