"""Values of regions on a brain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ..attributions import RegionImportance
from ..connectome import Connectome, listing
from ..types import FloatArray
from .basics import axes_of, require_instance
from .colours import map_of, scale_of
from .human import Side, require_human, require_sides
from .panels import axes_for_brain, keep_in_place
from .surface import cortical_on, fsaverage5, values_of_vertices
from .words import what_is_important

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colorbar import Colorbar
    from matplotlib.figure import Figure, SubFigure

RegionsKind: TypeAlias = Literal["glass", "surface"]


class RegionsDisplay:
    """Values of regions on a human brain, MNI space.

    Make it with `from_values` or `from_result`. ``kind="glass"``: a dot at each region's centroid
    on nilearn's glass brain, coloured by its value and larger the larger its size.
    ``kind="surface"``: the cortex of fsaverage5, which comes with nilearn, each vertex in the
    colour of the region of its hemisphere whose centroid is nearest. That is a sketch: borders
    between regions are halfway between centroids, not those of the atlas; regions in the midline or
    below the cortex are not drawn; and fsaverage lies in MNI305, some mm off.

    Parameters
    ----------
    values : ndarray of shape (n_regions,)
    coordinates : ndarray of shape (n_regions, 3), in mm
        MNI space.
    labels : sequence of str, length n_regions
        Names of the regions, which tell what lies below the cortex.
    label : str, default="value"
        What a value is, and its unit.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Holds the title.
    figure_ : matplotlib Figure
    colorbar_ : matplotlib Colorbar
    brain_ : nilearn OrthoProjector or None
        Of ``kind="glass"``.
    views_ : dict of (str, str) to matplotlib Axes
        Of ``kind="surface"``, by side and view; else empty.

    See Also
    --------
    WiringDisplay : Connections on a brain.
    ImportanceDisplay : The largest importances by name, with their spread over folds.

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.datasets import load_ixi
    >>> from sk_ccnn.plotting import RegionsDisplay
    >>> thickness = load_ixi().data.mean()
    >>> cortex = load_connectome(cortex_only=True)
    >>> display = RegionsDisplay.from_values(thickness, cortex, label="mean thickness (mm)")
    >>> display.colorbar_.ax.get_ylabel()
    'mean thickness (mm)'
    """

    ax_: Axes
    figure_: Figure | SubFigure
    colorbar_: Colorbar
    brain_: Any
    views_: dict[tuple[str, str], Axes]

    def __init__(
        self,
        values: ArrayLike,
        coordinates: ArrayLike,
        labels: Sequence[str],
        *,
        label: str = "value",
    ) -> None:
        self.values = values
        self.coordinates = coordinates
        self.labels = labels
        self.label = label

    @classmethod
    def from_values(
        cls,
        values: ArrayLike | pd.Series | Mapping[str, float],
        connectome: Connectome,
        *,
        ax: Axes | None = None,
        label: str = "value",
        **options: Any,
    ) -> Self:
        """Plot a value for each region.

        Parameters
        ----------
        values : Series, dict or array-like of shape (n_regions,)
            By name, in whatever spelling, and for some of the regions if you like; or in the order
            of the connectome's regions.
        connectome : Connectome
            Says where the regions of a human brain lie; its connections are not used.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        label : str, default="value"
            What a value is, and its unit.
        **options
            As for `plot`.

        Returns
        -------
        RegionsDisplay

        Raises
        ------
        ValueError
            If values and regions do not fit, a value is not a finite number, or the connectome has
            no coordinates of a human brain in MNI space.
        """
        require_instance(connectome, Connectome, "a Connectome that says where regions lie")
        if isinstance(values, Mapping):
            values = pd.Series(values)
        if isinstance(values, pd.Series) and not isinstance(values.index, pd.RangeIndex):
            connectome = connectome.align([str(name) for name in values.index])
        coordinates = require_human(connectome)
        numbers = np.asarray(values, dtype=float)
        if numbers.shape != (connectome.n_regions,):
            raise ValueError(
                f"needed a value for each of {connectome.n_regions} regions, got values of shape "
                f"{numbers.shape}; a Series may name some of them"
            )
        _require_finite(numbers, connectome.labels)
        return cls(numbers, coordinates, connectome.labels, label=label).plot(ax, **options)

    @classmethod
    def from_result(
        cls, result: RegionImportance, *, ax: Axes | None = None, **options: Any
    ) -> Self:
        """Plot the importance of regions.

        Parameters
        ----------
        result : RegionImportance
            From `sk_ccnn.attributions.region_importance`.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        RegionsDisplay

        Raises
        ------
        TypeError, ValueError
            As for `from_values`, and for the importance of connections.
        """
        require_instance(
            result,
            RegionImportance,
            "a RegionImportance, from region_importance (of connections, "
            "WiringDisplay.from_connectome draws result.to_connectome())",
        )
        label = what_is_important(result)
        return cls.from_values(result.importances, result.connectome, ax=ax, label=label, **options)

    def plot(
        self,
        ax: Axes | None = None,
        *,
        kind: RegionsKind = "glass",
        sides: Sequence[Side] | None = None,
        views: Sequence[str] = ("lateral", "medial"),
        title: str | None = None,
    ) -> Self:
        """Plot the values.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default. It is best wide: views stand side by side.
        kind : {"glass", "surface"}, default="glass"
            See the class.
        sides : sequence of {"left", "right"}, default=None
            Hemispheres of a surface; by default, those that have regions.
        views : sequence of str, default=("lateral", "medial")
            Of each hemisphere of a surface: also ``"dorsal"``, ``"ventral"``, ``"anterior"`` and
            ``"posterior"``.
        title : str, default=None
            By default, how many regions are drawn.

        Returns
        -------
        RegionsDisplay
            This one.

        Raises
        ------
        ValueError
            If `kind` is unknown, or a hemisphere has no region.
        """
        if kind not in ("glass", "surface"):
            raise ValueError(f"kind must be 'glass' or 'surface', got {kind!r}")
        values, coordinates = np.asarray(self.values), np.asarray(self.coordinates)
        signed = bool((values < 0).any())
        self.brain_, self.views_ = None, {}
        if kind == "glass":
            ax = axes_of(ax, width=11, height=4)
            self._plot_glass(ax, values, coordinates, signed)
            n_drawn = len(values)
        else:
            chosen = self._require_surface(coordinates, sides, views)
            painted = {side: cortical_on(coordinates, self.labels, side) for side in chosen}
            n_drawn = int(sum(each.sum() for each in painted.values()))
            ax = axes_of(ax, width=1 + 2.5 * len(chosen) * len(views), height=2.8)
            self._plot_surface(ax, values, coordinates, signed, chosen, views)
        default = f"{n_drawn} regions"
        if n_drawn < len(values):
            default = f"{n_drawn} cortical regions ({len(values) - n_drawn} others are not drawn)"
        ax.set_title(default if title is None else title)
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _require_surface(
        self, coordinates: FloatArray, sides: Sequence[Side] | None, views: Sequence[str]
    ) -> tuple[Side, ...]:
        known = ("lateral", "medial", "dorsal", "ventral", "anterior", "posterior")
        unknown = [view for view in views if view not in known]
        if unknown or not views:
            raise ValueError(f"views must be some of {listing(known)}, got {list(views)}")
        chosen = require_sides(coordinates, sides)
        for side in chosen:
            if not cortical_on(coordinates, self.labels, side).any():
                raise ValueError(
                    f"no region of the {side} hemisphere is one of the cortex, so that a surface "
                    "cannot be painted; kind='glass' draws them"
                )
        return chosen

    def _plot_glass(
        self, ax: Axes, values: FloatArray, coordinates: FloatArray, signed: bool
    ) -> None:
        from nilearn.plotting import plot_markers

        scale, colours = scale_of(values, signed=signed), map_of(signed=signed)
        self.colorbar_ = self._add_colorbar(ax, scale, colours)
        size = np.abs(values) / max(np.abs(values).max(), np.finfo(float).tiny)
        self.brain_ = plot_markers(
            values,
            coordinates,
            node_size=10 + 70 * size,
            node_cmap=colours,
            node_vmin=scale.vmin,
            node_vmax=scale.vmax,
            alpha=0.9,
            node_kwargs={"edgecolors": "#333333", "linewidths": 0.4},
            colorbar=False,
            axes=axes_for_brain(ax),
        )
        keep_in_place(self.brain_, ax, width=0.92)

    def _plot_surface(
        self,
        ax: Axes,
        values: FloatArray,
        coordinates: FloatArray,
        signed: bool,
        sides: Sequence[Side],
        views: Sequence[str],
    ) -> None:
        from nilearn.plotting import plot_surf_stat_map

        scale, colours = scale_of(values, signed=signed), map_of(signed=signed)
        surfaces = fsaverage5()
        ax.set_axis_off()
        self.colorbar_ = self._add_colorbar(ax, scale, colours)
        panels = [(side, view) for side in sides for view in _in_order(side, views)]
        share = 0.92 / len(panels)
        for column, (side, view) in enumerate(panels):
            panel = ax.inset_axes((column * share, 0, share, 0.95), projection="3d")
            plot_surf_stat_map(
                surfaces[f"infl_{side}"],
                values_of_vertices(values, coordinates, self.labels, side),
                bg_map=surfaces[f"sulc_{side}"],
                hemi=side,
                view=view,
                cmap=colours,
                vmin=scale.vmin,
                vmax=scale.vmax,
                symmetric_cbar=False,
                colorbar=False,
                axes=panel,
            )
            panel.patch.set_alpha(0)
            panel.set_title(f"{side}, {view}", fontsize="medium", y=0.92)
            self.views_[side, view] = panel

    def _add_colorbar(self, ax: Axes, scale: Any, colours: Any) -> Colorbar:
        from matplotlib.cm import ScalarMappable

        inset = ax.inset_axes((0.94, 0.15, 0.013, 0.7))
        return ax.figure.colorbar(ScalarMappable(scale, colours), cax=inset, label=self.label)


def _in_order(side: Side, views: Sequence[str]) -> Sequence[str]:
    """Put the views of the right hemisphere as in a mirror."""
    return views if side == "left" else list(reversed(views))


def _require_finite(values: FloatArray, labels: Sequence[str]) -> None:
    """Refuse values that are not defined, naming their regions."""
    missing = [label for label, value in zip(labels, values, strict=True) if not np.isfinite(value)]
    if missing:
        raise ValueError(
            f"the values of {len(missing)} regions are not finite numbers: {listing(missing, 5)}; "
            "a Series may leave regions out"
        )
