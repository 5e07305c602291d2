"""The largest importances, with their spread over folds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from ..attributions import EdgeImportance, RegionImportance
from ..results import why_undefined
from ..types import FloatArray
from .basics import BLUE, GREY, axes_of, plain_axes, require_instance, shortened
from .words import what_is_important

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import ErrorbarContainer
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D


class ImportanceDisplay:
    """The largest importances of regions or connections, and how far folds agree on them.

    Make it with `from_result`. A dot is a fold, a diamond the mean over folds with one standard
    deviation to either side.

    Parameters
    ----------
    fold_importances : ndarray of shape (n_folds, n_units)
    names : sequence of str, length n_units
        Of the regions or connections.
    fold_stability, member_stability : float, default=NaN
        How far folds, and members, agree: mean Spearman correlations.
    label : str, default="importance"
        What an importance is, and its unit.
    units : str, default="regions"
        What has an importance.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    folds_ : matplotlib Line2D
        The dots.
    means_ : matplotlib ErrorbarContainer
    shown_ : ndarray of shape (n_shown,), int
        Which regions or connections are drawn, most important first.

    See Also
    --------
    RegionsDisplay, WiringDisplay : Importances on a brain.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.attributions import region_importance
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.plotting import ImportanceDisplay
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor(
    ...     "desikan_killiany", n_members=2, max_epochs=5, random_state=0
    ... )
    >>> importance = region_importance(network, X, age, cv=2)
    >>> ImportanceDisplay.from_result(importance, n=5).ax_.get_title("right").splitlines()[0]
    'the 5 most important of 84 regions, 2 folds'
    """

    ax_: Axes
    figure_: Figure | SubFigure
    folds_: Line2D
    means_: ErrorbarContainer
    shown_: np.ndarray

    def __init__(
        self,
        fold_importances: ArrayLike,
        names: Sequence[str],
        *,
        fold_stability: float = np.nan,
        member_stability: float = np.nan,
        label: str = "importance",
        units: str = "regions",
    ) -> None:
        self.fold_importances = fold_importances
        self.names = names
        self.fold_stability = fold_stability
        self.member_stability = member_stability
        self.label = label
        self.units = units

    @classmethod
    def from_result(
        cls,
        result: RegionImportance | EdgeImportance,
        *,
        ax: Axes | None = None,
        **options: Any,
    ) -> Self:
        """Plot importances.

        Parameters
        ----------
        result : RegionImportance or EdgeImportance
            From `sk_ccnn.attributions`.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        ImportanceDisplay

        Raises
        ------
        ValueError
            If an importance is not defined.
        """
        kinds = (RegionImportance, EdgeImportance)
        require_instance(result, kinds, "a RegionImportance or EdgeImportance")
        reason = why_undefined(result.fold_importances.T, "the importance")
        if reason:
            raise ValueError(f"{reason}, so that it cannot be drawn")
        is_edges = isinstance(result, EdgeImportance)
        names: Sequence[str] = result.labels
        if is_edges:
            rows, columns = np.triu_indices(len(names), k=1)
            names = [
                f"{names[i]} – {names[j]}"
                for i, j in zip(rows.tolist(), columns.tolist(), strict=True)
            ]
        display = cls(
            result.fold_importances,
            names,
            fold_stability=result.fold_stability,
            member_stability=result.member_stability,
            label=what_is_important(result),
            units="connections" if is_edges else "regions",
        )
        return display.plot(ax, **options)

    def plot(self, ax: Axes | None = None, *, n: int = 15, title: str | None = None) -> Self:
        """Plot the largest importances.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        n : int, default=15
            How many.
        title : str, default=None
            By default, how many there are, and how far folds and members agree.

        Returns
        -------
        ImportanceDisplay
            This one.
        """
        if n < 1:
            raise ValueError(f"n must be 1 or more, got {n}")
        folds = np.asarray(self.fold_importances, dtype=float)
        n_folds, n_units = folds.shape
        self.shown_ = np.argsort(-folds.mean(axis=0), kind="stable")[:n]
        n_shown = len(self.shown_)
        ax = axes_of(ax, width=7.2, height=1.6 + 0.27 * n_shown)
        self._draw(ax, folds[:, self.shown_])
        ax.set_yticks(
            np.arange(n_shown), shortened([self.names[k] for k in self.shown_], 48), fontsize=9
        )
        ax.set_ylim(n_shown - 0.5, -0.5)
        ax.set_xlabel(self.label)
        default = self._title(n_shown, n_units, n_folds)
        # The names at the left take room, which the title needs.
        ax.set_title(default if title is None else title, loc="right", fontsize="medium", pad=24)
        # Above the axes: within them its marks pass for folds.
        ax.legend(frameon=False, ncols=2, loc="lower right", bbox_to_anchor=(1, 0.99), fontsize=9)
        ax.grid(axis="y", color="#dddddd", lw=0.6)
        ax.set_axisbelow(True)
        plain_axes(ax)
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _draw(self, ax: Axes, shown: FloatArray) -> None:
        """Draw a row for each importance that is shown: its folds, their mean and spread."""
        n_folds, n_shown = shown.shape
        rows = np.arange(n_shown)
        (self.folds_,) = ax.plot(
            shown.ravel(),
            np.tile(rows, n_folds),
            "o",
            color=GREY,
            ms=5,
            mec="white",
            mew=0.5,
            zorder=3,
            label="one fold",
        )
        self.means_ = ax.errorbar(
            shown.mean(axis=0),
            rows,
            xerr=shown.std(axis=0, ddof=1) if n_folds > 1 else np.zeros(n_shown),
            fmt="D",
            color=BLUE,
            ms=6,
            capsize=3,
            lw=1.5,
            label="mean ± sd over folds" if n_folds > 1 else "the only fold",
        )
        if (shown >= 0).all():
            ax.set_xlim(left=0)

    def _title(self, n_shown: int, n_all: int, n_folds: int) -> str:
        words = f"the {n_shown} most important of {n_all} {self.units}, "
        words += "1 fold" if n_folds == 1 else f"{n_folds} folds"
        agreements = [
            f"{name} {value:.2f}"
            for name, value in (("folds", self.fold_stability), ("members", self.member_stability))
            if np.isfinite(value)
        ]
        if not agreements:
            return f"{words}\nits stability is not known"
        return f"{words}\nagreement (mean Spearman correlation): {', '.join(agreements)}"
