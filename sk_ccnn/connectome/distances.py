"""How far apart regions are: along tracts, in a straight line, or along the connections."""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial.distance import cdist

from ..types import FloatArray
from .topology import Weights, edge_list


def measure_distances(
    weights: Weights, coordinates: FloatArray | None, lengths: FloatArray | None
) -> FloatArray:
    """Measure distances by the best that is given: lengths, else coordinates, else weights.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
        An edge is ``1 / abs(weight)`` long.
    coordinates : ndarray of shape (n_regions, 3), in mm, or None
    lengths : ndarray of shape (n_regions, n_regions), in mm, or None
        0 where no tract was measured: there the straight line counts or, without coordinates, the
        shortest path over the measured tracts.

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
        Read-only.
    """
    if lengths is None:
        measured = (
            shortest_paths(weights) if coordinates is None else cdist(coordinates, coordinates)
        )
    else:
        if coordinates is None:
            nearness = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
            elsewhere = shortest_paths(nearness)
        else:
            elsewhere = cdist(coordinates, coordinates)
        measured = np.where(lengths > 0, lengths, elsewhere)
    measured.setflags(write=False)
    return measured


def shortest_paths(weights: Weights) -> FloatArray:
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
    paths: FloatArray = csgraph.shortest_path(graph, method="D")
    return paths
