"""What a connectome holds, what follows from it, and its forms for other libraries."""

import numpy as np
from scipy import sparse

from . import checks, export
from .frozen import Frozen
from .topology import edge_list, is_symmetric

_FIELDS = ("weights", "coordinates", "lengths", "labels", "name", "citation", "licence")


class BaseConnectome(Frozen):
    """Content of a :class:`sk_ccnn.Connectome`, which is documented there."""

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
        labels = checks.frame_labels(weights) if labels is None else labels
        weights = checks.checked_weights(weights)
        n_regions = weights.shape[0]
        values = (
            weights,
            checks.checked_coordinates(coordinates, n_regions),
            checks.checked_lengths(lengths, n_regions),
            checks.checked_labels(labels, n_regions),
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
        rows, columns, values = edge_list(self.weights)
        edges = (rows.astype(np.int64), columns.astype(np.int64), values)
        return (self.name, self.labels), (*edges, self.coordinates, self.lengths)

    def replace(self, **changes):
        """Return a copy with some constructor arguments changed.

        Parameters
        ----------
        **changes
            Arguments of the constructor.

        Returns
        -------
        Connectome

        Raises
        ------
        TypeError
            If the constructor has no such argument.
        """
        unknown = sorted(set(changes) - set(_FIELDS))
        if unknown:
            raise TypeError(f"a Connectome has no {unknown}; it has {list(_FIELDS)}")
        return type(self)(**(self._given() | changes))

    @property
    def n_regions(self):
        """Number of regions."""
        return self.weights.shape[0]

    @property
    def n_edges(self):
        """Number of ordered pairs that are connected; an undirected edge counts twice."""
        return edge_list(self.weights)[0].size

    @property
    def density(self):
        """Share of the ordered pairs of distinct regions that are connected."""
        return self.n_edges / max(self.n_regions * (self.n_regions - 1), 1)

    @property
    def is_directed(self):
        """Whether some connection differs from its counterpart in the other direction."""
        return not is_symmetric(self.weights)

    @property
    def has_labels(self):
        """Whether the regions have names of their own, not only numbers."""
        return not all(
            label.startswith("region_") and label[7:].isdecimal() for label in self.labels
        )

    @property
    def isolated_regions(self):
        """Labels of the regions that no connection enters or leaves, tuple of str."""
        rows, columns, _ = edge_list(self.weights)
        lonely = np.setdiff1d(np.arange(self.n_regions), np.concatenate([rows, columns]))
        return tuple(self.labels[index] for index in lonely)

    def to_dense(self):
        """Return the weights as an ndarray of shape (n_regions, n_regions)."""
        return self.weights.toarray() if sparse.issparse(self.weights) else self.weights

    def adjacency(self):
        """Return which pairs are connected, bool ndarray of shape (n_regions, n_regions)."""
        return self.to_dense() != 0

    def to_networkx(self):
        """Return a networkx graph, whose nodes are the labels.

        Returns
        -------
        networkx.Graph or networkx.DiGraph
            Nodes have ``index`` and, where there are coordinates, ``position`` (mm); edges have
            ``weight`` and, where measured, ``length`` (mm).
        """
        return export.to_networkx(self)

    def to_torch_geometric(self):
        """Return a torch_geometric ``Data`` with both directions of every undirected edge.

        Returns
        -------
        torch_geometric.data.Data
            ``edge_index``, ``edge_weight`` (float32), ``edge_length`` (mm, 0 where not measured, if
            there are lengths), ``pos`` (mm, if there are coordinates) and ``labels``.
        """
        return export.to_torch_geometric(self)
