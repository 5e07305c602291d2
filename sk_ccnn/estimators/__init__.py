"""scikit-learn estimators whose networks are wired like a brain."""

from .assumed_order import UnnamedRegionsWarning
from .classifier import ConnectomeClassifier
from .finding import find_network
from .layout import FeatureLayout
from .plan import FitPlan, TrainingOptions, build_net, train_net
from .reading import Subjects
from .regressor import ConnectomeRegressor
from .to_torch import to_torch
from .transformer import ConnectomeTransformer

__all__ = [
    "ConnectomeClassifier",
    "ConnectomeRegressor",
    "ConnectomeTransformer",
    "FeatureLayout",
    "FitPlan",
    "Subjects",
    "TrainingOptions",
    "UnnamedRegionsWarning",
    "build_net",
    "find_network",
    "to_torch",
    "train_net",
]

# Kept importable here; its home is sk_ccnn.nn.
from ..nn import NetworkSpec as NetworkSpec

# For the rooms above; not part of the public interface.
from .architectures import Architecture as Architecture
from .architectures import build_network as build_network
from .base import BaseConnectomeEstimator as BaseConnectomeEstimator
from .base import unchanged_on_error as unchanged_on_error
from .batches import read_in_batches as read_in_batches
from .feature_scale import FeatureScale as FeatureScale
from .finding import clone_unfrozen as clone_unfrozen
from .finding import clone_with as clone_with
from .finding import steps_before as steps_before
from .finding import transform_before as transform_before
from .finding import with_network as with_network
from .finding import wrapped_estimators as wrapped_estimators
from .members import member_predictions as member_predictions
from .members import prediction_std as prediction_std
from .noise import ResidualNoise as ResidualNoise
from .parameters import Communities as Communities
from .parameters import ConnectomeLike as ConnectomeLike
from .reading import in_fitted_order as in_fitted_order
from .resolve import resolve_connectome as resolve_connectome
from .rows import rows_for as rows_for
from .saved_nets import NetsInFiles as NetsInFiles
from .saved_nets import nets_in_files as nets_in_files
from .tables import to_table as to_table
from .target_folds import Split as Split
from .target_folds import TargetFolds as TargetFolds
from .target_folds import require_partition as require_partition
from .target_folds import splitter_of as splitter_of
from .targets import ClassTarget as ClassTarget
from .targets import ClassWeight as ClassWeight
from .targets import ContinuousTarget as ContinuousTarget
from .targets import FeatureTarget as FeatureTarget
from .targets import Loss as Loss
from .transformer import MOST_CLASSES as MOST_CLASSES
