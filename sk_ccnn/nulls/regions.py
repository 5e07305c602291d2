"""Connectomes whose regions are permuted: the graph stays, which region is which node is random."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ..connectome import Connectome, as_connectome
from ..types import FloatArray, RandomState
from .null import Null, fresh_random, make_null


def shuffled_regions(
    connectome: Connectome | str | ArrayLike,
    *,
    random_state: RandomState = None,
) -> Null:
    """Give every region another region's position in the graph.

    Rows and columns of the weights and of the lengths of wires are permuted alike. The whole graph
    stays, each edge with its weight and its length. Only which region (which column of the data) is
    which node of the graph is random. If a network does as well with it, then it does not matter
    which region is connected with which.

    Parameters
    ----------
    connectome : Connectome
        Or what :func:`sk_ccnn.connectome.as_connectome` takes for one.
    random_state : int, RandomState instance or None, default=None

    Returns
    -------
    Null
        Labels and coordinates keep their order, because they tell where a column of the data comes
        from. Where there are coordinates, ``lengths`` holds the permuted distances of
        all pairs: a wire costs what it did in the graph, and ``distances("euclidean")`` still
        tells how far apart the regions are.

    Raises
    ------
    ValueError
        If there are fewer than 3 regions.

    Examples
    --------
    >>> from sk_ccnn.connectome import load_connectome
    >>> from sk_ccnn.nulls import shuffled_regions
    >>> connectome = load_connectome()
    >>> null = shuffled_regions(connectome, random_state=0).connectome
    >>> null.labels == connectome.labels
    True
    >>> for graph in (connectome, null):
    ...     print(f"{graph.distances()[graph.adjacency()].mean():.1f} mm")
    74.6 mm
    74.6 mm
    """
    brain = as_connectome(connectome)
    if brain.n_regions < 3:
        raise ValueError(
            f"shuffling regions needs at least 3 of them but {brain!r} has {brain.n_regions}"
        )
    order = fresh_random(random_state).permutation(brain.n_regions)
    square = np.ix_(order, order)
    lengths = brain.lengths
    if brain.coordinates is not None:
        lengths = as_lengths(brain.all_distances())
    lengths = None if lengths is None else lengths[square]
    weights: Any = brain.weights
    return make_null(
        brain,
        "regions",
        "region-shuffled",
        weights=weights[square],
        lengths=lengths,
    )


def as_lengths(distances: FloatArray) -> FloatArray:
    """Return distances as tract lengths that are known for every pair.

    Parameters
    ----------
    distances : ndarray of shape (n_regions, n_regions), in mm

    Returns
    -------
    ndarray of shape (n_regions, n_regions), in mm
    """
    # A length of 0 would mean that it was not measured.
    return np.maximum(distances, 1e-9)
