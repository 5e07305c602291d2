"""Transfer: fine-tune a network of many healthy people on the few people of a disease cohort."""

from .altered import altered_regions
from .classifier import TransferClassifier
from .regressor import TransferRegressor
from .report import TuningReport

__all__ = ["TransferClassifier", "TransferRegressor", "TuningReport", "altered_regions"]

# For the rooms above; not part of the public interface.
from .columns import TargetColumns as TargetColumns
