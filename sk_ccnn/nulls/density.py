"""Random connectomes: as many edges as the brain has, anywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from ..connectome import Connectome, both_directions, edge_list, from_edges
from ..types import FloatArray, IntArray, RandomState
from .checks import checked_sparse_enough
from .null import Null, fresh_random, make_null


def random_density(
    connectome: Connectome | str | ArrayLike,
    *,
    connected: bool = True,
    random_state: RandomState = None,
) -> Null:
    """Draw a random graph of a connectome's density.

    Kept exactly: the number of edges, the weights as a whole, coordinates, tract lengths, labels.
    Random: which regions are connected (every pair is as likely), and which edge has which weight.

    Parameters
    ----------
    connectome : Connectome
        Or what :func:`sk_ccnn.connectome.as_connectome` takes for one.
    connected : bool, default=True
        The null falls into no more pieces (weakly connected, if directed) than the connectome, so
        that no region is isolated where none was. If the random graph has more, the few edges that
        join them replace the last ones drawn.
    random_state : int, RandomState instance or None, default=None

    Returns
    -------
    Null

    Raises
    ------
    ValueError
        If the connectome has no edges, or is complete: then there is only one such graph.

    References
    ----------
    Erdős & Rényi 1959, Publicationes Mathematicae 6:290-297, doi 10.5486/PMD.1959.6.3-4.12

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.nulls import random_density
    >>> random_density(load_connectome(), random_state=0).connectome
    Connectome('random desikan_killiany', 84 regions, density 0.2, undirected, coordinates,
    tract lengths)
    """
    brain = checked_sparse_enough(connectome, "density")
    random = fresh_random(random_state)
    directed = brain.is_directed
    n_pieces = _count_pieces(brain.weights) if connected else brain.n_regions
    rows, columns, values = edge_list(brain.weights)
    values = values if directed else values[rows < columns]
    drawn = _draw_pairs(brain.n_regions, directed, values.size, n_pieces, random)
    put_together = from_edges if directed else both_directions
    weights = put_together(*drawn, random.permutation(values), like=brain.weights)
    return make_null(brain, "density", "random", weights=weights)


def _draw_pairs(
    n_regions: int, directed: bool, n_edges: int, n_pieces: int, random: np.random.RandomState
) -> tuple[IntArray, IntArray]:
    """Draw pairs in random order, those first that leave no more than `n_pieces` pieces."""
    everyone = np.ones((n_regions, n_regions), dtype=bool)
    rows, columns = np.nonzero(np.triu(everyone, 1) | (np.tril(everyone, -1) & directed))
    order = random.permutation(rows.size)
    rows, columns = rows[order], columns[order]
    # The first pairs that join separate pieces: among the first n_edges anyway, if those join all.
    first = np.full((n_regions, n_regions), np.inf)
    np.minimum.at(
        first, (np.minimum(rows, columns), np.maximum(rows, columns)), np.arange(rows.size)
    )
    tree = minimum_spanning_tree(np.where(np.isinf(first), 0, first + 1)).data.astype(int) - 1
    joining = np.sort(tree)[: n_regions - n_pieces]
    rest = np.setdiff1d(np.arange(rows.size), joining)[: n_edges - joining.size]
    chosen = np.concatenate([joining, rest])
    return rows[chosen], columns[chosen]


def _count_pieces(weights: FloatArray | sparse.csr_array) -> int:
    return int(connected_components(sparse.csr_array(weights != 0), connection="weak")[0])
