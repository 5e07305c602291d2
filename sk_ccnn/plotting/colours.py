"""Scales of colours that colour-blind readers can follow; signed ones are centred on 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..types import FloatArray

if TYPE_CHECKING:
    from matplotlib.colors import Colormap, Normalize

SIGNED, MAGNITUDE = "PuOr_r", "viridis"


def scale_of(values: FloatArray, *, signed: bool) -> Normalize:
    """Give the ends of a scale: from 0 or the smallest value, or symmetric about 0.

    Parameters
    ----------
    values : ndarray
        What is drawn.
    signed : bool
        Whether signs mean something.

    Returns
    -------
    matplotlib Normalize
    """
    from matplotlib.colors import Normalize

    largest = max(float(np.abs(values).max(initial=0)), np.finfo(float).tiny)
    if signed:
        return Normalize(-largest, largest)
    low, high = float(values.min(initial=largest)), float(values.max(initial=0))
    return Normalize(low, high) if low < high else Normalize(min(0.0, low), largest)


def map_of(*, signed: bool) -> Colormap:
    """Give the colours of areas: matplotlib Colormap."""
    from matplotlib import colormaps

    return colormaps[SIGNED if signed else MAGNITUDE]


def map_of_lines(*, signed: bool) -> Colormap:
    """Give the colours of thin lines on white, none of them pale: matplotlib Colormap."""
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    if signed:
        below, above = np.linspace(0.05, 0.27, 128), np.linspace(0.73, 0.95, 128)
        return ListedColormap(colormaps[SIGNED](np.concatenate([below, above])), "signed lines")
    return ListedColormap(colormaps[MAGNITUDE](np.linspace(0.85, 0, 256)), "lines")
