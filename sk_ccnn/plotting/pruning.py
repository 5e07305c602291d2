"""The score against the wiring cost that pruning leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from ..pruning import PruningPath
from ..results import require_defined
from .basics import BLUE, GREY, axes_of, limit_axis, plain_axes, require_instance, shown_score

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PolyCollection
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D
    from matplotlib.typing import ColorType


class PruningPathDisplay:
    """A pruning path, with its band of confidence over folds.

    Make it with `from_result`. An error that scikit-learn made negative is drawn as it is, and the
    axis says that smaller is better.

    Parameters
    ----------
    path : PruningPath
        From `sk_ccnn.pruning.pruning_path`.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    line_ : matplotlib Line2D
        The mean score.
    band_ : matplotlib PolyCollection
        Its interval.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.plotting import PruningPathDisplay
    >>> from sk_ccnn.pruning import pruning_path
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=5)
    >>> path = pruning_path(network, X, age, fractions=[0.3, 0.6], cv=2, random_state=0)
    >>> PruningPathDisplay.from_result(path).ax_.get_xlabel()
    'wiring cost left (%)'
    """

    ax_: Axes
    figure_: Figure | SubFigure
    line_: Line2D
    band_: PolyCollection

    def __init__(self, path: PruningPath) -> None:
        self.path = path

    @classmethod
    def from_result(cls, path: PruningPath, ax: Axes | None = None, **options: Any) -> Self:
        """Plot a path.

        Parameters
        ----------
        path : PruningPath
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        PruningPathDisplay

        Raises
        ------
        ValueError
            If a score is not defined.
        """
        require_instance(path, PruningPath, "a PruningPath, from pruning_path")
        scores = np.vstack([path.fitted_scores, path.scores])
        require_defined(scores, path.metric, "a pruning path cannot be drawn")
        return cls(path).plot(ax, **options)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        name: str | None = None,
        color: ColorType = BLUE,
        tolerance: float = 0.02,
        level: float = 0.95,
    ) -> Self:
        """Plot mean score and interval against the share of the wiring cost that is left.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; several paths may share one. A new figure by default.
        name : str, default=None
            In the legend; by default, which wires went first.
        color : matplotlib color, default="#0072B2"
        tolerance : float, default=0.02
            A dotted line is drawn where this share of the whole network's score is lost.
        level : float, default=0.95
            Of the band.

        Returns
        -------
        PruningPathDisplay
            This one.
        """
        ax = axes_of(ax)
        path = self.path
        every = path.to_frame(level)
        # Fine-tuning may let a cost grow: the band needs them in order.
        frame = every.loc[path.fractions].sort_values("cost_removed", ascending=False)
        left = 100 * (1 - frame["cost_removed"].to_numpy())
        label = name or f"pruned by {path.by}"
        shown = shown_score(path.metric)
        (self.line_,) = ax.plot(
            left, shown.sign * frame["score"], color=color, marker="o", label=label
        )
        self.band_ = ax.fill_between(
            left,
            shown.sign * frame["low"],
            shown.sign * frame["high"],
            color=color,
            alpha=0.15,
            lw=0,
        )
        fitted = every.loc["as fitted"]
        ax.plot(100 * (1 - fitted["cost_removed"]), shown.sign * fitted["score"], "s", color=GREY)
        whole = path.whole_scores.mean()
        ax.axhline(shown.sign * whole, color=GREY, lw=1, ls="--")
        lost = whole - tolerance * abs(whole)
        ax.axhline(shown.sign * lost, color=GREY, lw=1, ls=":")
        ax.set_xlabel("wiring cost left (%)")
        ax.set_ylabel(shown.label_of("held out"))
        worse = "of its score lost" if shown.sign > 0 else "more error"
        ax.set_title(f"as fitted (square), whole (dashed), {tolerance:.0%} {worse} (dotted)")
        ax.legend(frameon=False)
        limit_axis(ax, shown)
        plain_axes(ax)
        self.ax_, self.figure_ = ax, ax.figure
        return self
