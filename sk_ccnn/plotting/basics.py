"""What all pictures share: colours, axes, the names of scores, and the packages that they need."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..results import highest_score

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colours, which colour-blind readers can tell apart.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#666666"
PALETTE = (BLUE, ORANGE, "#009E73", "#CC79A7")

_HIGHEST = {"R²": 1.0, "r": 1.0, "AUC": 1.0, "balanced accuracy": 1.0, "accuracy": 1.0}
_PLAIN = {"r2": "R²", "roc_auc": "AUC", "roc_auc_ovr": "AUC, one class against the rest"}


class ShownScore(NamedTuple):
    """How a score is drawn.

    Parameters
    ----------
    label : str
        Its name, and which way is better.
    sign : {-1, 1}
        What the score is multiplied by: an error that scikit-learn made negative is drawn as it is.
    lowest, highest : float
        The ends of what it can be, after the sign; infinite where they are not known.
    """

    label: str
    sign: int
    lowest: float
    highest: float


def require_plotting() -> None:
    """Raise ImportError, with the remedy, if matplotlib or nilearn is missing."""
    missing = [name for name in ("matplotlib", "nilearn") if find_spec(name) is None]
    if missing:
        raise ImportError(f"pictures need {' and '.join(missing)}: pip install sk_ccnn has both")
