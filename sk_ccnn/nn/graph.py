"""Weights of a connectome, scaled for graph convolutions."""

from typing import Any

import numpy as np
from scipy import sparse

from ..connectome import Connectome, edge_list, from_edges
from ..types import FloatArray


def relative_weights(connectome: Connectome) -> FloatArray | Any:
    """Strength of each connection in units of the mean connection.

    Signs are dropped: where weights are logarithms, a weak connection may be negative.

    Parameters
    ----------
    connectome : Connectome
        Its weights are used.

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
        Zero diagonal; mean 1 over the connections. Sparse if the connectome's weights are.
    """
    rows, columns, values = edge_list(connectome.weights)
    size = np.abs(values)
    return from_edges(rows, columns, size / size.mean() if len(size) else size, connectome.weights)


def normalized_adjacency(connectome: Connectome) -> FloatArray | Any:
    r"""Normalise a connectome for a graph convolution.

    .. math:: \hat A = D^{-1/2} (A + I) D^{-1/2}, \qquad D_{jj} = 1 + \sum_i A_{ij}

    with A the relative weights.

    Parameters
    ----------
    connectome : Connectome
        Its weights are used.

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
        Sparse if the connectome's weights are.

    References
    ----------
    Kipf TN, Welling M (2017). Semi-supervised classification with graph convolutional networks.
    arXiv:1609.02907.
    """
    weights = relative_weights(connectome)
    n_regions = connectome.n_regions
    if sparse.issparse(weights):
        with_loops = sparse.csr_array(weights + sparse.eye_array(n_regions))
        root = np.sqrt(with_loops.sum(axis=0))
        rows, columns, values = edge_list(with_loops)
        return from_edges(rows, columns, values / root[rows] / root[columns], with_loops)
    with_loops = weights + np.eye(n_regions)
    root = np.sqrt(with_loops.sum(axis=0))
    return with_loops / root[:, None] / root
