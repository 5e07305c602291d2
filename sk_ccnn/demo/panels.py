"""Panels of the demo's figure: predictions, and the price of wiring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import PredictionErrorDisplay

from ..plotting import BLUE, GREY, ORANGE
from ..results import merge_ties

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LINE = {"color": GREY, "linewidth": 1, "alpha": 1, "label": "perfect prediction"}
_POINTS = {"s": 16, "color": BLUE, "alpha": 0.6, "linewidths": 0}


def plot_predicted(
    true: ArrayLike, predicted: ArrayLike, ax: Axes, *, quantity: str = "age", unit: str = "years"
) -> Axes:
    """Plot predicted against true values.

    Parameters
    ----------
    true, predicted : array-like of shape (n_subjects,)
        True values, and out-of-sample predictions.
    ax : matplotlib Axes
        Where to plot.
    quantity, unit : str
        What was predicted.

    Returns
    -------
    matplotlib Axes
    """
    from matplotlib.ticker import AutoLocator

    true, predicted = np.asarray(true), np.asarray(predicted)
    # The display draws predicted values along x; in our field the true ones are there.
    display = PredictionErrorDisplay(y_true=predicted, y_pred=true)
    display.plot(ax, kind="actual_vs_predicted", scatter_kwargs=_POINTS, line_kwargs=_LINE)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(AutoLocator())  # round numbers, not fifths of the range
    error = np.abs(true - predicted).mean()
    correlation = np.corrcoef(true, predicted)[0, 1]
    ax.set_xlabel(f"true {quantity} ({unit})")
    ax.set_ylabel(f"predicted {quantity} ({unit})")
    ax.set_title(f"out of sample: MAE {error:.1f} {unit}, r = {correlation:.2f}")
    ax.set_aspect("equal", adjustable="box")
    ax.legend(frameon=False, loc="upper left")
    return ax


def plot_lambda_curve(
    lambdas: ArrayLike,
    errors: ArrayLike,
    densities: ArrayLike,
    ax: Axes,
    *,
    error_label: str,
    spread: ArrayLike | None = None,
) -> tuple[Axes, Axes]:
    """Plot error and density of connections against the strength of the wiring cost.

    Parameters
    ----------
    lambdas : array-like of shape (n_lambdas,)
        Values of `lambda_wiring`, positive.
    errors, densities : array-like of shape (n_lambdas,)
        Error in held-out subjects, and share of pairs of regions that are connected.
    ax : matplotlib Axes
        Where to plot; the density gets an axis on the right.
    error_label : str
        Name and unit of the error.
    spread : array-like of shape (n_lambdas,), optional
        Standard deviation of the error, drawn as bars.

    Returns
    -------
    ax, right : matplotlib Axes
    """
    lambdas, errors = np.asarray(lambdas), np.asarray(errors)
    ax.errorbar(lambdas, errors, yerr=spread, color=BLUE, marker="o", capsize=3)
    title = "wiring cost: the best cannot be told, an error is not defined"
    if np.isfinite(errors).all():
        best = lambdas[int(np.argmin(merge_ties(errors)))]
        ax.axvline(best, color=GREY, linewidth=1, linestyle=":")
        title = f"wiring cost: best at {best:g} (dotted)"
    ax.set_xscale("log")
    ax.set_xlabel("lambda_wiring")
    ax.set_ylabel(error_label, color=BLUE)
    ax.tick_params(axis="y", colors=BLUE)
    right = ax.twinx()
    right.plot(lambdas, 100 * np.asarray(densities), color=ORANGE, marker="s", linestyle="--")
    right.set_ylabel("connected pairs of regions (%)", color=ORANGE)
    right.tick_params(axis="y", colors=ORANGE)
    right.set_ylim(bottom=0)
    ax.set_title(title)
    return ax, right
