"""How often what a classifier says with some probability is true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from ..types import AnyArray, BoolArray, FloatArray, IntArray
from .basics import BLUE, GREY, axes_of, plain_axes
from .panels import split_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer, ErrorbarContainer
    from matplotlib.figure import Figure, SubFigure

Strategy: TypeAlias = Literal["uniform", "quantile"]


class ReliabilityDisplay:
    """A calibration curve with an interval for each bin, above the numbers of subjects.

    Make it with `from_estimator` or `from_predictions`. Of subjects that are told a probability of
    .8, 80% should be cases: points on the diagonal. Bars are Wilson intervals [1]_, which tell how
    far from it a point may be by chance in so few subjects.

    Parameters
    ----------
    happened : ndarray of shape (n_subjects,), bool
        Whether a subject is of the class.
    probability : ndarray of shape (n_subjects,)
        That it is.
    name : str, default="the class"
        Of the class.

    Attributes
    ----------
    ax_, count_ax_ : matplotlib Axes
        Of the curve, and of the numbers of subjects below it.
    figure_ : matplotlib Figure
    curve_ : matplotlib ErrorbarContainer
    counts_ : matplotlib BarContainer

    References
    ----------
    .. [1] Wilson EB (1927). Probable inference, the law of succession, and statistical inference.
       Journal of the American Statistical Association 22, 209-212.
       doi:10.1080/01621459.1927.10502953

    Examples
    --------
    >>> import numpy as np
    >>> from sk_ccnn.plotting import ReliabilityDisplay
    >>> probability = np.linspace(0.05, 0.95, 40)
    >>> case = np.random.default_rng(0).random(40) < probability
    >>> ReliabilityDisplay.from_predictions(case, probability, n_bins=4).ax_.get_title()
    '40 subjects, 21 of class True'
    """

    ax_: Axes
    count_ax_: Axes
    figure_: Figure | SubFigure
    curve_: ErrorbarContainer
    counts_: BarContainer

    def __init__(
        self, happened: ArrayLike, probability: ArrayLike, *, name: str = "the class"
    ) -> None:
        self.happened = happened
        self.probability = probability
        self.name = name

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: ArrayLike,
        y: ArrayLike,
        *,
        pos_label: Any = None,
        ax: Axes | None = None,
        **options: Any,
    ) -> Self:
        """Plot how reliable the probabilities of a classifier are.

        Parameters
        ----------
        estimator : classifier
            Fitted: a network, a Pipeline, search or anything else with ``predict_proba``.
        X : array-like of shape (n_subjects, ...)
            Subjects that were not in `fit`: of those that were, it tells nothing.
        y : array-like of shape (n_subjects,)
            Their classes.
        pos_label : class, default=None
            Whose probability is drawn; needed where there are more than two classes. By default the
            second.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        ReliabilityDisplay

        Raises
        ------
        TypeError
            If the estimator has no probabilities.
        ValueError
            If `pos_label` is missing or no class, or an input does not fit.
        """
        if not hasattr(estimator, "predict_proba") or not hasattr(estimator, "classes_"):
            raise TypeError(
                f"needed a fitted classifier with predict_proba and classes_, got {estimator!r}"
            )
        classes = list(estimator.classes_)
        number = _number_of_class(classes, pos_label)
        unknown = sorted(set(np.asarray(y).tolist()) - set(np.asarray(classes).tolist()), key=str)
        if unknown:
            raise ValueError(f"y has classes {unknown}, but the classifier knows {classes}")
        probability = estimator.predict_proba(X)[:, number]
        happened = np.asarray(y) == classes[number]
        return cls._checked(happened, probability, str(classes[number])).plot(ax, **options)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_prob: ArrayLike,
        *,
        pos_label: Any = None,
        ax: Axes | None = None,
        **options: Any,
    ) -> Self:
        """Plot how reliable probabilities are.

        Parameters
        ----------
        y_true : array-like of shape (n_subjects,)
            True classes.
        y_prob : array-like of shape (n_subjects,)
            Probability of one of them.
        pos_label : class, default=None
            Of which; needed where there are more than two classes. By default the second, sorted.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        ReliabilityDisplay

        Raises
        ------
        ValueError
            If lengths differ, a probability is not between 0 and 1, or `pos_label` is missing.
        """
        truth = np.asarray(y_true)
        classes = np.unique(truth).tolist()
        number = _number_of_class(classes, pos_label)
        return cls._checked(truth == classes[number], y_prob, str(classes[number])).plot(
            ax, **options
        )

    @classmethod
    def _checked(cls, happened: AnyArray, probability: ArrayLike, name: str) -> Self:
        numbers = np.asarray(probability, dtype=float)
        if numbers.shape != happened.shape or numbers.ndim != 1 or not len(numbers):
            raise ValueError(
                f"needed one probability for each subject, got {happened.shape} classes and "
                f"probabilities of shape {numbers.shape}; of several classes, give one column"
            )
        if not ((numbers >= 0) & (numbers <= 1)).all():  # NaN is neither
            raise ValueError(
                f"probabilities must be between 0 and 1, got {np.nanmin(numbers):g} to "
                f"{np.nanmax(numbers):g} and {int(np.isnan(numbers).sum())} that are NaN"
            )
        return cls(happened, numbers, name=name)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        n_bins: int = 10,
        strategy: Strategy = "uniform",
        level: float = 0.95,
        title: str | None = None,
    ) -> Self:
        """Plot the curve, and the numbers of subjects.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot: it is divided into two panels. A new figure by default.
        n_bins : int, default=10
            Bins of probability; those without a subject have no point.
        strategy : {"uniform", "quantile"}, default="uniform"
            Bins of equal width, or of equally many subjects.
        level : float, default=0.95
            Of the intervals.
        title : str, default=None
            By default, how many subjects there are.

        Returns
        -------
        ReliabilityDisplay
            This one.
        """
        happened = np.asarray(self.happened, dtype=bool)
        probability = np.asarray(self.probability, dtype=float)
        if n_bins < 1 or strategy not in ("uniform", "quantile"):
            raise ValueError(
                "needed n_bins of 1 or more and strategy 'uniform' or 'quantile', got "
                f"{n_bins} and {strategy!r}"
            )
        edges = np.linspace(0, 1, n_bins + 1)
        if strategy == "quantile":
            edges = np.unique(np.quantile(probability, edges))
        bins = _count(happened, probability, edges, level)
        whole = axes_of(ax, width=5.4, height=6)
        grid = split_axes(whole, 2, 1, height_ratios=[3, 1])
        ax = whole.figure.add_subplot(grid[0])
        self.count_ax_ = whole.figure.add_subplot(grid[1], sharex=ax)
        ax.plot([0, 1], [0, 1], color=GREY, lw=1, ls="--", label="perfectly reliable")
        errors = np.abs([bins.share - bins.low, bins.high - bins.share])
        self.curve_ = ax.errorbar(
            bins.mean,
            bins.share,
            yerr=errors,
            fmt="o-",
            color=BLUE,
            capsize=3,
            lw=1.5,
            label=f"share of subjects, {level:.0%} Wilson interval",
        )
        self.counts_ = self.count_ax_.bar(
            bins.left, bins.size, width=bins.width, align="edge", color=BLUE, alpha=0.5, ec="white"
        )
        self._label(ax, happened, title)
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _label(self, ax: Axes, happened: BoolArray, title: str | None) -> None:
        from matplotlib.ticker import MaxNLocator

        ax.set_xlim(-0.02, 1.02)
        ax.set_ylim(-0.02, 1.02)
        ax.tick_params(labelbottom=False)
        ax.set_ylabel(f"share that is {self.name}")
        ax.legend(frameon=False, loc="upper left", fontsize=9)
        default = f"{len(happened)} subjects, {int(happened.sum())} of class {self.name}"
        ax.set_title(default if title is None else title)
        self.count_ax_.set_xlabel(f"predicted probability of {self.name}")
        self.count_ax_.set_ylabel("subjects")
        self.count_ax_.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
        plain_axes(ax)
        plain_axes(self.count_ax_)


class _Bins(NamedTuple):
    """Bins that hold a subject: all arrays of shape (n_bins,)."""

    left: FloatArray
    width: FloatArray
    size: IntArray
    mean: FloatArray
    share: FloatArray
    low: FloatArray
    high: FloatArray


def _count(happened: BoolArray, probability: FloatArray, edges: FloatArray, level: float) -> _Bins:
    from scipy.stats import binomtest

    if len(edges) < 2:  # all probabilities are the same
        edges = np.array([max(edges[0] - 0.02, 0), min(edges[0] + 0.02, 1)])
    n_bins = len(edges) - 1
    number = np.clip(np.searchsorted(edges, probability, side="right") - 1, 0, n_bins - 1)
    size = np.bincount(number, minlength=n_bins)
    cases = np.bincount(number, weights=happened, minlength=n_bins).astype(int)
    total = np.bincount(number, weights=probability, minlength=n_bins)
    held = size > 0
    ends = [
        binomtest(int(k), int(n)).proportion_ci(level, method="wilson")
        for k, n in zip(cases[held], size[held], strict=True)
    ]
    return _Bins(
        edges[:-1][held],
        np.diff(edges)[held],
        size[held],
        total[held] / size[held],
        cases[held] / size[held],
        np.array([each.low for each in ends]),
        np.array([each.high for each in ends]),
    )


def _number_of_class(classes: list[Any], pos_label: Any) -> int:
    """Find the class whose probability is drawn."""
    if pos_label is None:
        if len(classes) != 2:
            raise ValueError(
                f"there are {len(classes)} classes, {classes}; needed two, or pos_label= to say "
                "whose probability is drawn"
            )
        return 1
    if pos_label not in classes:
        raise ValueError(f"pos_label must be one of {classes}, got {pos_label!r}")
    return classes.index(pos_label)
