"""Compare models honestly: identical folds, nested searches, corrected tests."""

from ._compare import compare
from ._comparison import Comparison
from ._intervals import corrected_t_test

__all__ = ["Comparison", "compare", "corrected_t_test"]
