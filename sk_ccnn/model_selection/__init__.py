"""Choose and compare models honestly: stacked searches, the path of wiring costs, comparison."""

from .classifier_cv import ConnectomeClassifierCV
from .comparing import compare
from .comparison import Comparison
from .fewest_wires import fewest_wires, wiring_density
from .one_standard_error import weakest_wiring_cost
from .path_estimators import LambdaPathCV
from .regressor_cv import ConnectomeRegressorCV
from .stacked_search import (
    StackedGridSearchCV,
    StackedHalvingGridSearchCV,
    StackedRandomizedSearchCV,
)
from .wiring_choice import WiringChoice

__all__ = [
    "Comparison",
    "ConnectomeClassifierCV",
    "ConnectomeRegressorCV",
    "LambdaPathCV",
    "StackedGridSearchCV",
    "StackedHalvingGridSearchCV",
    "StackedRandomizedSearchCV",
    "WiringChoice",
    "compare",
    "fewest_wires",
    "weakest_wiring_cost",
    "wiring_density",
]

# For the rooms above; not part of the public interface.
# Not by its own name, which is that of its module.
from .code_version import code_version as version_of_code  # noqa: F401
from .grid_ends import CHOSEN as CHOSEN
from .grid_ends import END as END
from .group_parameters import takes_groups as takes_groups
from .inner_folds import require_inner_folds as require_inner_folds
from .score_cache import content_hash as content_hash
from .score_cache import write_whole as write_whole
