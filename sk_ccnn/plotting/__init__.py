"""Pictures of predictions and of what was learned; matplotlib and nilearn are imported in use."""

from ._brain import plot_wiring
from ._pruning import PruningPathDisplay
from ._requirements import require_plotting
from ._scores import plot_lambda_curve, plot_predicted

__all__ = [
    "PruningPathDisplay",
    "plot_lambda_curve",
    "plot_predicted",
    "plot_wiring",
    "require_plotting",
]
