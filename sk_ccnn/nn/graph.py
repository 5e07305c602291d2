"""Weights of a connectome, scaled for graph convolutions."""

import numpy as np

from ..connectome import Connectome
from ..types import FloatArray


def relative_weights(connectome: Connectome) -> FloatArray:
    """Strength of each connection in units of the mean connection.

    Signs are dropped: where weights are logarithms, a weak connection may be negative.

    Parameters
    ----------
    connectome : Connectome
        Its weights are used.

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
        Zero diagonal; mean 1 over the connections.
    """
    weights: FloatArray = np.abs(connectome.to_dense().astype(np.float64))
    np.fill_diagonal(weights, 0)
    return weights / weights[weights > 0].mean() if weights.any() else weights


def normalized_adjacency(connectome: Connectome) -> FloatArray:
    r"""Normalise a connectome for a graph convolution.

    .. math:: \hat A = D^{-1/2} (A + I) D^{-1/2}, \qquad D_{jj} = 1 + \sum_i A_{ij}

    with A the relative weights.

    Parameters
    ----------
    connectome : Connectome
        Its weights are used.

    Returns
    -------
    ndarray of shape (n_regions, n_regions)

    References
    ----------
    Kipf TN, Welling M (2017). Semi-supervised classification with graph convolutional networks.
    arXiv:1609.02907.
    """
    with_loops = relative_weights(connectome) + np.eye(connectome.n_regions)
    root = np.sqrt(with_loops.sum(axis=0))
    normalized: FloatArray = with_loops / root[:, None] / root
    return normalized
