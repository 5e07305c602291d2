"""The exponential distance rule: how likely two regions are to be connected, from distance alone.

Ercsey-Ravasz et al. 2013, Neuron 80:184-197, doi 10.1016/j.neuron.2013.07.036
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial.distance import cdist
from sklearn.utils import check_random_state

from ..types import BoolArray, FloatArray, IntArray, RandomState
from .checks import checked_coordinates

DrawnWeights: TypeAlias = Literal["exp", "binary"]

DECAY = 0.05
"""Per mm: least squares fit of the log streamline count over Euclidean distance, packaged DK-84."""


def draw_weights(
    given: ArrayLike,
    density: float,
    decay: float,
    weights: DrawnWeights,
    random_state: RandomState,
) -> FloatArray:
    """Draw symmetric weights; see :meth:`sk_ccnn.Connectome.from_coordinates`.

    Parameters
    ----------
    given : array-like of shape (n_regions, 3), in mm
        Coordinates.
    density : float in (0, 1]
    decay : float, in 1 / mm
    weights : {"exp", "binary"}
    random_state : int, RandomState instance or None

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
    """
    n_regions = np.shape(given)[0]
    coordinates = checked_coordinates(given, n_regions)
    if weights not in ("exp", "binary"):
        raise ValueError(f"weights must be 'exp' or 'binary', got {weights!r}")
    if not (np.isfinite(decay) and decay >= 0):
        raise ValueError(f"decay must be finite and not negative (1 / mm), got {decay!r}")
    distances = cdist(coordinates, coordinates)
    rows, columns = np.triu_indices(n_regions, k=1)
    length = distances[rows, columns]
    # The k largest of log p + Gumbel noise are k draws without replacement with probability p.
    score = check_random_state(random_state).gumbel(size=length.size) - decay * length
    score[_shortest_tree(length, rows, columns, n_regions)] = np.inf
    chosen = np.argsort(-score, kind="stable")[: _n_pairs(density, length.size, n_regions)]
    drawn = np.zeros_like(distances)
    # The floor keeps an edge an edge where the exponential would underflow.
    size = np.maximum(np.exp(-decay * length[chosen]), np.finfo(float).tiny)
    drawn[rows[chosen], columns[chosen]] = size if weights == "exp" else 1.0
    return drawn + drawn.T


def _shortest_tree(
    length: FloatArray, rows: IntArray, columns: IntArray, n_regions: int
) -> BoolArray:
    """Return the pairs on a spanning tree of the shortest wires."""
    rank = np.zeros((n_regions, n_regions))
    rank[rows, columns] = np.argsort(np.argsort(length, kind="stable")) + 1
    tree = minimum_spanning_tree(rank)
    return np.isin(rank[rows, columns], tree.data)


def _n_pairs(density: float, n_all: int, n_regions: int) -> int:
    if not 0 < density <= 1:
        raise ValueError(f"density must be in (0, 1], got {density!r}")
    n_pairs = round(density * n_all)
    if n_pairs < n_regions - 1:
        raise ValueError(
            f"density={density:g} gives {n_pairs} connections but {n_regions} regions need at "
            f"least {n_regions - 1} to be connected (density {(n_regions - 1) / n_all:.4g})"
        )
    return n_pairs
