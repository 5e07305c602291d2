"""The score and the density along a path of wiring costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from ..results import require_defined
from ..types import FloatArray
from .basics import GREY, PALETTE, axes_of, limit_axis, shown_score
from .found_path import FoundPath, path_of_estimator, path_of_result

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PolyCollection
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D


class LambdaPathDisplay:
    """Score in held-out subjects and density of the network, against `lambda_wiring`.

    Make it with `from_result` or `from_estimator`. The band is one standard error of the mean over
    folds to either side; the dotted line and the star mark what was chosen.

    Parameters
    ----------
    lambdas : ndarray of shape (n_paths, n_lambdas)
        Strengths of the wiring cost, in any order.
    scores : ndarray of shape (n_paths, n_lambdas, n_folds)
        Larger is better.
    densities : ndarray of shape (n_paths, n_lambdas, n_folds) or None
        Share of pairs of regions that are connected; None where it is not known.
    chosen : (int, int) or None
        Path and strength that were chosen.
    metric : str, default="score"
        Name of the score. An error of scikit-learn ("neg_...") is drawn as it is, not negative.
    names : sequence of str, default=("",)
        Of the paths: the constraints.

    Attributes
    ----------
    ax_, density_ax_ : matplotlib Axes
        Of the score at the left, and of the density at the right; the latter None where densities
        are not known.
    figure_ : matplotlib Figure
    lines_, density_lines_ : list of matplotlib Line2D
        One for each path.
    bands_ : list of matplotlib PolyCollection
        One for each path; none where there is one fold.
    chosen_line_ : matplotlib Line2D or None
        Where `lambda_wiring` is what was chosen.

    See Also
    --------
    sk_ccnn.ConnectomeRegressorCV, sk_ccnn.model_selection.LambdaPathCV : They lay a path.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressorCV
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.plotting import LambdaPathDisplay
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> model = ConnectomeRegressorCV(
    ...     "desikan_killiany", n_members=1, max_epochs=10, n_lambdas=4, cv=3, random_state=0
    ... )
    >>> display = LambdaPathDisplay.from_estimator(model.fit(X, age))
    >>> display.ax_.get_ylabel()
    'R² (larger is better)'
    """

    ax_: Axes
    density_ax_: Axes | None
    figure_: Figure | SubFigure
    lines_: list[Line2D]
    density_lines_: list[Line2D]
    bands_: list[PolyCollection]
    chosen_line_: Line2D | None

    def __init__(
        self,
        lambdas: ArrayLike,
        scores: ArrayLike,
        densities: ArrayLike | None,
        chosen: tuple[int, int] | None,
        *,
        metric: str = "score",
        names: Sequence[str] = ("",),
    ) -> None:
        self.lambdas = lambdas
        self.scores = scores
        self.densities = densities
        self.chosen = chosen
        self.metric = metric
        self.names = names

    @classmethod
    def from_result(cls, result: Any, *, ax: Axes | None = None, **options: Any) -> Self:
        """Plot what was found along a path.

        Parameters
        ----------
        result : WiringChoice or dict
            ``choice_`` of a `ConnectomeRegressorCV`, `ConnectomeClassifierCV` or `LambdaPathCV`; or
            ``cv_results_`` of a search over ``lambda_wiring`` alone. Of several metrics of a search
            the first is drawn, and ``"density"`` (`wiring_density`) as the density.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        LambdaPathDisplay

        Raises
        ------
        TypeError
            If it is no such result.
        ValueError
            If something else was searched beside `lambda_wiring`, or a score is not defined.
        """
        return cls._of(path_of_result(result)).plot(ax, **options)

    @classmethod
    def from_estimator(cls, estimator: Any, *, ax: Axes | None = None, **options: Any) -> Self:
        """Plot the path that a fitted estimator has chosen from.

        Parameters
        ----------
        estimator : estimator
            A fitted `ConnectomeRegressorCV`, `ConnectomeClassifierCV`, `LambdaPathCV` or search
            over ``lambda_wiring``; or a Pipeline or `BrainAgeRegressor` around one.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        LambdaPathDisplay

        Raises
        ------
        TypeError, NotFittedError
            If there is no fitted network in it, or none that has chosen from a path.
        ValueError
            As for `from_result`.
        """
        return cls._of(path_of_estimator(estimator)).plot(ax, **options)

    @classmethod
    def _of(cls, path: FoundPath) -> Self:
        require_defined(path.scores, path.metric, "a path cannot be drawn")
        return cls(
            path.lambdas,
            path.scores,
            path.densities,
            path.chosen,
            metric=path.metric,
            names=path.names,
        )

    def plot(self, ax: Axes | None = None, *, title: str | None = None) -> Self:
        """Plot the path.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; the density gets an axis at the right. A new figure by default.
        title : str, default=None
            By default, what was chosen.

        Returns
        -------
        LambdaPathDisplay
            This one.
        """
        lambdas, scores = np.atleast_2d(np.asarray(self.lambdas)), np.asarray(self.scores)
        shown = shown_score(self.metric)
        ax = axes_of(ax)
        self.density_ax_ = None if self.densities is None else ax.twinx()
        self.lines_, self.density_lines_, self.bands_ = [], [], []
        self.chosen_line_ = self._mark_chosen(ax, lambdas)
        for number in range(len(lambdas)):
            self._plot_path(ax, number, lambdas[number], shown.sign * scores[number])
        self._set_strengths(ax, lambdas)
        n_folds = scores.shape[-1]
        ax.set_xlabel("strength of the wiring cost, lambda_wiring")
        ax.set_ylabel(shown.label)
        limit_axis(ax, shown)
        ax.spines["top"].set_visible(False)
        if self.density_ax_ is not None:
            self.density_ax_.set_ylabel("connected pairs of regions (%)")
            self.density_ax_.set_ylim(bottom=0)
            self.density_ax_.spines["top"].set_visible(False)
        lines = [*self.lines_, *self.density_lines_]
        names = [str(line.get_label()) for line in lines]
        place = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0)}
        ax.legend(lines, names, frameon=False, fontsize=9, ncols=2, **place)
        default = f"mean of {n_folds} folds" + ("" if n_folds < 2 else " ± one standard error")
        if self.chosen is not None:
            default += f"; chosen: {self._named()}{lambdas[self.chosen]:.2g}"
        n_lines = -(-len(lines) // 2)
        ax.set_title(default if title is None else title, pad=10 + 15 * n_lines)
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _named(self) -> str:
        """Name the path that was chosen, where there are several."""
        if len(self.names) < 2 or self.chosen is None:
            return ""
        return f"{self.names[self.chosen[0]]!r}, "

    def _plot_path(self, ax: Axes, number: int, lambdas: FloatArray, scores: FloatArray) -> None:
        """Plot a path, and its density."""
        order = np.argsort(lambdas, kind="stable")
        x, means = lambdas[order], scores[order].mean(axis=-1)
        colour = PALETTE[number % len(PALETTE)]
        name = f"{self.names[number]}: " if len(self.names) > 1 else ""
        (line,) = ax.plot(x, means, color=colour, marker="o", ms=4, label=f"{name}score")
        self.lines_.append(line)
        if scores.shape[-1] > 1:
            error = scores[order].std(axis=-1, ddof=1) / np.sqrt(scores.shape[-1])
            shown = shown_score(self.metric)
            low, high = (
                np.clip(each, shown.lowest, shown.highest)
                for each in (means - error, means + error)
            )
            self.bands_.append(ax.fill_between(x, low, high, color=colour, alpha=0.15, lw=0))
        if self.chosen is not None and self.chosen[0] == number:
            at = int(np.flatnonzero(order == self.chosen[1])[0])
            ax.plot(x[at], means[at], "*", color=colour, ms=14, mec="white", zorder=4)
        if self.density_ax_ is not None:
            percent = 100 * np.asarray(self.densities)[number][order].mean(axis=-1)
            colour = colour if len(self.names) > 1 else PALETTE[1]
            (line,) = self.density_ax_.plot(
                x, percent, color=colour, ls="--", marker="s", ms=3, label=f"{name}density (right)"
            )
            self.density_lines_.append(line)

    def _mark_chosen(self, ax: Axes, lambdas: FloatArray) -> Line2D | None:
        if self.chosen is None:
            return None
        return ax.axvline(lambdas[self.chosen], color=GREY, lw=1, ls=":")

    def _set_strengths(self, ax: Axes, lambdas: FloatArray) -> None:
        """Use a logarithmic axis, which has a place for 0 where it was tried."""
        positive = lambdas[lambdas > 0]
        if not positive.size:
            return
        if (lambdas == 0).any():
            smallest, largest = np.log10([positive.min(), positive.max()])
            ax.set_xscale("symlog", linthresh=positive.min(), linscale=0.6)
            ax.set_xlim(left=-positive.min() * 0.2)
            # Else the decade below the smallest strength stands over the 0.
            decades = 10.0 ** np.arange(np.ceil(smallest - 0.1), np.floor(largest + 0.1) + 1)
            ax.set_xticks([0, *decades])
        else:
            ax.set_xscale("log")
