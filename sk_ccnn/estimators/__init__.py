"""scikit-learn estimators whose networks are wired like a brain."""

from ._machine import draw_seeds as draw_seeds
from .base import BaseConnectomeEstimator as BaseConnectomeEstimator
from .classifier import ConnectomeClassifier
from .finding import find_network
from .finding import steps_before as steps_before
from .finding import transform_before as transform_before
from .finding import with_network as with_network
from .network import Architecture as Architecture
from .network import NetworkSpec
from .network import ReadoutKind as ReadoutKind
from .network import build_network as build_network
from .plan import FitPlan, TrainingOptions, build_net, train_net
from .planning import Communities as Communities
from .planning import ConnectomeLike as ConnectomeLike
from .planning import Schedule as Schedule
from .reading import FeatureLayout, Subjects
from .reading import read_features as read_features
from .reading import to_table as to_table
from .regressor import ConnectomeRegressor
from .resolve import resolve_connectome as resolve_connectome
from .targets import ClassWeight as ClassWeight
from .targets import Loss as Loss
from .transformer import ConnectomeTransformer

# Names that are imported as themselves are for the rooms above; they are not part of the public
# interface.
__all__ = [
    "ConnectomeClassifier",
    "ConnectomeRegressor",
    "ConnectomeTransformer",
    "FeatureLayout",
    "FitPlan",
    "NetworkSpec",
    "Subjects",
    "TrainingOptions",
    "build_net",
    "find_network",
    "train_net",
]
