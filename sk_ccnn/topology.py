"""Pure functions on the weights of a connectome: edges, thresholds, scales, paths.

Weights are an ``(n_regions, n_regions)`` ndarray or CSR array with an empty diagonal; what comes in
dense goes out dense, what comes in sparse stays sparse.
"""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph


def edge_list(weights):
    """List the edges row by row.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    rows, columns : ndarray of shape (n_edges,)
    values : ndarray of shape (n_edges,)
    """
    if sparse.issparse(weights):
        edges = weights.tocoo()
        return edges.row, edges.col, edges.data
    rows, columns = np.nonzero(weights)
    return rows, columns, weights[rows, columns]


def from_edges(rows, columns, values, like):
    """Put edges into a matrix of the shape and storage of `like`.

    Parameters
    ----------
    rows, columns, values : ndarray of shape (n_edges,)
    like : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    if sparse.issparse(like):
        return sparse.csr_array((values, (rows, columns)), shape=like.shape)
    weights = np.zeros(like.shape)
    weights[rows, columns] = values
    return weights


def is_symmetric(weights):
    """Say whether every edge has its equal in the other direction.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)

    Returns
    -------
    bool
    """
    if sparse.issparse(weights):
        return (weights != weights.T).nnz == 0
    return bool(np.array_equal(weights, weights.T))


def threshold(weights, density, *, connected=True):
    """Keep the strongest edges, by absolute weight, up to a stated density.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    density : float in (0, 1]
        Share of the ordered pairs of distinct regions that stay connected.
    connected : bool, default=True
        Keep a maximum spanning forest first, so that no region is cut off.

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)

    Raises
    ------
    ValueError
        If `density` is outside (0, 1], asks for more edges than there are, or for fewer than
        connectedness needs.
    """
    if not 0 < density <= 1:
        raise ValueError(f"density must be in (0, 1], got {density!r}")
    rows, columns, values = edge_list(weights)
    n_pairs = weights.shape[0] * (weights.shape[0] - 1)
    symmetric = is_symmetric(weights)
    if symmetric:
        upper = rows < columns
        rows, columns, values = rows[upper], columns[upper], values[upper]
        n_pairs //= 2
    order = np.argsort(-np.abs(values), kind="stable")
    rows, columns, values = rows[order], columns[order], values[order]
    first = _forest(rows, columns, weights.shape[0]) if connected else np.empty(0, dtype=int)
    n_edges = _checked_number(density, n_pairs, values.size, first.size)
    rest = np.setdiff1d(np.arange(values.size), first)[: n_edges - first.size]
    kept = np.concatenate([first, rest])
    rows, columns, values = rows[kept], columns[kept], values[kept]
    put_together = _both_directions if symmetric else from_edges
    return put_together(rows, columns, values, like=weights)


def _forest(rows, columns, n_regions):
    """Return the edges (strongest come first) of a maximum spanning forest."""
    # The rank as cost makes the minimum spanning forest the maximum one, and unique.
    cost = np.zeros((n_regions, n_regions))
    first_seen = slice(None, None, -1)  # the stronger of two directions is written last
    low, high = np.minimum(rows, columns)[first_seen], np.maximum(rows, columns)[first_seen]
    cost[low, high] = np.arange(rows.size, 0, -1)
    forest = csgraph.minimum_spanning_tree(sparse.csr_array(cost))
    return np.sort(forest.data.astype(int) - 1)


def _checked_number(density, n_pairs, n_present, n_needed):
    n_edges = round(density * n_pairs)
    if n_edges > n_present:
        raise ValueError(
            f"density={density:g} asks for {n_edges} of {n_pairs} pairs of regions but only "
            f"{n_present} are connected (density {n_present / n_pairs:.4g})"
        )
    if n_edges < max(n_needed, 1):
        raise ValueError(
            f"density={density:g} leaves {n_edges} of {n_pairs} pairs of regions but "
            f"{max(n_needed, 1)} are needed to keep the connectome connected "
            f"(density {max(n_needed, 1) / max(n_pairs, 1):.4g})"
        )
    return n_edges


def normalize(weights, method):
    """Bring weights to a common scale; see :meth:`sk_ccnn.Connectome.normalize`.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    method : {"log", "max", "strength"}

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    rows, columns, values = edge_list(weights)
    size = np.abs(values)
    if values.size == 0:
        return weights
    if method == "log":
        scaled = np.sign(values) * np.log1p(size / np.median(size))
        values = scaled / np.abs(scaled).max()
    elif method == "max":
        values = values / size.max()
    elif method == "strength":
        outgoing = np.bincount(rows, size, minlength=weights.shape[0])
        incoming = np.bincount(columns, size, minlength=weights.shape[0])
        values = values / np.sqrt(outgoing[rows] * incoming[columns])
    else:
        raise ValueError(f"method must be 'log', 'max' or 'strength', got {method!r}")
    return from_edges(rows, columns, values, like=weights)


def symmetrize(weights, method):
    """Make both directions of a pair equal; see :meth:`sk_ccnn.Connectome.symmetrize`.

    Parameters
    ----------
    weights : ndarray or csr_array of shape (n_regions, n_regions)
    method : {"mean", "max", "upper", "lower"}

    Returns
    -------
    ndarray or csr_array of shape (n_regions, n_regions)
    """
    if method == "mean":
        return (weights + weights.T) / 2
    if method == "max":
        return _stronger_direction(weights)
    if method not in ("upper", "lower"):
        raise ValueError(f"method must be 'mean', 'max', 'upper' or 'lower', got {method!r}")
    rows, columns, values = edge_list(weights)
    kept = rows < columns if method == "upper" else rows > columns
    return _both_directions(rows[kept], columns[kept], values[kept], like=weights)


def _stronger_direction(weights):
    rows, columns, values = edge_list(weights)
    order = np.argsort(-np.abs(values), kind="stable")
    rows, columns, values = rows[order], columns[order], values[order]
    low, high = np.minimum(rows, columns), np.maximum(rows, columns)
    _, strongest = np.unique(np.stack([low, high]), axis=1, return_index=True)
    return _both_directions(low[strongest], high[strongest], values[strongest], like=weights)


def _both_directions(rows, columns, values, like):
    return from_edges(np.r_[rows, columns], np.r_[columns, rows], np.r_[values, values], like)


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
