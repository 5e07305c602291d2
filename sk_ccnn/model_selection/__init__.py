"""Choose and compare models honestly: stacked searches, identical folds, corrected tests."""

from ._classifier_cv import ConnectomeClassifierCV
from ._compare import compare
from ._comparison import Comparison
from ._null_test import null_connectome_test
from ._one_standard_error import weakest_wiring_cost
from ._permutation import permutation_test
from ._regressor_cv import ConnectomeRegressorCV
from ._stacked_search import StackedGridSearchCV

__all__ = [
    "Comparison",
    "ConnectomeClassifierCV",
    "ConnectomeRegressorCV",
    "StackedGridSearchCV",
    "compare",
    "null_connectome_test",
    "permutation_test",
    "weakest_wiring_cost",
]
