"""The connectome: regions, the connections between them, and where they lie."""

import numpy as np
from scipy import sparse
from scipy.spatial.distance import cdist

from . import _connectome_export, _connectome_input, topology, wiring_rule
from ._frozen import Frozen
from .region_names import listing, match_regions

_FIELDS = ("weights", "coordinates", "lengths", "labels", "name", "citation", "licence")
_DISTANCES = ("auto", "euclidean", "tract", "topological")


class Connectome(Frozen):
    """A brain's regions and the connections between them.

    A connectome never changes: methods return a new one, arrays are read-only copies of what was
    given, and two connectomes are equal (and hash equally) if their content is, whatever their
    storage. :func:`sklearn.base.clone` hands it on as it is.

    Parameters
    ----------
    weights : array-like or sparse matrix of shape (n_regions, n_regions)
        ``weights[i, j]`` is the strength of the connection from region i to region j. An edge is a
        weight that is not 0, so a negative weight (log-scaled counts, correlations) is an edge. The
        diagonal is dropped. Sparse weights stay sparse.
    coordinates : array-like of shape (n_regions, 3), optional
        Centroids of the regions, MNI space, in mm.
    lengths : array-like of shape (n_regions, n_regions), optional
        Tract lengths in mm, symmetric; 0 or NaN where not measured.
    labels : sequence of str, optional
        Distinct names of the regions; ``region_0``, ``region_1``... if not given.
    name, citation, licence : str, default=""
        Where the connectome comes from.

    Attributes
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    coordinates : ndarray of shape (n_regions, 3), in mm, or None
    lengths : ndarray of shape (n_regions, n_regions), in mm, 0 where not measured, or None
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

    __slots__ = _FIELDS

    def __init__(
        self,
        weights,
        *,
        coordinates=None,
        lengths=None,
        labels=None,
        name="",
        citation="",
        licence="",
    ):
        weights = _connectome_input.checked_weights(weights)
        n_regions = weights.shape[0]
        values = (
            weights,
            _connectome_input.checked_coordinates(coordinates, n_regions),
            _connectome_input.checked_lengths(lengths, n_regions),
            _connectome_input.checked_labels(labels, n_regions),
            str(name),
            str(citation),
            str(licence),
        )
        self._freeze(dict(zip(_FIELDS, values, strict=True)))

    def __array__(self, dtype=None, copy=None):
        """Return the dense weights."""
        return np.array(self.to_dense(), dtype=dtype, copy=copy)

    def __repr__(self):
        """Name, size, density and what is known beside the weights."""
        parts = [repr(self.name)] if self.name else []
        parts += [f"{self.n_regions} regions", f"density {self.density:.3g}"]
        parts.append("directed" if self.is_directed else "undirected")
        parts += ["sparse"] if sparse.issparse(self.weights) else []
        parts += ["coordinates"] if self.coordinates is not None else []
        parts += ["tract lengths"] if self.lengths is not None else []
        return f"Connectome({', '.join(parts)})"

    def _given(self):
        """Return what the constructor takes, without what it would leave at its default."""
        given = {field: getattr(self, field) for field in _FIELDS}
        return {field: value for field, value in given.items() if value is not None}

    def _content(self):
        """Return what equality and hash look at, whatever the storage of the weights."""
        rows, columns, values = topology.edge_list(self.weights)
        edges = (rows.astype(np.int64), columns.astype(np.int64), values)
        return (self.name, self.labels), (*edges, self.coordinates, self.lengths)

    @property
    def n_regions(self):
        """Number of regions."""
        return self.weights.shape[0]

    @property
    def n_edges(self):
        """Number of ordered pairs that are connected; an undirected edge counts twice."""
        return topology.edge_list(self.weights)[0].size

    @property
    def density(self):
        """Share of the ordered pairs of distinct regions that are connected."""
        return self.n_edges / max(self.n_regions * (self.n_regions - 1), 1)

    @property
    def is_directed(self):
        """Whether some connection differs from its counterpart in the other direction."""
        return not topology.is_symmetric(self.weights)

    @property
    def has_labels(self):
        """Whether the regions have names of their own, not only numbers."""
        return not all(
            label.startswith("region_") and label[7:].isdecimal() for label in self.labels
        )

    @property
    def isolated_regions(self):
        """Labels of the regions that no connection enters or leaves, tuple of str."""
        rows, columns, _ = topology.edge_list(self.weights)
        lonely = np.setdiff1d(np.arange(self.n_regions), np.concatenate([rows, columns]))
        return tuple(self.labels[index] for index in lonely)

    def to_dense(self):
        """Return the weights as an ndarray of shape (n_regions, n_regions)."""
        return self.weights.toarray() if sparse.issparse(self.weights) else self.weights

    def adjacency(self):
        """Return which pairs are connected, bool ndarray of shape (n_regions, n_regions)."""
        return self.to_dense() != 0

    def distances(self, kind="auto"):
        """Measure how far apart the regions are.

        Parameters
        ----------
        kind : {"auto", "euclidean", "tract", "topological"}, default="auto"
            ``"auto"`` takes the tract length where it was measured; elsewhere the Euclidean
            distance if there are coordinates, else the shortest path over the measured tracts. A
            connectome with neither lengths nor coordinates gets topological distances.
            ``"tract"`` is the same but refuses a connectome without lengths. ``"euclidean"`` needs
            coordinates. ``"topological"`` is the shortest path where an edge is
            ``1 / abs(weight)`` long.

        Returns
        -------
        ndarray of shape (n_regions, n_regions)
            In mm (topological: in 1 / unit of weight), zero diagonal, ``inf`` where no path leads.

        Raises
        ------
        ValueError
            If `kind` is unknown or needs what this connectome does not have.
        """
        if kind not in _DISTANCES:
            raise ValueError(f"kind must be one of {_DISTANCES}, got {kind!r}")
        if kind == "tract" and self.lengths is None:
            raise ValueError(f"kind='tract' needs tract lengths but {self!r} has none")
        if kind == "euclidean" and self.coordinates is None:
            raise ValueError(f"kind='euclidean' needs coordinates but {self!r} has none")
        if kind == "euclidean" or (kind == "auto" and self.lengths is None):
            if self.coordinates is not None:
                return cdist(self.coordinates, self.coordinates)
            kind = "topological"
        if kind == "topological":
            return topology.shortest_paths(self.weights)
        elsewhere = (
            topology.shortest_paths(_inverse(self.lengths))
            if self.coordinates is None
            else cdist(self.coordinates, self.coordinates)
        )
        return np.where(self.lengths > 0, self.lengths, elsewhere)

    def threshold(self, density, *, connected=True):
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
        return self.replace(weights=topology.threshold(self.weights, density, connected=connected))

    def normalize(self, method="log"):
        """Bring the weights to a scale that does not depend on the tractography's units.

        Parameters
        ----------
        method : {"log", "max", "strength"}, default="log"
            ``"log"``: ``log(1 + abs(w) / median(abs(w)))`` with the sign of w, over its maximum.
            The default, because streamline counts span many orders of magnitude: divided by their
            maximum, half of the raw packaged connectome's would be below a thousandth.
            ``"max"``: over the largest absolute weight; for weights that are on a log scale
            already, or correlations. ``"strength"``: ``w_ij / sqrt(s_i s_j)`` with s the strengths
            (sums of absolute weights), the scale of a graph convolution.

        Returns
        -------
        Connectome
        """
        return self.replace(weights=topology.normalize(self.weights, method))

    def symmetrize(self, method="mean"):
        """Make the connectome undirected.

        Parameters
        ----------
        method : {"mean", "max", "upper", "lower"}, default="mean"
            The mean of both directions, the one of larger absolute weight, or one triangle of the
            matrix (for files that hold only one).

        Returns
        -------
        Connectome
        """
        return self.replace(weights=topology.symmetrize(self.weights, method))

    def subset(self, regions):
        """Keep some regions, in the order given.

        Parameters
        ----------
        regions : sequence of str or of int
            Labels (see :meth:`match`) or indices; a bool mask works as well.

        Returns
        -------
        Connectome
        """
        chosen = self._indices(regions)
        repeated = [self.labels[index] for index in np.flatnonzero(np.bincount(chosen) > 1)]
        if repeated:
            raise ValueError(f"regions must be distinct; given twice: {listing(repeated)}")
        square = np.ix_(chosen, chosen)
        return self.replace(
            weights=self.weights[square],
            coordinates=None if self.coordinates is None else self.coordinates[chosen],
            lengths=None if self.lengths is None else self.lengths[square],
            labels=[self.labels[index] for index in chosen],
        )

    def _indices(self, regions):
        if isinstance(regions, str):
            raise TypeError(f"regions must be a sequence of labels or indices, got {regions!r}")
        regions = list(regions)
        if not regions:
            raise ValueError("regions is empty; a connectome needs at least one region")
        if all(isinstance(region, str) for region in regions):
            return self.match(regions)
        chosen = np.asarray(regions)
        if chosen.dtype == bool and chosen.shape == (self.n_regions,) and chosen.any():
            return np.flatnonzero(chosen)
        if chosen.dtype.kind not in "iu":
            raise TypeError(f"regions must be labels or integer indices, got {chosen.dtype}")
        if chosen.min() < 0 or chosen.max() >= self.n_regions:
            raise ValueError(
                f"regions must be indices from 0 to {self.n_regions - 1}, "
                f"got {chosen.min()} to {chosen.max()}"
            )
        return chosen

    def match(self, names):
        """Find the region that each name means.

        FreeSurfer's ``lh_bankssts_thickness``, ``ctx-lh-bankssts``, ``L_bankssts`` and ``L.BSTS``
        mean the same region. Names are compared exactly once hemisphere, structure and measure are
        told apart (:func:`sk_ccnn.region_names.parse_region_name`); nothing is guessed.

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

    def align(self, names):
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
        names = list(names)
        chosen = self.match(names)
        hits = np.bincount(chosen, minlength=self.n_regions)
        twice = [name for name, index in zip(names, chosen, strict=True) if hits[index] > 1]
        if twice:
            raise ValueError(f"names that mean the same region: {listing(twice)}")
        return self.subset(chosen)

    def replace(self, **changes):
        """Return a copy with some constructor arguments changed.

        Parameters
        ----------
        **changes
            Arguments of the constructor.

        Returns
        -------
        Connectome
        """
        unknown = sorted(set(changes) - set(_FIELDS))
        if unknown:
            raise TypeError(f"a Connectome has no {unknown}; it has {list(_FIELDS)}")
        return Connectome(**(self._given() | changes))

    def communities(self, *, resolution=1.0, random_state=None):
        """Find communities of regions with the Louvain algorithm.

        Negative weights count by their absolute value.

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
        return _connectome_export.louvain(self, resolution, random_state)

    def to_networkx(self):
        """Return a networkx graph, whose nodes are the labels.

        Returns
        -------
        networkx.Graph or networkx.DiGraph
            Nodes have ``index`` and, where there are coordinates, ``position`` (mm); edges have
            ``weight`` and, where measured, ``length`` (mm).
        """
        return _connectome_export.to_networkx(self)

    def to_torch_geometric(self):
        """Return a torch_geometric ``Data`` with both directions of every undirected edge.

        Returns
        -------
        torch_geometric.data.Data
            ``edge_index``, ``edge_weight`` (float32), ``edge_length`` (mm, 0 where not measured, if
            there are lengths), ``pos`` (mm, if there are coordinates) and ``labels``.
        """
        return _connectome_export.to_torch_geometric(self)

    @classmethod
    def from_coordinates(
        cls,
        coordinates,
        *,
        density,
        decay=wiring_rule.DECAY,
        labels=None,
        weights="exp",
        random_state=None,
        name="",
    ):
        """Draw a connectome by the exponential distance rule, for atlases without tractography.

        The probability of a connection falls as ``exp(-decay * distance)``. A spanning tree of the
        shortest wires comes first, so that the connectome is connected.

        Parameters
        ----------
        coordinates : array-like of shape (n_regions, 3), in mm
        density : float in (0, 1]
            Share of the pairs of regions that are connected; ``round(density * n_pairs)`` are.
        decay : float, in 1 / mm
            The default is the decay of the packaged human connectome's streamlines over Euclidean
            distance.
        labels : sequence of str, optional
        weights : {"exp", "binary"}, default="exp"
            ``exp(-decay * distance)``, or 1.
        random_state : int, RandomState instance or None, default=None
        name : str, default=""

        Returns
        -------
        Connectome
            Undirected.

        References
        ----------
        Ercsey-Ravasz et al. 2013, Neuron 80:184-197, doi 10.1016/j.neuron.2013.07.036

        Examples
        --------
        >>> from sk_ccnn.connectome import Connectome
        >>> from sk_ccnn.datasets import load_atlas
        >>> atlas = load_atlas("destrieux")
        >>> Connectome.from_coordinates(
        ...     atlas.coordinates, density=0.1, labels=atlas.labels, random_state=0)
        Connectome(148 regions, density 0.1, undirected, coordinates)
        """
        drawn = wiring_rule.draw_weights(coordinates, density, decay, weights, random_state)
        return cls(drawn, coordinates=coordinates, labels=labels, name=name)


def _inverse(lengths):
    return np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)


def as_connectome(connectome):
    """Take what an estimator's ``connectome`` may be, and return a connectome.

    Parameters
    ----------
    connectome : Connectome, str or square array
        A connectome is returned as it is; a str is the name of one in the package
        (:func:`sk_ccnn.datasets.load_connectome`); the labels of a square DataFrame are kept.

    Returns
    -------
    Connectome

    Raises
    ------
    TypeError
        If it is none of these.

    Examples
    --------
    >>> from sk_ccnn.connectome import as_connectome
    >>> as_connectome([[0, 1], [1, 0]])
    Connectome(2 regions, density 1, undirected)
    """
    if isinstance(connectome, Connectome):
        return connectome
    if isinstance(connectome, str):
        from .datasets import load_connectome

        return load_connectome(connectome)
    if sparse.issparse(connectome) or isinstance(connectome, (list, tuple, np.ndarray)):
        return Connectome(connectome)
    if hasattr(connectome, "columns") and hasattr(connectome, "to_numpy"):
        if list(connectome.columns) != list(connectome.index):
            raise ValueError("a DataFrame of weights must have the same labels in rows and columns")
        named = all(isinstance(label, str) for label in connectome.columns)
        return Connectome(connectome.to_numpy(), labels=connectome.columns if named else None)
    if hasattr(connectome, "__array__"):
        return Connectome(np.asarray(connectome))
    raise TypeError(
        "connectome must be a Connectome, the name of one in the package or a square array; "
        f"got {type(connectome).__name__}"
    )
