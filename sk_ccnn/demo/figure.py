"""The demo's figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..connectome import Connectome
from ..inference import NullTest
from ..model_selection import Comparison
from ..plotting import BLUE, GREY, ORANGE, WiringDisplay
from ..results import pearson_r
from .anatomy import KIND
from .models import OURS, UNCONSTRAINED
from .panels import plot_lambda_curve, plot_predicted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

N_EDGES = 60
# Colours are never alone: each has its marker.
_MARKERS = {BLUE: "^", ORANGE: "o"}


def save_figure(
    path: str | Path,
    ages: Comparison,
    gaps: pd.DataFrame,
    test: NullTest,
    curve: pd.DataFrame,
    learned: Connectome,
) -> None:
    """Draw predictions, gaps, the comparison, the null test, and what was learned.

    Parameters
    ----------
    path : str or Path
        PNG file to write.
    ages : Comparison
        Of the models.
    gaps : DataFrame
        From `gaps_of`.
    test : NullTest
    curve : DataFrame
        From `search_all`.
    learned : Connectome
        Wiring of the best network.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(15, 14))
    FigureCanvasAgg(figure)  # no window, whatever backend is set
    # nilearn places its brains at once, so no automatic layout.
    where = {"left": 0.06, "right": 0.95, "top": 0.925, "bottom": 0.36}
    grid = figure.add_gridspec(2, 6, wspace=1.0, hspace=0.3, **where)
    panels = [figure.add_subplot(grid[0, columns]) for columns in (slice(0, 3), slice(3, 6))]
    panels += [figure.add_subplot(grid[1, 2 * column : 2 * column + 2]) for column in range(3)]
    ours = gaps[gaps["model"] == OURS]
    plot_predicted(ours["age"], ours["predicted"], panels[0])
    plot_gaps(ours, panels[1])
    plot_folds(ages, panels[2])
    plot_nulls(test, panels[3])
    plot_lambda_curve(
        curve["lambda_wiring"],
        curve["mae"],
        curve["density"],
        panels[4],
        error_label="MAE, 3-fold, mean ± sd (years)",
        spread=curve["mae_sd"],
    )
    below = figure.add_axes((0.04, 0.01, 0.92, 0.27))
    title = f"learned wiring: the {N_EDGES} strongest connections (sum of |weight|)"
    WiringDisplay.from_connectome(
        learned, ax=below, n_connections=N_EDGES, title=title, label="sum of |weight|"
    )
    figure.suptitle(
        f"Brain age of {len(ours)} healthy adults (IXI) from cortical thickness: {OURS}",
        fontsize=15,
    )
    figure.savefig(path, dpi=130)


def plot_gaps(gaps: pd.DataFrame, axes: Axes) -> None:
    """Draw the gap against age, before and after the correction.

    Parameters
    ----------
    gaps : DataFrame
        Of one model, from `gaps_of`.
    axes : matplotlib Axes
    """
    age = gaps["age"].to_numpy()
    ends = np.array([age.min(), age.max()])
    axes.axhline(0, color=GREY, linewidth=1)
    for column, name, colour in (
        ("gap", "as predicted", ORANGE),
        ("corrected_gap", "without the age bias", BLUE),
    ):
        values = gaps[column].to_numpy()
        label = f"{name}: r = {pearson_r(age, values):+.2f}"
        axes.plot(age, values, _MARKERS[colour], ms=4, color=colour, alpha=0.4, mew=0, label=label)
        axes.plot(ends, np.polyval(np.polyfit(age, values, 1), ends), color=colour, linewidth=2)
    axes.set_xlabel("true age (years)")
    axes.set_ylabel("brain-age gap: predicted − true (years)")
    axes.set_title("the gap, before and after its age bias was taken out")
    axes.legend(frameon=False, loc="lower left")


def plot_folds(ages: Comparison, axes: Axes) -> None:
    """Draw the error of each model in each fold; the dummy's is told, not drawn.

    Parameters
    ----------
    ages : Comparison
    axes : matplotlib Axes
    """
    by_fold = ages.by_fold()
    dummy = by_fold.pop("dummy").mean() if "dummy" in by_fold else None
    across = np.arange(by_fold.shape[1])
    for fold, errors in by_fold.iterrows():
        label = "one fold" if fold == by_fold.index[0] else None
        axes.plot(across, errors, color=GREY, marker=".", linewidth=0.8, alpha=0.7, label=label)
    axes.plot(across, by_fold.mean(), color=BLUE, marker="D", linestyle="", ms=8, label="mean")
    names = {OURS: "Connectome-\nRegressor", UNCONSTRAINED: "the same,\nno anatomy"}
    axes.set_xticks(across, [names.get(name, name) for name in by_fold])
    axes.set_xlim(-0.4, across[-1] + 0.4)
    axes.set_ylabel("MAE in people who were not seen (years)")
    axes.set_title("fold by fold" + ("" if dummy is None else f" (dummy: {dummy:.1f} years)"))
    axes.legend(frameon=False)


def plot_nulls(test: NullTest, axes: Axes) -> None:
    """Draw the errors on null connectomes, and where the real one lies among them.

    Parameters
    ----------
    test : NullTest
        Its score is minus the mean absolute error.
    axes : matplotlib Axes
    """
    from matplotlib.ticker import MaxNLocator

    errors = -test.null_scores[KIND].mean(axis=1)
    axes.hist(errors, bins=8, color=GREY, alpha=0.5, label=f"{len(errors)} rewired connectomes")
    for value, name, colour, style in (
        (-test.score, "the connectome", BLUE, "-"),
        (-test.unconstrained_scores.mean(), "no anatomy", ORANGE, "--"),
    ):
        axes.axvline(value, color=colour, linestyle=style, linewidth=2.5, label=name)
    axes.margins(y=0.4)  # room for the legend
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(f"MAE, mean over {len(test.scores)} folds (years)")
    axes.set_ylabel("null connectomes")
    axes.set_title(f"null test: p = {test.p_values[KIND]:.2f}")
    axes.legend(framealpha=1, edgecolor="none", loc="upper left", fontsize=9)  # hides lines
