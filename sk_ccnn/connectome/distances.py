"""How far apart regions are: along tracts, in a straight line, or along the connections."""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial.distance import cdist

from .topology import edge_list

_KINDS = ("auto", "euclidean", "tract", "topological")


def measure_distances(connectome, kind):
    """Measure the distances described in :meth:`sk_ccnn.Connectome.distances`."""
    kind = _resolve(connectome, kind)
    if kind == "topological":
        return shortest_paths(connectome.weights)
    if kind == "euclidean":
        return cdist(connectome.coordinates, connectome.coordinates)
    lengths = connectome.lengths
    if connectome.coordinates is None:
        nearness = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
        elsewhere = shortest_paths(nearness)
    else:
        elsewhere = cdist(connectome.coordinates, connectome.coordinates)
    return np.where(lengths > 0, lengths, elsewhere)


def _resolve(connectome, kind):
    if kind not in _KINDS:
        raise ValueError(f"kind must be one of {_KINDS}, got {kind!r}")
    if kind == "tract" and connectome.lengths is None:
        raise ValueError(f"kind='tract' needs tract lengths but {connectome!r} has none")
    if kind == "euclidean" and connectome.coordinates is None:
        raise ValueError(f"kind='euclidean' needs coordinates but {connectome!r} has none")
    if kind != "auto":
        return kind
    if connectome.lengths is not None:
        return "tract"
    return "topological" if connectome.coordinates is None else "euclidean"


def shortest_paths(weights):
    """Measure the shortest path between regions where an edge is 1 / abs(weight) long.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
        ``inf`` where no path leads.
    """
    rows, columns, values = edge_list(weights)
    graph = sparse.csr_array((1 / np.abs(values), (rows, columns)), shape=weights.shape)
    return csgraph.shortest_path(graph, method="D")
