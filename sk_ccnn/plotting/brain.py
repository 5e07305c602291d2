"""A connectome on a brain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..connectome import Connectome, upper_triangle

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from nilearn.plotting.displays import OrthoProjector


def plot_wiring(
    connectome: Connectome, axes: Axes, *, n_edges: int = 60, title: str | None = None
) -> OrthoProjector:
    """Plot the strongest connections on a glass brain.

    Parameters
    ----------
    connectome : Connectome
        With coordinates (MNI, mm); both directions of a connection are averaged.
    axes : matplotlib Axes
        Where to plot.
    n_edges : int, default=60
        How many connections to show, strongest first.
    title : str, optional
        Shown above the brain.

    Returns
    -------
    nilearn.plotting.displays.OrthoProjector

    Raises
    ------
    ValueError
        If the connectome has no coordinates.
    """
    from nilearn.plotting import plot_connectome

    if connectome.coordinates is None:
        raise ValueError(f"a glass brain needs coordinates, but {connectome!r} has none")
    weights = np.abs(connectome.symmetrize("mean").to_dense())
    strength = weights.sum(axis=1)
    strongest = np.sort(upper_triangle(weights))[::-1]
    n_shown = min(n_edges, int(np.count_nonzero(strongest)))
    low, high = (strongest[n_shown - 1], strongest[0]) if n_shown else (0, 1)
    largest = max(strength.max(), np.finfo(float).tiny)
    if title is not None:
        axes.set_title(title)
    axes.set_axis_off()
    return plot_connectome(
        np.where(weights >= low, weights, 0.0),
        connectome.coordinates,
        node_size=2 + 40 * strength / largest,
        node_color="#333333",
        edge_cmap="viridis_r",
        edge_vmin=low,
        edge_vmax=high,
        edge_kwargs={"linewidth": 1.5},
        colorbar=bool(n_shown),
        axes=axes,
    )
