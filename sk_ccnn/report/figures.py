"""Pictures inside the page: no file beside it, nothing asked for from outside."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from .part import Picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MIME = {"svg": "image/svg+xml", "png": "image/png"}
_DPI = 130
_WIDE = 5.5  # inches


def new_figure(width: float = 7.0, height: float = 3.6) -> Figure:
    """Make a figure that no window knows of, size in inches: Figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def predicted_picture(
    true: ArrayLike, predicted: ArrayLike, quantity: str, unit: str, finding: str
) -> Picture:
    """Show what was predicted against what is true.

    Parameters
    ----------
    true, predicted : array-like of shape (n_people,)
    quantity : str
    unit : str
        Empty where it is not known.
    finding : str
        A sentence for those who do not see the picture.

    Returns
    -------
    Picture
    """
    from matplotlib.ticker import AutoLocator
    from sklearn.metrics import PredictionErrorDisplay

    figure = new_figure(5.0, 4.6)
    ax = figure.subplots()
    # The display draws what is predicted along x; readers of brain age look for the true age there.
    PredictionErrorDisplay(y_true=np.asarray(predicted), y_pred=np.asarray(true)).plot(
        ax, kind="actual_vs_predicted", scatter_kwargs={"s": 12, "alpha": 0.6}
    )
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(AutoLocator())  # round numbers, not fifths of the range
    named = f"{quantity} ({unit})" if unit else quantity
    ax.set(xlabel=f"true {named}", ylabel=f"predicted {named}")
    return to_picture(
        figure,
        f"Predicted against true {quantity}. {finding}",
        "Each dot is a person, predicted once.",
    )


def to_picture(figure: Figure, alt: str, caption: str, kind: str = "svg") -> Picture:
    """Write a figure into a data URI.

    Parameters
    ----------
    figure : matplotlib Figure
    alt : str
        What is to be seen in it.
    caption : str
    kind : {"svg", "png"}, default="svg"
        Brains are smaller as pixels.

    Returns
    -------
    Picture
    """
    import matplotlib as mpl

    written = BytesIO()
    # The same figure gives the same bytes: ids are hashed with a salt of ours, without a date.
    with mpl.rc_context({"svg.hashsalt": "sk_ccnn"}):
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(written, format=kind, dpi=_DPI, metadata=metadata)
    data = b64encode(written.getvalue()).decode()
    return Picture(
        f"data:{_MIME[kind]};base64,{data}", alt, caption, bool(figure.get_figwidth() > _WIDE)
    )
