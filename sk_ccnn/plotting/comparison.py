"""Models compared on identical folds, fold by fold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import listing
from ..model_selection import Comparison
from ..results import corrected_t_test, why_undefined, within_range
from ..types import FloatArray
from .basics import (
    BLUE,
    GREY,
    ORANGE,
    ShownScore,
    axes_of,
    limit_axis,
    plain_axes,
    require_instance,
    shortened,
    shown_score,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import ErrorbarContainer
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D


class ComparisonDisplay:
    """A comparison of models: a row for each, thin lines that join a fold's scores.

    Make it with `from_result`. Diamonds are means over folds with their 95% interval, corrected for
    the training subjects that folds share. Intervals of two models may overlap although one is
    better in every fold: look at the lines, and at the tests of the `Comparison`.

    Parameters
    ----------
    scores : ndarray of shape (n_folds, n_models)
    names : sequence of str, length n_models
    test_share : float
        Number of test subjects over that of training subjects.
    metric : str, default="score"
        Name of the score.
    is_error : bool, default=False
        Whether smaller is better.
    highlighted : sequence of str, default=()
        Models that are drawn in orange: those that are tested against the others.
    n_subjects : int, default=None
        How many subjects were tested.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    fold_lines_ : list of matplotlib Line2D
        One for each fold.
    means_ : list of matplotlib ErrorbarContainer
        One for each model.

    Examples
    --------
    >>> from sklearn.dummy import DummyRegressor
    >>> from sklearn.linear_model import RidgeCV
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.model_selection import compare
    >>> from sk_ccnn.plotting import ComparisonDisplay
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> comparison = compare({"dummy": DummyRegressor(), "ridge": RidgeCV()}, X, age, cv=3)
    >>> ComparisonDisplay.from_result(comparison).ax_.get_xlabel()
    'MAE (smaller is better)'
    """

    ax_: Axes
    figure_: Figure | SubFigure
    fold_lines_: list[Line2D]
    means_: list[ErrorbarContainer]

    def __init__(
        self,
        scores: ArrayLike,
        names: Sequence[str],
        test_share: float,
        *,
        metric: str = "score",
        is_error: bool = False,
        highlighted: Sequence[str] = (),
        n_subjects: int | None = None,
    ) -> None:
        self.scores = scores
        self.names = names
        self.test_share = test_share
        self.metric = metric
        self.is_error = is_error
        self.highlighted = highlighted
        self.n_subjects = n_subjects

    @classmethod
    def from_result(
        cls,
        result: Comparison,
        *,
        metric: str | None = None,
        models: Sequence[str] | None = None,
        ax: Axes | None = None,
        **options: Any,
    ) -> Self:
        """Plot a comparison.

        Parameters
        ----------
        result : Comparison
            From `sk_ccnn.model_selection.compare`.
        metric : str, default=None
            One of those that were computed; by default the first.
        models : sequence of str, default=None
            Which models, in which order; by default all.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        ComparisonDisplay

        Raises
        ------
        ValueError
            If a metric or model is unknown, or a model has no score in some fold.
        """
        require_instance(result, Comparison, "a Comparison, from compare")
        metrics = {each.name: each for each in result.metrics}
        name = result.metrics[0].name if metric is None else metric
        chosen = result.models if models is None else list(models)
        unknown = [each for each in chosen if each not in result.models]
        if name not in metrics or unknown or not chosen:
            raise ValueError(
                f"got metric {name!r} and models {chosen}, needed one of {list(metrics)} and some "
                f"of {result.models}"
            )
        by_fold = result.by_fold(name)[chosen]
        lacking = [each for each in chosen if why_undefined(by_fold[each], name)]
        if lacking:
            raise ValueError(
                f"{why_undefined(by_fold[lacking[0]], name)} for {listing(lacking)}, so that it "
                "cannot be compared; models= chooses those that are drawn"
            )
        n_subjects = None if result.predictions is None else result.predictions["subject"].nunique()
        display = cls(
            by_fold.to_numpy(),
            chosen,
            result.test_share,
            metric=name,
            is_error=metrics[name].is_error,
            highlighted=result.candidates,
            n_subjects=n_subjects,
        )
        return display.plot(ax, **options)

    def plot(
        self, ax: Axes | None = None, *, level: float = 0.95, title: str | None = None
    ) -> Self:
        """Plot the scores.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        level : float, default=0.95
            Of the intervals.
        title : str, default=None
            By default, the numbers of subjects and folds.

        Returns
        -------
        ComparisonDisplay
            This one.
        """
        scores = np.asarray(self.scores, dtype=float)
        n_folds, n_models = scores.shape
        ax = axes_of(ax, height=1.8 + 0.45 * n_models)
        rows = np.arange(n_models)
        shown = shown_score(self.metric, is_error=self.is_error)
        self.fold_lines_ = ax.plot(scores.T, rows, color=GREY, marker=".", ms=5, lw=0.7, alpha=0.6)
        self.fold_lines_[0].set_label("one fold")
        self.means_ = [
            self._plot_mean(ax, row, of_model, shown, level)
            for row, of_model in enumerate(scores.T)
        ]
        self.means_[0].set_label(f"mean, {level:.0%} interval")
        ax.set_yticks(rows, shortened(self.names))
        ax.set_ylim(n_models - 0.5, -0.5)
        ax.set_xlabel(shown.label)
        limit_axis(ax, shown, axis="x")
        people = "" if self.n_subjects is None else f"{self.n_subjects} subjects, "
        ax.set_title(f"{people}{n_folds} folds" if title is None else title, pad=26)
        ax.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 0.99))
        plain_axes(ax)
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _plot_mean(
        self, ax: Axes, row: int, scores: FloatArray, shown: ShownScore, level: float
    ) -> ErrorbarContainer:
        """Plot the mean of a model, and its interval as far as there are such scores."""
        mean, low, high = self._interval(scores, level)
        low, high = max(low, shown.lowest), min(high, shown.highest)
        return ax.errorbar(
            mean,
            row,
            xerr=[[max(mean - low, 0)], [max(high - mean, 0)]],
            fmt="D",
            color=ORANGE if self.names[row] in self.highlighted else BLUE,
            ms=7,
            lw=2,
            capsize=3,
            zorder=3,
        )

    def _interval(self, scores: FloatArray, level: float) -> tuple[float, float, float]:
        """Give the mean and its interval; of one fold, the score alone."""
        if len(scores) < 2:
            return float(scores[0]), float(scores[0]), float(scores[0])
        found = corrected_t_test(scores, self.test_share, level)
        found = within_range(found, self.metric)
        return found.mean, found.low, found.high
