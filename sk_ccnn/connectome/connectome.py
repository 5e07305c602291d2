"""The connectome, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import ArrayLike

from ..types import BoolArray, IntArray, RandomState
from . import graphs, topology
from .base import BaseConnectome
from .checks import Labels
from .distance_rule import DECAY, DrawnWeights, draw_weights
from .html_repr import html_repr
from .region_names import match_regions
from .selection import aligned_regions, selected_regions
from .threshold import keep_strongest

if TYPE_CHECKING:
    import networkx
    from torch_geometric.data import Data


class Connectome(BaseConnectome):
    """A brain's regions and the connections between them.

    A connectome never changes: methods return a new one, arrays are read-only copies of what was
    given. Two connectomes are equal (and hash equally) if their content is, whether it is stored
    dense or sparse. :func:`sklearn.base.clone` returns the same object.

    Parameters
    ----------
    weights : array-like or sparse matrix of shape (n_regions, n_regions)
        ``weights[i, j]`` is the strength of the connection from region i to region j. An edge is a
        weight that is not 0, so a negative weight (log-scaled counts, correlations) is an edge. The
        diagonal is dropped, and may hold anything. Sparse weights stay sparse. Weights that are
        symmetric up to rounding become exactly symmetric: the two of a pair may differ by 1e-5 (in
        float16 and bfloat16 by 8 times the spacing of the numbers) of the geometric mean of the
        strongest connection that each of the two regions has. Whole numbers are not rounded.
    coordinates : array-like of shape (n_regions, 3), optional
        Centroids of the regions, MNI space, in mm.
    lengths : array-like or sparse matrix of shape (n_regions, n_regions), optional
        Tract lengths in mm, symmetric; 0 or NaN where not measured. They stay sparse beside sparse
        weights.
    labels : sequence of str, optional
        Distinct names of the regions. By default those of a square DataFrame, else ``region_0``,
        ``region_1``...
    name, citation, licence : str, default=""
        Where the connectome comes from.

    Attributes
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    coordinates : ndarray of shape (n_regions, 3), in mm, or None
    lengths : ndarray or csr_array of shape (n_regions, n_regions), in mm, or None
        0 where not measured.
    labels : tuple of str

    Raises
    ------
    ValueError, TypeError
        If an input does not fit; the message names what was got and what was needed.

    Examples
    --------
    >>> from sk_ccnn.connectome import Connectome
    >>> connectome = Connectome([[0, 2, 0], [2, 0, 1], [0, 1, 0]], labels=["V1", "V2", "V4"])
    >>> connectome
    Connectome(3 regions, density 0.667, undirected)
    >>> connectome.distances("topological")
    array([[0. , 0.5, 1.5],
           [0.5, 0. , 1. ],
           [1.5, 1. , 0. ]])
    """

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Give a picture of the matrix and what is known beside it as HTML: str."""
        return html_repr(self)

    def threshold(self, density: float, *, connected: bool = True) -> Self:
        """Keep only the strongest edges, by absolute weight.

        Parameters
        ----------
        density : float in (0, 1]
            Share of the pairs of regions that stay connected. Exactly
            ``round(density * n_pairs)`` of them do, pairs being ordered in a directed connectome
            and unordered in an undirected one, which stays undirected.
        connected : bool, default=True
            Keep a maximum spanning tree first (a forest, where the connectome is in pieces), so
            that no region loses its last connection.

        Returns
        -------
        Connectome

        Raises
        ------
        ValueError
            If `density` is outside (0, 1], more than there are edges, or too few to stay connected.
        """
        return self.replace(weights=keep_strongest(self.weights, density, connected=connected))

    def normalize(self, method: topology.Scale = "log") -> Self:
        """Bring the weights to a scale from -1 to 1, whatever their unit.

        Parameters
        ----------
        method : {"log", "max", "strength"}, default="log"
            ``"log"``: ``log(1 + abs(w) / median(abs(w)))`` with the sign of w, over its maximum.
            The default, because streamline counts span many orders of magnitude: divided by their
            maximum, half of the raw packaged connectome's would be below a thousandth.
            ``"max"``: over the largest absolute weight; for weights that are on a log scale
            already, or correlations. ``"strength"``: ``w_ij / sqrt(s_i s_j)`` with s the strengths
            (sums of absolute weights, outgoing of i and incoming of j), as in graph convolutions.

        Returns
        -------
        Connectome

        Raises
        ------
        ValueError
            If `method` is unknown.
        """
        return self.replace(weights=topology.normalize(self.weights, method))

    def symmetrize(self, method: topology.Symmetrization = "mean") -> Self:
        """Make the connectome undirected.

        Parameters
        ----------
        method : {"mean", "max", "upper", "lower"}, default="mean"
            The mean of both directions, the one of larger absolute weight, or one triangle of the
            matrix (for files that hold only one).

        Returns
        -------
        Connectome

        Raises
        ------
        ValueError
            If `method` is unknown.
        """
        return self.replace(weights=topology.symmetrize(self.weights, method))

    def subset(self, regions: Iterable[str] | Iterable[int] | IntArray | BoolArray) -> Self:
        """Keep some regions, in the order given.

        Parameters
        ----------
        regions : sequence of str or of int
            Labels (see :meth:`match`), indices, or a bool mask of shape (n_regions,).

        Returns
        -------
        Connectome

        Raises
        ------
        ValueError, TypeError
            If a region is unknown or given twice, or none is given.
        """
        chosen = selected_regions(regions, self.labels)
        square = np.ix_(chosen, chosen)
        return self.replace(
            weights=self.weights[square],
            coordinates=None if self.coordinates is None else self.coordinates[chosen],
            lengths=None if self.lengths is None else self.lengths[square],
            labels=[self.labels[index] for index in chosen],
        )

    def match(self, names: Iterable[str]) -> IntArray:
        """Find the region that each name means.

        ``lh_bankssts_thickness``, ``ctx-lh-bankssts`` and ``L.BSTS`` mean the same region: names
        are compared exactly, once hemisphere, structure and measure are told apart
        (:func:`sk_ccnn.connectome.parse_region_name`). Nothing is guessed.

        Parameters
        ----------
        names : sequence of str
            Several names may mean one region (a table with several measures a region).

        Returns
        -------
        ndarray of shape (n_names,), of int
            Index of each name's region.

        Raises
        ------
        ValueError
            Listing the names that mean no region, or more than one.
        """
        return np.array(match_regions(list(names), self.labels), dtype=int)

    def align(self, names: Iterable[str]) -> Self:
        """Keep the regions that a table's columns name, in the columns' order.

        Parameters
        ----------
        names : sequence of str
            Column names, one a region (see :meth:`match`). Regions that none names are dropped.

        Returns
        -------
        Connectome
            With the labels of this connectome.

        Raises
        ------
        ValueError
            Listing the names that mean no region, and those that mean a region twice.
        """
        return self.subset(aligned_regions(names, self.labels))

    def communities(self, *, resolution: float = 1.0, random_state: RandomState = None) -> IntArray:
        """Find communities of regions with the Louvain algorithm, by absolute weight.

        Parameters
        ----------
        resolution : float, default=1.0
            Above 1: more and smaller communities.
        random_state : int, RandomState instance or None, default=None
            The order in which regions are visited.

        Returns
        -------
        ndarray of shape (n_regions,), of int
            Numbered in the order in which the regions come.

        References
        ----------
        Blondel et al. 2008, J. Stat. Mech. P10008, doi 10.1088/1742-5468/2008/10/P10008
        """
        return graphs.louvain(self, resolution, random_state)

    def to_networkx(self) -> networkx.Graph:
        """Return a networkx graph, whose nodes are the labels.

        networkx writes it as GraphML or GEXF, for instance; `sk_ccnn.io.read_connectome` reads
        GraphML back. Tract lengths of pairs that are not connected are not in the graph.

        Returns
        -------
        networkx.Graph or networkx.DiGraph
            Nodes have ``index`` and, where there are coordinates, ``x``, ``y`` and ``z`` (mm);
            edges have ``weight`` and, where measured, ``length`` (mm).
        """
        return graphs.to_networkx(self)

    def to_torch_geometric(self) -> Data:
        """Return a torch_geometric ``Data`` with both directions of every undirected edge.

        Returns
        -------
        torch_geometric.data.Data
            ``edge_index``, ``edge_weight`` (float32), ``edge_length`` (mm, 0 where not measured, if
            there are lengths), ``pos`` (mm, if there are coordinates) and ``labels``.
        """
        return graphs.to_torch_geometric(self)

    @classmethod
    def from_coordinates(
        cls,
        coordinates: ArrayLike,
        *,
        density: float,
        decay: float = DECAY,
        labels: Labels | None = None,
        weights: DrawnWeights = "exp",
        random_state: RandomState = None,
        name: str = "",
    ) -> Self:
        """Draw a connectome by the exponential distance rule, for atlases without tractography.

        The probability of a connection falls as ``exp(-decay * distance)``. A spanning tree of the
        shortest wires comes first, so that the connectome is connected.

        Parameters
        ----------
        coordinates : array-like of shape (n_regions, 3), in mm
        density : float in (0, 1]
            ``round(density * n_pairs)`` pairs of regions are connected.
        decay : float, in 1 / mm
            By default that of the packaged human connectome's streamlines.
        labels : sequence of str, optional
        weights : {"exp", "binary"}, default="exp"
            ``exp(-decay * distance)``, or 1.
        random_state : int, RandomState instance or None, default=None
        name : str, default=""

        Returns
        -------
        Connectome
            Undirected.

        Raises
        ------
        ValueError
            If an argument is out of range, or `density` too low to connect all regions.

        References
        ----------
        Ercsey-Ravasz et al. 2013, Neuron 80:184-197, doi 10.1016/j.neuron.2013.07.036

        Examples
        --------
        >>> from sk_ccnn.connectome import Connectome, load_atlas
        >>> atlas = load_atlas("destrieux")
        >>> Connectome.from_coordinates(
        ...     atlas.coordinates, density=0.1, labels=atlas.labels, random_state=0)
        Connectome(148 regions, density 0.1, undirected, coordinates)
        """
        drawn = draw_weights(coordinates, density, decay, weights, random_state)
        return cls(drawn, coordinates=coordinates, labels=labels, name=name)
