"""A brain that can be turned, inside the page."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import Connectome, upper_triangle
from .part import Live

_N_WIRES = 80
_SIZES = (3.0, 14.0)  # of the regions, in pixels
# nilearn's page asks for its icon, and links to its makers, which a report does not.
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)


def live_brain(wiring: Connectome, importances: ArrayLike) -> Live:
    """Show the strongest wires, and the regions by their importance.

    Parameters
    ----------
    wiring : Connectome
        Undirected, with coordinates.
    importances : array-like of shape (n_regions,)

    Returns
    -------
    Live
        nilearn's own page with its scripts inside, without what it asks for from outside.
    """
    from nilearn.plotting import view_connectome

    weights = wiring.to_dense()
    strongest = np.sort(upper_triangle(weights))[::-1]
    n_shown = min(_N_WIRES, int(np.count_nonzero(strongest)))
    low = strongest[n_shown - 1]
    share = np.asarray(importances, dtype=float)
    share = share / max(share.max(), np.finfo(float).tiny)
    view = view_connectome(
        np.where(weights >= low, weights, 0.0),
        wiring.coordinates,
        edge_cmap="viridis_r",
        symmetric_cmap=False,
        linewidth=4.0,
        # By default nilearn gives each region another colour, which would seem to mean something.
        node_color="#444444",
        node_size=_SIZES[0] + (_SIZES[1] - _SIZES[0]) * share,
        colorbar_fontsize=12,
    )
    return Live(
        _LINK.sub("", view.html),
        f"The {n_shown} strongest wires on a brain that can be turned",
        f"The {n_shown} strongest wires, coloured by learned strength; larger regions matter more. "
        "Drag to turn the brain.",
    )
