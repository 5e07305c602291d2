"""The matrix of a connectome, ordered by communities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import Connectome
from ..estimators import find_network
from ..types import FloatArray, IntArray
from .basics import axes_of, require_instance, shortened
from .colours import map_of, scale_of
from .communities import Communities, communities_of
from .learned import has_negative, learned_wiring

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colorbar import Colorbar
    from matplotlib.figure import Figure, SubFigure
    from matplotlib.image import AxesImage

# Above this ratio of the largest weight to the middle one a linear scale shows nothing.
_SKEWED = 20.0
# A community whose name would stand over its neighbour's has none.
_FEWEST_SHOWN = 0.018


class ConnectomeDisplay:
    """The weights of a connectome as a matrix, its regions ordered by communities.

    Make it with `from_connectome` or `from_estimator`. Pairs without a connection are white.

    Parameters
    ----------
    weights : ndarray of shape (n_regions, n_regions)
        From row to column.
    communities : ndarray of shape (n_regions,), int
        Index of each region's community.
    names : sequence of str, length n_communities
        Of the communities.
    signed : bool, default=False
        Whether the signs of the weights mean something.
    label : str, default="weight"
        What a weight is, and its unit.
    source : str, default="given"
        Where the communities come from.

    Attributes
    ----------
    ax_ : matplotlib Axes
    figure_ : matplotlib Figure
    image_ : matplotlib AxesImage
    colorbar_ : matplotlib Colorbar
    order_ : ndarray of shape (n_regions,), int
        The regions, in the order of rows and columns.

    See Also
    --------
    WiringDisplay : The strongest connections on a brain.

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.plotting import ConnectomeDisplay
    >>> display = ConnectomeDisplay.from_connectome(load_connectome())
    >>> display.ax_.get_title()
    '84 regions, ordered by hemisphere and lobe'
    """

    ax_: Axes
    figure_: Figure | SubFigure
    image_: AxesImage
    colorbar_: Colorbar
    order_: IntArray

    def __init__(
        self,
        weights: ArrayLike,
        communities: ArrayLike,
        names: Sequence[str],
        *,
        signed: bool = False,
        label: str = "weight",
        source: str = "given",
    ) -> None:
        self.weights = weights
        self.communities = communities
        self.names = names
        self.signed = signed
        self.label = label
        self.source = source

    @classmethod
    def from_connectome(
        cls,
        connectome: Connectome,
        communities: Any = None,
        *,
        ax: Axes | None = None,
        signed: bool | None = None,
        label: str = "weight",
        **options: Any,
    ) -> Self:
        """Plot a connectome, of any species.

        Parameters
        ----------
        connectome : Connectome
        communities : array-like of shape (n_regions,), Series or dict, default=None
            The community of each region, in the order of the regions or by name. By default
            hemisphere and lobe (Desikan-Killiany) or network (Schaefer), if the names of all
            regions tell; else communities that the Louvain algorithm finds by absolute weight.
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
        ConnectomeDisplay

        Raises
        ------
        ValueError
            If a region has no community.
        """
        require_instance(connectome, Connectome, "a Connectome")
        if signed is None:
            signed = has_negative(connectome)
        found = communities_of(connectome, communities)
        return cls._of(connectome, found, signed, label).plot(ax, **options)

    @classmethod
    def _of(cls, connectome: Connectome, found: Communities, signed: bool, label: str) -> Self:
        return cls(
            connectome.to_dense(),
            found.of_region,
            found.names,
            signed=signed,
            label=label,
            source=found.source,
        )

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        communities: Any = None,
        *,
        ax: Axes | None = None,
        **options: Any,
    ) -> Self:
        """Plot what a network has learned.

        Parameters
        ----------
        estimator : estimator
            A fitted network, or a Pipeline, search or anything else around one.
        communities : array-like of shape (n_regions,), Series or dict, default=None
            As for `from_connectome`.
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        **options
            As for `plot`.

        Returns
        -------
        ConnectomeDisplay
            Signed for a linear network over edges that predicts a number or one of two classes;
            for any other the sum of abs(weight).

        Raises
        ------
        TypeError, NotFittedError
            If there is no fitted network in it.
        ValueError
            If the network has no wires between regions, or a region no community.
        """
        learned = learned_wiring(estimator)
        # Those of the connectome, so that networks that were trained on it can be compared.
        found = communities_of(find_network(estimator).connectome_, communities)
        display = cls._of(learned.connectome, found, learned.signed, learned.label)
        return display.plot(ax, **options)

    def plot(
        self, ax: Axes | None = None, *, log: bool | None = None, title: str | None = None
    ) -> Self:
        """Plot the matrix.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to plot; a new figure by default.
        log : bool, default=None
            Whether colours follow the logarithm of the weights; by default where they are positive
            and span orders of magnitude, such as numbers of streamlines.
        title : str, default=None
            By default, the number of regions, and how they are ordered.

        Returns
        -------
        ConnectomeDisplay
            This one.

        Raises
        ------
        ValueError
            If weights are negative and `log` is set.
        """
        weights = np.asarray(self.weights, dtype=float)
        drawn = weights if self.signed else np.abs(weights)
        connected = drawn[drawn != 0]
        if log and self.signed:
            raise ValueError("negative weights have no logarithm; needed log=False")
        if log is None:
            log = not self.signed and _is_skewed(connected)
        groups = np.asarray(self.communities)
        self.order_ = np.argsort(groups, kind="stable")
        ax = axes_of(ax, width=7.2, height=6)
        matrix = np.where(drawn == 0, np.nan, drawn)[np.ix_(self.order_, self.order_)]
        self.image_ = ax.imshow(
            matrix,
            cmap=map_of(signed=self.signed).with_extremes(bad="white"),
            norm=self._scale(connected, bool(log)),
            interpolation="none",
        )
        label = f"{self.label}, logarithmic scale" if log else self.label
        self.colorbar_ = ax.figure.colorbar(self.image_, ax=ax, label=label, shrink=0.8)
        self._mark_communities(ax, groups[self.order_])
        how = {"given": "given communities", "Louvain": "communities that Louvain found"}
        default = f"{len(groups)} regions, ordered by {how.get(self.source, self.source)}"
        ax.set_title(default if title is None else title)
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _scale(self, connected: FloatArray, log: bool) -> Any:
        from matplotlib.colors import LogNorm

        if log and len(connected):
            return LogNorm(connected.min(), connected.max())
        return scale_of(connected, signed=self.signed)

    def _mark_communities(self, ax: Axes, sorted_groups: IntArray) -> None:
        """Draw lines between communities, and write their names beside the larger ones."""
        starts = np.flatnonzero(np.diff(sorted_groups, prepend=sorted_groups[0] - 1))
        sizes = np.diff(np.append(starts, len(sorted_groups)))
        for start in starts[1:]:
            ax.axhline(start - 0.5, color="black", lw=0.6)
            ax.axvline(start - 0.5, color="black", lw=0.6)
        shown = sizes >= _FEWEST_SHOWN * len(sorted_groups)
        at = (starts + sizes / 2 - 0.5)[shown]
        names = shortened([self.names[k] for k in sorted_groups[starts[shown]]], 24)
        ax.set_yticks(at, names, fontsize=8)
        ax.set_xticks(at, names, fontsize=8, rotation=90)
        ax.tick_params(length=0)


def _is_skewed(connected: FloatArray) -> bool:
    if not len(connected) or connected.min() <= 0:
        return False
    return bool(connected.max() / np.median(connected) > _SKEWED)
