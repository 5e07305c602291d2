"""The benchmark's figure: every fold of every model."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from ..model_selection import Comparison

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_OURS, _OTHERS = "#b2182b", "#4d4d4d"


def save_figure(path: str | PathLike[str], comparisons: Mapping[str, Comparison]) -> None:
    """Draw the scores of each model, a panel for each task.

    Parameters
    ----------
    path : str or path-like
        PNG file to write.
    comparisons : dict of str to Comparison
        By title.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    n_columns = min(2, len(comparisons))
    n_rows = -(-len(comparisons) // n_columns)
    figure = Figure(figsize=(7 * n_columns, 3.4 * n_rows), layout="constrained")
    FigureCanvasAgg(figure)  # no window, whatever backend is set
    panels = figure.subplots(n_rows, n_columns, squeeze=False).ravel()
    for panel, (title, comparison) in zip(panels, comparisons.items(), strict=False):
        plot_scores(comparison, panel)
        panel.set_title(title.replace(" from ", "\nfrom "), fontsize=10)
    for panel in panels[len(comparisons) :]:
        panel.set_axis_off()
    figure.savefig(path, dpi=150)


def plot_scores(comparison: Comparison, axes: Axes) -> None:
    """Draw the first metric: a dot for each fold, a bar at the mean.

    Parameters
    ----------
    comparison : Comparison
    axes : matplotlib Axes
    """
    metric = comparison.metrics[0]
    by_fold = comparison.by_fold()
    for height, model in enumerate(by_fold.columns[::-1]):
        colour = _OURS if model in comparison.candidates else _OTHERS
        values = by_fold[model].to_numpy()
        axes.plot(values, np.full(len(values), height), "o", color=colour, alpha=0.4, mew=0)
        axes.plot([values.mean()] * 2, [height - 0.3, height + 0.3], color=colour, lw=2.5)
    axes.set_yticks(range(by_fold.shape[1]), by_fold.columns[::-1])
    better = "lower" if metric.is_error else "higher"
    axes.set_xlabel(f"{metric.name} ({better} is better)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", alpha=0.3)
