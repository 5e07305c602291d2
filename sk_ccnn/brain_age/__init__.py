"""Brain age: predictions, gaps, and what age-bias correction does to them."""

from .gaps import cross_val_gap
from .regressor import BrainAgeRegressor
from .report import BrainAgeReport

__all__ = ["BrainAgeRegressor", "BrainAgeReport", "cross_val_gap"]
