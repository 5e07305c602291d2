"""The brain-age gap against age, before and after the correction of its age bias."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ..results import pearson_r
from ..types import FloatArray
from .basics import BLUE, GREY, ORANGE, axes_of, plain_axes, require_instance
from .panels import split_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.figure import Figure, SubFigure

_COLUMNS = ("age", "gap", "corrected_gap")


class BrainAgeGapDisplay:
    """The brain-age gap of each subject against its age: as predicted, and corrected.

    Make it with `from_result` or `from_predictions`. Both panels have the same axes, and each a
    line fitted to its gaps: a line that falls is the age bias.

    Parameters
    ----------
    age, gap : ndarray of shape (n_subjects,)
        True age; predicted minus true age; all in `unit`.
    corrected_gap : ndarray of shape (n_subjects,) or None
        The gap without its age bias; None for one panel.
    unit : str, default="years"
        Of ages and gaps, as the axes name it.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The first panel.
    axes_ : list of matplotlib Axes
        The panels.
    figure_ : matplotlib Figure
    points_ : list of matplotlib PathCollection
        Of each panel.

    See Also
    --------
    sklearn.metrics.PredictionErrorDisplay : Predicted against true age.

    Examples
    --------
    >>> from sklearn.linear_model import RidgeCV
    >>> from sk_ccnn.brain_age import cross_val_gap
    >>> from sk_ccnn.datasets import make_age_cohort
    >>> from sk_ccnn.plotting import BrainAgeGapDisplay
    >>> X, age = make_age_cohort(n_subjects=200, random_state=0, return_X_y=True)
    >>> display = BrainAgeGapDisplay.from_result(cross_val_gap(RidgeCV(), X, age))
    >>> display.axes_[0].get_ylabel()
    'brain-age gap: predicted − true (years)'
    """

    ax_: Axes
    axes_: list[Axes]
    figure_: Figure | SubFigure
    points_: list[PathCollection]

    def __init__(
        self,
        age: ArrayLike,
        gap: ArrayLike,
        corrected_gap: ArrayLike | None = None,
        unit: str = "years",
    ) -> None:
        self.age = age
        self.gap = gap
        self.corrected_gap = corrected_gap
        self.unit = unit

    @classmethod
    def from_result(
        cls,
        result: pd.DataFrame,
        *,
        unit: str = "years",
        ax: Axes | Sequence[Axes] | None = None,
        **options: Any,
    ) -> Self:
        """Plot the gaps of a cohort.

        Parameters
        ----------
        result : DataFrame
            From `sk_ccnn.cross_val_gap`: columns ``age``, ``gap`` and ``corrected_gap``, in `unit`.
            Without a correction, where the last is missing or all NaN, there is one panel.
        unit : str, default="years"
            Of the ages, as the axes name it.
        ax : matplotlib Axes or two of them, default=None
            As for `plot`.
        **options
            As for `plot`.

        Returns
        -------
        BrainAgeGapDisplay

        Raises
        ------
        ValueError
            If a column is missing, or a number is.
        """
        require_instance(result, pd.DataFrame, "a DataFrame, from cross_val_gap")
        missing = [name for name in _COLUMNS[:2] if name not in result]
        if missing:
            raise ValueError(
                f"needed the columns 'age' and 'gap' of cross_val_gap, got {list(result.columns)}"
            )
        corrected = result.get("corrected_gap")
        if corrected is not None and corrected.isna().all():
            corrected = None
        return cls._checked(result["age"], result["gap"], corrected, unit).plot(ax, **options)

    @classmethod
    def from_predictions(
        cls,
        age: ArrayLike,
        predicted: ArrayLike,
        corrected: ArrayLike | None = None,
        *,
        unit: str = "years",
        ax: Axes | Sequence[Axes] | None = None,
        **options: Any,
    ) -> Self:
        """Plot the gaps of predictions.

        Parameters
        ----------
        age, predicted : array-like of shape (n_subjects,)
            True ages, and those that a model predicts that has not seen the subjects.
        corrected : array-like of shape (n_subjects,), default=None
            The predictions without their age bias: age plus the corrected gap of
            `BrainAgeRegressor.predict_gap`. None for one panel.
        unit : str, default="years"
            Of the ages, as the axes name it.
        ax : matplotlib Axes or two of them, default=None
            As for `plot`.
        **options
            As for `plot`.

        Returns
        -------
        BrainAgeGapDisplay

        Raises
        ------
        ValueError
            If lengths differ, or a number is missing.
        """
        ages = np.asarray(age, dtype=float)
        given = {"predicted": predicted, "corrected": corrected}
        gaps = {}
        for name, values in given.items():
            numbers = None if values is None else np.asarray(values, dtype=float)
            if numbers is not None and numbers.shape != ages.shape:
                raise ValueError(
                    f"age has shape {ages.shape} but {name} has {numbers.shape}; needed one number "
                    "for each subject"
                )
            gaps[name] = None if numbers is None else numbers - ages
        return cls._checked(ages, gaps["predicted"], gaps["corrected"], unit).plot(ax, **options)

    @classmethod
    def _checked(cls, age: Any, gap: Any, corrected: Any, unit: str) -> Self:
        columns = {"age": age, "gap": gap, "corrected gap": corrected}
        arrays = {k: np.asarray(v, dtype=float) for k, v in columns.items() if v is not None}
        for name, values in arrays.items():
            n_bad = int((~np.isfinite(values)).sum())
            if values.ndim != 1 or n_bad:
                raise ValueError(
                    f"needed a finite {name} for each subject, got an array of shape "
                    f"{values.shape} of which {n_bad} are not"
                )
        if len(arrays["age"]) < 2:
            raise ValueError(f"needed two subjects or more, got {len(arrays['age'])}")
        return cls(arrays["age"], arrays["gap"], arrays.get("corrected gap"), unit)

    def plot(self, ax: Axes | Sequence[Axes] | None = None, *, title: str | None = None) -> Self:
        """Plot the gaps.

        Parameters
        ----------
        ax : matplotlib Axes or two of them, default=None
            Where to plot: one axes is divided into two panels. A new figure by default.
        title : str, default=None
            Above the first panel, in the place of its own.

        Returns
        -------
        BrainAgeGapDisplay
            This one.
        """
        age, gap = np.asarray(self.age), np.asarray(self.gap)
        panels = [(gap, "as predicted", ORANGE)]
        if self.corrected_gap is not None:
            panels.append((np.asarray(self.corrected_gap), "without its age bias", BLUE))
        self.axes_ = _panels(ax, len(panels))
        self.points_ = []
        for panel, (values, name, colour) in zip(self.axes_, panels, strict=True):
            self.points_.append(_plot_panel(panel, age, values, colour))
            panel.set_xlabel(f"true age ({self.unit})")
            r = pearson_r(age, values)
            panel.set_title(f"{name}: r with age {r:+.2f}" if np.isfinite(r) else name)
        largest = 1.08 * max(np.abs(values).max() for values, _, _ in panels)
        for panel in self.axes_:
            panel.set_ylim(-largest, largest)
            panel.set_xlim(self.axes_[0].get_xlim())
        self.axes_[0].set_ylabel(f"brain-age gap: predicted − true ({self.unit})")
        if title is not None:
            self.axes_[0].set_title(title)
        self.ax_, self.figure_ = self.axes_[0], self.axes_[0].figure
        return self


def _panels(ax: Axes | Sequence[Axes] | None, number: int) -> list[Axes]:
    """Give the axes of the panels."""
    if isinstance(ax, Sequence | np.ndarray):
        if len(ax) != number:
            raise ValueError(f"needed {number} axes, one for each panel, got {len(ax)}")
        return list(ax)
    whole = axes_of(ax, width=4.8 * number, height=4.2)
    if number == 1:
        return [whole]
    grid = split_axes(whole, 1, number)
    return [whole.figure.add_subplot(grid[0, column]) for column in range(number)]


def _plot_panel(ax: Axes, age: FloatArray, gap: FloatArray, colour: str) -> PathCollection:
    points = ax.scatter(age, gap, s=14, color=colour, alpha=0.5, lw=0)
    ends = np.array([age.min(), age.max()])
    ax.axhline(0, color=GREY, lw=1)
    if ends[0] < ends[1]:
        line = np.polyval(np.polyfit(age, gap, 1), ends)
        ax.plot(ends, line, color="black", lw=1.5, label=f"line fitted to {len(age)} subjects")
        ax.legend(frameon=False, loc="upper right", fontsize=9)
    plain_axes(ax)
    return points
