"""Pictures inside the page: no file beside it, nothing asked for from outside."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

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
