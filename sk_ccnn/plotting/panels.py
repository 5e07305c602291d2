"""Several panels in the place of one axes, and a brain in the place of one."""

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


def axes_for_brain(ax: Axes, width: float = 1.0) -> Axes:
    """Make the axes that nilearn places its brains in, over the left part of another.

    nilearn wants axes that belong to the figure itself, and places its brains where these are now:
    a layout of the figure is made up before, so that they stay there.

    Parameters
    ----------
    ax : matplotlib Axes
        Becomes invisible but for its title.
    width : float, default=1
        Share of its width.

    Returns
    -------
    matplotlib Axes
    """
    ax.set_axis_off()
    figure: Any = ax.figure.figure  # the whole one, also of a part
    figure.draw_without_rendering()
    box = ax.get_window_extent().transformed(figure.transFigure.inverted())
    placed: Axes = figure.add_axes((box.x0, box.y0, box.width * width, box.height))
    return placed
