"""How well a model predicts, and at which price in wiring."""

import numpy as np

# Okabe and Ito's colours, which colour-blind readers can tell apart.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#666666"


def plot_predicted(true, predicted, ax, *, quantity="age", unit="years"):
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
    true, predicted = np.asarray(true), np.asarray(predicted)
    ends = [min(true.min(), predicted.min()), max(true.max(), predicted.max())]
    ax.plot(ends, ends, color=GREY, linewidth=1, linestyle="--", label="perfect prediction")
    ax.scatter(true, predicted, s=16, color=BLUE, alpha=0.6, linewidths=0)
    error = np.abs(true - predicted).mean()
    correlation = np.corrcoef(true, predicted)[0, 1]
    ax.set_xlabel(f"true {quantity} ({unit})")
    ax.set_ylabel(f"predicted {quantity} ({unit})")
    ax.set_title(f"out of sample: MAE {error:.1f} {unit}, r = {correlation:.2f}")
    ax.set_aspect("equal", adjustable="box")
    ax.legend(frameon=False, loc="upper left")
    return ax


def plot_lambda_curve(lambdas, errors, densities, ax, *, error_label, spread=None):
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
    best = int(np.argmin(errors))
    ax.axvline(lambdas[best], color=GREY, linewidth=1, linestyle=":")
    ax.set_xscale("log")
    ax.set_xlabel("lambda_wiring")
    ax.set_ylabel(error_label, color=BLUE)
    ax.tick_params(axis="y", colors=BLUE)
    right = ax.twinx()
    right.plot(lambdas, 100 * np.asarray(densities), color=ORANGE, marker="s", linestyle="--")
    right.set_ylabel("connected pairs of regions (%)", color=ORANGE)
    right.tick_params(axis="y", colors=ORANGE)
    right.set_ylim(bottom=0)
    ax.set_title(f"wiring cost: best at {lambdas[best]:g} (dotted)")
    return ax, right
