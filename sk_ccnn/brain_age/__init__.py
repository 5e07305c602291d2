"""Brain age: predictions, gaps, and what age-bias correction does to them."""

from .regressor import BrainAgeRegressor
from .report import BrainAgeReport

__all__ = ["BrainAgeRegressor", "BrainAgeReport"]
