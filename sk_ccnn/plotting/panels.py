"""Several panels, or a brain, in the place of one axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def split_axes(ax: Axes, n_rows: int, n_columns: int, **options: Any) -> Any:
    """Divide the place of an axes into a grid.

    Parameters
    ----------
    ax : matplotlib Axes
        Becomes invisible; what it is given later (a title) is not shown.
    n_rows, n_columns : int
    **options
        As of `matplotlib.gridspec.GridSpec`: ``height_ratios``, ``wspace``...

    Returns
    -------
    GridSpec
        Its cells are for ``ax.figure.add_subplot``.
    """
    from matplotlib.gridspec import GridSpec

    ax.set_axis_off()
    place = ax.get_subplotspec()
    if place is not None:
        return place.subgridspec(n_rows, n_columns, **options)
    box = ax.get_position()
    ends = {"left": box.x0, "right": box.x1, "bottom": box.y0, "top": box.y1}
    figure: Any = ax.figure  # a SubFigure has grids, too
    return GridSpec(n_rows, n_columns, figure=figure, **ends, **options)


def axes_for_brain(ax: Axes) -> Axes:
    """Make the axes that nilearn places its brains in: it wants one of the figure itself.

    Parameters
    ----------
    ax : matplotlib Axes
        Becomes invisible but for its title.

    Returns
    -------
    matplotlib Axes
        Over the other one.
    """
    ax.set_axis_off()
    left, bottom, right, top = place_of(ax)
    placed: Axes = _whole_figure(ax).add_axes((left, bottom, right - left, top - bottom))
    return placed


def keep_in_place(brain: Any, ax: Axes, width: float) -> None:
    """Keep nilearn's brains over an axes, wherever a layout of the figure moves it.

    Parameters
    ----------
    brain : nilearn OrthoProjector
    ax : matplotlib Axes
    width : float
        Share of its width, from the left.
    """
    for view in brain.axes.values():
        view.ax.set_axes_locator(_following(brain, ax, width, view.ax.get_axes_locator()))


def _following(brain: Any, ax: Axes, width: float, locate: Any) -> Any:
    def locate_now(axes: Axes, renderer: Any) -> Any:
        left, bottom, right, top = place_of(ax)
        brain.rect = (left, bottom, left + width * (right - left), top)
        return locate(axes, renderer)

    return locate_now


def place_of(ax: Axes) -> tuple[float, float, float, float]:
    """Tell where in the whole figure an axes is: left, bottom, right, top, from 0 to 1."""
    box = ax.get_window_extent().transformed(_whole_figure(ax).transFigure.inverted())
    return float(box.x0), float(box.y0), float(box.x1), float(box.y1)


def _whole_figure(ax: Axes) -> Any:
    """Give the figure that an axes is in, also if it is in a part of one."""
    figure: Any = ax.figure
    return figure.figure
