"""The benchmark's figure: every fold of every model."""

import numpy as np

_OURS, _OTHERS = "#b2182b", "#4d4d4d"


def save_figure(path, comparisons):
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


def plot_scores(comparison, axes):
    """Draw the first metric: a dot for each fold, a bar at the mean.

    Parameters
    ----------
    comparison : Comparison
    axes : matplotlib Axes
    """
    metric = comparison.metrics[0]
    by_fold = comparison.by_fold()
    for place, model in enumerate(by_fold.columns[::-1]):
        colour = _OURS if model in comparison.candidates else _OTHERS
        values = by_fold[model].to_numpy()
        axes.plot(values, np.full(len(values), place), "o", color=colour, alpha=0.4, mew=0)
        axes.plot([values.mean()] * 2, [place - 0.3, place + 0.3], color=colour, lw=2.5)
    axes.set_yticks(range(by_fold.shape[1]), by_fold.columns[::-1])
    better = "lower" if metric.is_error else "higher"
    axes.set_xlabel(f"{metric.name} ({better} is better)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", alpha=0.3)
