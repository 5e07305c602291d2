"""Pictures of predictions and of what was learned; matplotlib and nilearn are imported in use."""

from .brain import plot_wiring
from .null_test import NullTestDisplay
from .pruning import PruningPathDisplay
from .scores import plot_lambda_curve, plot_predicted

__all__ = [
    "NullTestDisplay",
    "PruningPathDisplay",
    "plot_lambda_curve",
    "plot_predicted",
    "plot_wiring",
]

# For the rooms above; not part of the public interface.
from .basics import BLUE as BLUE
from .basics import GREY as GREY
from .basics import ORANGE as ORANGE
from .basics import require_plotting as require_plotting
