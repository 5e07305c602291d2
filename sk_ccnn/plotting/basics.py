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

    def label_of(self, what: str, name: str | None = None) -> str:
        """Label an axis: the name, what is shown of the score, and which way is better.

        Parameters
        ----------
        what : str
            Such as "mean of 5 folds".
        name : str, optional
            By default that of the score.

        Returns
        -------
        str
        """
        known, _, better = self.label.rpartition(" (")
        return f"{known if name is None else name}, {what} ({better}"


def require_plotting() -> None:
    """Raise ImportError, with the remedy, if matplotlib or nilearn is missing."""
    missing = [name for name in ("matplotlib", "nilearn") if find_spec(name) is None]
    if missing:
        raise ImportError(f"pictures need {' and '.join(missing)}: pip install sk_ccnn has both")


def require_instance(result: object, kinds: type | tuple[type, ...], needed: str) -> None:
    """Raise TypeError where what was given cannot be drawn.

    Parameters
    ----------
    result : object
    kinds : type or tuple of type
    needed : str
        What was needed, and where it comes from.
    """
    if not isinstance(result, kinds):
        raise TypeError(f"needed {needed}, got {type(result).__name__}")


def axes_of(ax: Axes | None, *, width: float = 6.4, height: float = 4.8) -> Axes:
    """Give the axes to draw on: those given, or those of a new figure.

    Parameters
    ----------
    ax : matplotlib Axes or None
    width, height : float
        Size of a new figure, in inches.

    Returns
    -------
    matplotlib Axes
    """
    if ax is not None:
        return ax
    from matplotlib import pyplot

    _, new = pyplot.subplots(figsize=(width, height), layout="constrained")
    axes: Axes = new
    return axes


def shown_score(name: str, *, is_error: bool | None = None) -> ShownScore:
    """Say how a score is drawn.

    Parameters
    ----------
    name : str
        scikit-learn's name of it, or that of a `Metric`.
    is_error : bool, optional
        Whether smaller is better; by default the name tells.

    Returns
    -------
    ShownScore
    """
    if is_error is None and name.startswith("neg_"):
        words = name.removeprefix("neg_").replace("_", " ")
        return ShownScore(f"{words} (smaller is better)", -1, 0.0, np.inf)
    if is_error:
        return ShownScore(f"{name} (smaller is better)", 1, 0.0, np.inf)
    words = _PLAIN.get(name, name.replace("_", " "))
    highest = _HIGHEST.get(words, highest_score(name))
    return ShownScore(f"{words} (larger is better)", 1, -np.inf, highest)


def limit_axis(ax: Axes, score: ShownScore, *, axis: str = "y") -> None:
    """End an axis where the score ends: no AUC is above 1.

    Parameters
    ----------
    ax : matplotlib Axes
    score : ShownScore
    axis : {"x", "y"}, default="y"
    """
    get, put = getattr(ax, f"get_{axis}lim"), getattr(ax, f"set_{axis}lim")
    low, high = sorted(get())
    put(max(low, score.lowest), min(high, score.highest))


def plain_axes(ax: Axes) -> None:
    """Take away the lines above and at the right."""
    ax.spines[["top", "right"]].set_visible(False)


def shortened(names: Any, most: int = 32) -> list[str]:
    """Shorten names that are too long for a tick: list of str."""
    return [name if len(name) <= most else f"{name[: most - 1]}…" for name in map(str, names)]
