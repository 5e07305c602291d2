"""The strongest connections on a glass brain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import Connectome, edge_list
from ..types import FloatArray, IntArray
from .basics import GREY, axes_of, require_instance
from .colours import map_of_lines, scale_of
from .human import require_human
from .learned import has_negative, learned_wiring
from .panels import axes_for_brain, keep_in_place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colorbar import Colorbar
    from matplotlib.figure import Figure, SubFigure
    from nilearn.plotting.displays import OrthoProjector


class WiringDisplay:
    """Connections on nilearn's glass brain: the human one, in MNI space.

    Make it with `from_estimator` or `from_connectome`. Lines are coloured by their weight, and by
    its sign where that means something; dots are regions, larger where more weight ends.

    Parameters
    ----------
    pairs : ndarray of shape (n_connections, 2), int
        The two regions of each connection.
    weights : ndarray of shape (n_connections,)
        None is 0.
    coordinates : ndarray of shape (n_regions, 3), in mm
        MNI space.
    signed : bool, default=False
        Whether the signs of the weights mean something; else their size is drawn.
    label : str, default="weight"
        What a weight is, and its unit.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Holds the title and the colour bar.
    figure_ : matplotlib Figure
    brain_ : nilearn OrthoProjector
    colorbar_ : matplotlib Colorbar or None
        None where there is no connection.
    shown_ : ndarray of shape (n_shown,), int
        Which of the connections are drawn, strongest first.

    See Also
    --------
    ConnectomeDisplay : The matrix, for connectomes that have no coordinates.
    RegionsDisplay : Values of regions on a brain.

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.plotting import WiringDisplay
    >>> display = WiringDisplay.from_connectome(
    ...     load_connectome(), n_connections=20, label="streamlines (weighted)"
    ... )
    >>> display.ax_.get_title()
    'the 20 strongest of 697 connections, 84 regions'
    """

    ax_: Axes
    figure_: Figure | SubFigure
    brain_: OrthoProjector
    colorbar_: Colorbar | None
    shown_: IntArray

    def __init__(
        self,
        pairs: ArrayLike,
        weights: ArrayLike,
        coordinates: ArrayLike,
        *,
        signed: bool = False,
        label: str = "weight",
    ) -> None:
        self.pairs = pairs
        self.weights = weights
        self.coordinates = coordinates
        self.signed = signed
        self.label = label

    @classmethod
    def from_estimator(cls, estimator: Any, *, ax: Axes | None = None, **options: Any) -> Self:
        """Plot what a network has learned.

        Parameters
        ----------
        estimator : estimator
            A fitted network, or a Pipeline, search or anything else around one.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        WiringDisplay
            Signed for a linear network over edges that predicts a number or one of two classes;
            for any other the sum of abs(weight), of which the sign says nothing.

        Raises
        ------
        TypeError, NotFittedError
            If there is no fitted network in it.
        ValueError
            If the network has no wires between regions, or its connectome no coordinates of a
            human brain.
        """
        found = learned_wiring(estimator)
        return cls._of(found.connectome, found.signed, found.label).plot(ax, **options)

    @classmethod
    def from_connectome(
        cls,
        connectome: Connectome,
        *,
        ax: Axes | None = None,
        signed: bool | None = None,
        label: str = "weight",
        **options: Any,
    ) -> Self:
        """Plot a connectome; both directions of a connection are averaged.

        Parameters
        ----------
        connectome : Connectome
            Of a human brain, with coordinates.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        signed : bool, default=None
            Whether signs mean something; by default, whether a weight is negative.
        label : str, default="weight"
            What a weight is, and its unit.
        **options
            As for `plot`.

        Returns
        -------
        WiringDisplay

        Raises
        ------
        ValueError
            If the connectome has no coordinates, or not those of a human brain in MNI space.
        """
        require_instance(connectome, Connectome, "a Connectome")
        if signed is None:
            signed = has_negative(connectome)
        return cls._of(connectome, signed, label).plot(ax, **options)

    @classmethod
    def _of(cls, connectome: Connectome, signed: bool, label: str) -> Self:
        coordinates = require_human(connectome)
        rows, columns, weights = edge_list(connectome.symmetrize("mean").weights)
        once = (rows < columns) & (weights != 0)
        pairs = np.column_stack([rows[once], columns[once]])
        return cls(pairs, weights[once], coordinates, signed=signed, label=label)

    def plot(
        self, ax: Axes | None = None, *, n_connections: int = 60, title: str | None = None
    ) -> Self:
        """Plot the strongest connections.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default. It is best wide: three views stand side by side.
        n_connections : int, default=60
            How many, strongest first; all those that are as strong as the last one are drawn.
        title : str, default=None
            By default, how many connections are drawn.

        Returns
        -------
        WiringDisplay
            This one.
        """
        if n_connections < 1:
            raise ValueError(f"n_connections must be 1 or more, got {n_connections}")
        weights, coordinates = np.asarray(self.weights), np.asarray(self.coordinates)
        self.shown_ = _strongest(weights, n_connections)
        drawn: FloatArray = (weights if self.signed else np.abs(weights))[self.shown_]
        scale, colours = scale_of(drawn, signed=self.signed), map_of_lines(signed=self.signed)
        ax = axes_of(ax, width=11, height=4)
        ax.set_title(self._title(len(coordinates)) if title is None else title)
        self.colorbar_ = self._add_colorbar(ax, scale, colours) if len(self.shown_) else None
        self._draw(ax, drawn, scale, colours)
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _draw(self, ax: Axes, drawn: FloatArray, scale: Any, colours: Any) -> None:
        """Draw connections and the regions that they join, then the other regions."""
        from nilearn.plotting import plot_connectome

        coordinates, pairs = np.asarray(self.coordinates), np.asarray(self.pairs)
        touched, ends = np.unique(pairs[self.shown_], return_inverse=True)
        if not len(touched):  # nilearn wants a region
            touched = np.arange(1)
        matrix = np.zeros((len(touched), len(touched)))
        first, second = ends.reshape(-1, 2).T
        matrix[first, second] = matrix[second, first] = drawn
        self.brain_ = plot_connectome(
            matrix,
            coordinates[touched],
            node_size=self._sizes(len(coordinates))[touched],
            node_color="#333333",
            edge_cmap=colours,
            edge_vmin=scale.vmin,
            edge_vmax=scale.vmax,
            edge_kwargs={"linewidth": 1.5},
            colorbar=False,
            axes=axes_for_brain(ax),
        )
        keep_in_place(self.brain_, ax, width=0.92)
        others = np.setdiff1d(np.arange(len(coordinates)), touched)
        if len(others):
            self.brain_.add_markers(coordinates[others], marker_color=GREY, marker_size=2)

    def _sizes(self, n_regions: int) -> FloatArray:
        """Give the size of each region's dot, by the weight that ends there."""
        sizes = np.repeat(np.abs(np.asarray(self.weights)), 2)
        strength = np.bincount(np.asarray(self.pairs).ravel(), sizes, minlength=n_regions)
        found: FloatArray = 2 + 40 * strength / max(strength.max(initial=0), np.finfo(float).tiny)
        return found

    def _title(self, n_regions: int) -> str:
        n_all, n_shown = len(np.asarray(self.weights)), len(self.shown_)
        if not n_all:
            return f"no connection between {n_regions} regions"
        what = f"the {n_shown} strongest of {n_all}" if n_shown < n_all else f"all {n_all}"
        return f"{what} connections, {n_regions} regions"

    def _add_colorbar(self, ax: Axes, scale: Any, colours: Any) -> Colorbar:
        from matplotlib.cm import ScalarMappable

        inset = ax.inset_axes((0.94, 0.15, 0.013, 0.7))
        mappable = ScalarMappable(scale, colours)
        return ax.figure.colorbar(mappable, cax=inset, label=self.label)


def _strongest(weights: FloatArray, n_connections: int) -> IntArray:
    """Choose connections, strongest first, and all that are as strong as the last one."""
    order = np.argsort(-np.abs(weights), kind="stable")
    if n_connections >= len(order):
        return order
    weakest = np.abs(weights[order[n_connections - 1]])
    return order[np.abs(weights[order]) >= weakest]
