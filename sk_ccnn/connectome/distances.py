"""How far apart regions are: along tracts, in a straight line, or along the connections."""

from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial.distance import cdist

from ..types import FloatArray
from .topology import Weights, edge_list


def measure_distances(
    weights: Weights, coordinates: FloatArray | None, lengths: Weights | None
) -> FloatArray:
    """Measure all pairs by the best that is given: lengths, else coordinates, else weights.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
        An edge is ``1 / abs(weight)`` long.
    coordinates : ndarray of shape (n_regions, 3), in mm, or None
    lengths : ndarray or csr_array of shape (n_regions, n_regions), in mm, or None
        0 where no tract was measured: there the straight line counts or, without coordinates, the
        shortest path over the measured tracts.

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
        Read-only.
    """
    if coordinates is None:
        measured: FloatArray = csgraph.shortest_path(path_graph(weights, lengths), method="D")
    else:
        measured = cdist(coordinates, coordinates)
    if lengths is not None:
        tracts: Any = lengths
        tracts = tracts.toarray() if sparse.issparse(lengths) else tracts
        measured = np.where(tracts > 0, tracts, measured)
    measured.setflags(write=False)
    return measured


def path_graph(weights: Weights, lengths: Weights | None) -> sparse.csr_array:
    """Give the graph whose shortest paths tell how far apart regions are.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    lengths : ndarray or csr_array of shape (n_regions, n_regions), in mm, or None

    Returns
    -------
    csr_array of shape (n_regions, n_regions)
        The tracts or, where there are none, the connections, each ``1 / abs(weight)`` long.
    """
    rows, columns, values = edge_list(weights if lengths is None else lengths)
    far = 1 / np.abs(values) if lengths is None else values
    return sparse.csr_array((far, (rows, columns)), shape=weights.shape)
