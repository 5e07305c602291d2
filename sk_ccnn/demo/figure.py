"""The demo's figure."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ..connectome import Connectome
from ..plotting import plot_lambda_curve, plot_predicted, plot_wiring

N_EDGES = 60


def save_figure(
    path: str | Path, predictions: pd.DataFrame, curve: pd.DataFrame, learned: Connectome
) -> None:
    """Draw predictions, the lambda curve and the learned wiring.

    Parameters
    ----------
    path : str or Path
        PNG file to write.
    predictions : DataFrame
        Columns ``age`` and ``predicted``, out of sample.
    curve : DataFrame
        From `search_all`.
    learned : Connectome
        Wiring of the best network.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 9.5))
    FigureCanvasAgg(figure)  # no window, whatever backend is set
    # nilearn places its brains at once, so no automatic layout.
    top = figure.add_gridspec(1, 2, left=0.07, right=0.93, top=0.88, bottom=0.5, wspace=0.28)
    left, right = (figure.add_subplot(top[0, column]) for column in range(2))
    below = figure.add_axes((0.03, 0.02, 0.94, 0.36))
    plot_predicted(predictions["age"], predictions["predicted"], left)
    plot_lambda_curve(
        curve["lambda_wiring"],
        curve["mae"],
        curve["density"],
        right,
        error_label="MAE, 3-fold, mean ± sd (years)",
        spread=curve["mae_sd"],
    )
    plot_wiring(
        learned,
        below,
        n_edges=N_EDGES,
        title=f"learned wiring: the {N_EDGES} strongest connections (sum of |weight|)",
    )
    figure.suptitle(
        "Brain age on a simulated cohort over the measured human connectome", fontsize=15
    )
    figure.savefig(path, dpi=150)
