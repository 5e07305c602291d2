"""The score on the connectome among those on null connectomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from ..inference import NullTest, name_of_nulls
from ..results import require_defined
from .basics import BLUE, GREY, ORANGE, axes_of, plain_axes, require_instance, shown_score

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D

# Of the row of a kind, which is 1 high.
_SPREAD = 0.3


class NullTestDisplay:
    """A null-connectome test: a dot for each null, a row for each kind, a line for the connectome.

    Make it with `from_result`. Where a kind's p-value is not defined, its row says so. An error
    that scikit-learn made negative is drawn as it is, and the axis says that smaller is better.

    Parameters
    ----------
    result : NullTest
        From `sk_ccnn.inference.null_connectome_test`.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    line_ : matplotlib Line2D
        The score on the connectome.
    unconstrained_line_ : matplotlib Line2D
        The score without a constraint.
    nulls_ : dict of str to matplotlib PathCollection
        The scores on each kind's nulls.
    needed_ : dict of str to matplotlib Line2D
        Where the score had to be for p = .05; of kinds that could decide only.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.inference import null_connectome_test
    >>> from sk_ccnn.plotting import NullTestDisplay
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=5)
    >>> test = null_connectome_test(
    ...     network, X, age, nulls="degree", n_nulls=3, cv=2, random_state=0
    ... )
    >>> NullTestDisplay.from_result(test).ax_.get_xlabel()
    'R², mean of 2 folds (larger is better)'
    """

    ax_: Axes
    figure_: Figure | SubFigure
    line_: Line2D
    unconstrained_line_: Line2D
    nulls_: dict[str, PathCollection]
    needed_: dict[str, Line2D]

    def __init__(self, result: NullTest) -> None:
        self.result = result

    @classmethod
    def from_result(cls, result: NullTest, ax: Axes | None = None) -> Self:
        """Plot a test.

        Parameters
        ----------
        result : NullTest
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.

        Returns
        -------
        NullTestDisplay

        Raises
        ------
        ValueError
            If a score is not defined.
        """
        require_instance(result, NullTest, "a NullTest, from null_connectome_test")
        rows = [result.scores, result.unconstrained_scores, *result.null_scores.values()]
        require_defined(np.vstack(rows), result.metric, "a null test cannot be drawn")
        return cls(result).plot(ax)

    def plot(self, ax: Axes | None = None) -> Self:
        """Plot the mean scores over folds.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.

        Returns
        -------
        NullTestDisplay
            This one.
        """
        result, kinds = self.result, list(self.result.null_scores)
        ax = axes_of(ax, width=7, height=2 + 0.9 * len(kinds))
        shown = shown_score(result.metric)
        self.line_ = ax.axvline(shown.sign * result.score, color=ORANGE, lw=2, label="connectome")
        without = shown.sign * float(result.unconstrained_scores.mean())
        self.unconstrained_line_ = ax.axvline(
            without, color=GREY, lw=1.5, ls="--", label="no constraint"
        )
        self.nulls_, self.needed_ = {}, {}
        for row, kind in enumerate(kinds):
            self._plot_kind(ax, kind, row, shown.sign)
        ax.set_yticks(range(len(kinds)), [self._label(kind) for kind in kinds])
        ax.set_ylim(len(kinds) - 0.5, -0.5)
        ax.tick_params(axis="y", length=0)
        ax.set_ylabel("null connectomes")
        n_folds = len(result.scores)
        ax.set_xlabel(shown.label_of(f"mean of {n_folds} folds"))
        plain_axes(ax)
        ax.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1))
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _plot_kind(self, ax: Axes, kind: str, row: int, sign: int) -> None:
        """Plot the nulls of a kind, and where the score had to be."""
        scores = sign * self.result.null_scores[kind].mean(axis=1)
        heights = row + _SPREAD * np.random.default_rng(0).uniform(-1, 1, len(scores))
        self.nulls_[kind] = ax.scatter(
            scores, heights, s=16, color=BLUE, alpha=0.5, lw=0, label=None if row else "nulls"
        )
        needed = sign * self.result.needed_scores[kind]
        if np.isfinite(needed):
            label = None if self.needed_ else "needed for p = .05"
            ends = [row - 0.42, row + 0.42]
            (self.needed_[kind],) = ax.plot([needed] * 2, ends, color="black", ls=":", label=label)

    def _label(self, kind: str) -> str:
        p_value = self.result.p_values[kind]
        p = f"p = {p_value:.3f}" if np.isfinite(p_value) else "p is not defined"
        return f"{name_of_nulls(kind)}\n{p}"
