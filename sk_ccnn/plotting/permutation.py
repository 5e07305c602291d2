"""The score among those with permuted targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from ..inference import PermutationTest
from .basics import BLUE, ORANGE, axes_of, plain_axes, require_instance, shown_score

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.lines import Line2D


class PermutationDisplay:
    """A permutation test: a histogram of the scores by chance, and a line for the observed one.

    Make it with `from_result`. An error that scikit-learn made negative is drawn as it is, and the
    axis says that smaller is better.

    Parameters
    ----------
    score : float
        With the true targets, mean over folds.
    permutation_scores : ndarray of shape (n_permutations,)
        With permuted ones.
    p_value : float
    metric : str, default="score"
        scikit-learn's name of the score, which tells whether it is an error.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    bars_ : matplotlib BarContainer
        Of the histogram.
    line_ : matplotlib Line2D
        The observed score.

    See Also
    --------
    NullTestDisplay : The same for a test against null connectomes.

    Examples
    --------
    >>> from sk_ccnn import ConnectomeRegressor
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.inference import permutation_test
    >>> from sk_ccnn.plotting import PermutationDisplay
    >>> X, age = make_age_cohort(n_subjects=100, random_state=0, return_X_y=True)
    >>> network = ConnectomeRegressor("desikan_killiany", n_members=1, max_epochs=20)
    >>> test = permutation_test(network, X, age, n_permutations=9, cv=2, random_state=0)
    >>> PermutationDisplay.from_result(test).ax_.get_title()
    '9 permutations: p = 0.100'
    """

    ax_: Axes
    figure_: Figure | SubFigure
    bars_: BarContainer
    line_: Line2D

    def __init__(
        self,
        score: float,
        permutation_scores: ArrayLike,
        p_value: float,
        *,
        metric: str = "score",
    ) -> None:
        self.score = score
        self.permutation_scores = permutation_scores
        self.p_value = p_value
        self.metric = metric

    @classmethod
    def from_result(
        cls, result: PermutationTest, *, ax: Axes | None = None, **options: Any
    ) -> Self:
        """Plot a test.

        Parameters
        ----------
        result : PermutationTest
            From `sk_ccnn.inference.permutation_test`.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        PermutationDisplay

        Raises
        ------
        ValueError
            If a score is not defined.
        """
        require_instance(result, PermutationTest, "a PermutationTest, from permutation_test")
        scores = np.append(result.permutation_scores, [result.score, result.p_value])
        if not np.isfinite(scores).all():
            raise ValueError(
                f"a test without a p-value cannot be drawn: {result.sentence().rstrip('.')}"
            )
        display = cls(result.score, result.permutation_scores, result.p_value, metric=result.metric)
        return display.plot(ax, **options)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        score_name: str | None = None,
        bins: int | str = "auto",
        title: str | None = None,
    ) -> Self:
        """Plot the distribution of the scores by chance.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        score_name : str, default=None
            What the test was scored by; by default `metric`.
        bins : int or str, default="auto"
            As numpy's histograms take them.
        title : str, default=None
            By default, the number of permutations and the p-value.

        Returns
        -------
        PermutationDisplay
            This one.
        """
        from matplotlib.ticker import MaxNLocator

        shown = shown_score(self.metric)
        scores = shown.sign * np.asarray(self.permutation_scores, dtype=float)
        heights, edges = np.histogram(scores, bins=bins)
        ax = axes_of(ax)
        self.bars_ = ax.bar(
            edges[:-1],
            heights,
            width=np.diff(edges),
            align="edge",
            color=BLUE,
            alpha=0.5,
            ec="white",
            label="permuted targets",
        )
        self.line_ = ax.axvline(
            shown.sign * self.score,
            color=ORANGE,
            lw=2.5,
            label=f"true targets: {shown.sign * self.score:.3g}",
        )
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_ylabel("number of permutations")
        ax.set_xlabel(shown.label_of("mean over folds", score_name))
        default = f"{len(scores)} permutations: p = {self.p_value:.3f}"
        ax.set_title(default if title is None else title, pad=26)
        ax.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 0.99))
        plain_axes(ax)
        self.ax_, self.figure_ = ax, ax.figure
        return self
