"""GraphML, read by networkx."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..caller import warn_caller
from ..connectome import listing
from .content import Content, ReadOptions, Weights
from .files import read_bytes
from .limits import require_matrix_memory
from .square import dense_unless_large
from .xml import outline

if TYPE_CHECKING:
    import networkx as nx

# Attributes as `Connectome.to_networkx` and the Connectome Mapper write them.
_AXES = ("x", "y", "z")
_VOXELS = ("dn_position_x", "dn_position_y", "dn_position_z")
_NAMES = ("label", "name", "dn_name")
_LENGTHS = ("length", "fiber_length_mean")


def read_graphml(path: Path, options: ReadOptions) -> Content:
    """Read a graph, its edges weighted by one of their attributes.

    Parameters
    ----------
    path : Path
    options : ReadOptions
        Its ``key`` is the name of the edges' attribute; None for ``"weight"``, or a weight of 1
        where no edge has attributes.

    Returns
    -------
    Content
        Labels are the nodes' attribute ``label``, ``name`` or ``dn_name``, else their identifiers.
        Lengths are the edges' ``length`` or ``fiber_length_mean``. Sparse, where regions are many
        and edges few.
    """
    import networkx as nx

    content = read_bytes(path, options.memory_limit)
    n_regions = len(outline(content, options.memory_limit).nodes)
    if n_regions < 2:
        raise ValueError(f"needed a graph of two or more regions, got {n_regions} nodes")
    graph = nx.read_graphml(io.BytesIO(content))
    if graph.is_multigraph():
        raise ValueError("the graph connects a pair of regions more than once")
    nodes = [dict(attributes) for _, attributes in graph.nodes(data=True)]
    labels = _labels(list(graph), nodes)
    name = graph.graph.get("name")
    return Content(
        _matrix(graph, _weight_of(graph, options.key), options.memory_limit),
        labels,
        _lengths(graph, options.memory_limit),
        _coordinates(labels, nodes),
        name if isinstance(name, str) and name else None,
    )


def _matrix(graph: nx.Graph, weight: str | None, memory_limit: float) -> Weights:
    import networkx as nx

    require_matrix_memory(len(graph), memory_limit, 2 * graph.number_of_edges())
    weights = nx.to_scipy_sparse_array(graph, weight=weight, dtype=float, format="csr")
    return dense_unless_large(weights, memory_limit)


def _weight_of(graph: nx.Graph, weight: str | None) -> str | None:
    """Choose the attribute, and see that every edge has it."""
    attributes = [set(values) - {"id"} for _, _, values in graph.edges(data=True)]
    known = sorted(set().union(*attributes))
    if weight is None:
        if not known:
            return None
        weight = "weight"
    if not all(weight in names for names in attributes):
        raise ValueError(f"not every edge has the attribute {weight!r}; say key=, out of {known}")
    values = [values[weight] for _, _, values in graph.edges(data=True)]
    if not all(isinstance(value, int | float) for value in values):
        raise ValueError(f"the edges' attribute {weight!r} must be a number")
    return weight


def _labels(identifiers: Sequence[str], nodes: Sequence[dict[str, Any]]) -> list[str]:
    for name in _NAMES:
        if all(name in node for node in nodes):
            return [str(node[name]) for node in nodes]
    return [str(node) for node in identifiers]


def _lengths(graph: nx.Graph, memory_limit: float) -> Weights | None:
    """Take tract lengths from the edges that have them; a tract is as long in both directions."""
    for name in _LENGTHS:
        edges = [(i, j, values[name]) for i, j, values in graph.edges(data=True) if name in values]
        if edges:
            break
    else:
        return None
    require_matrix_memory(len(graph), memory_limit)
    place = {node: at for at, node in enumerate(graph)}
    lengths = np.zeros((len(graph), len(graph)))
    for i, j, length in edges:
        lengths[place[i], place[j]] = float(length)
    one_way = lengths.T == 0
    lengths.T[one_way] = lengths[one_way]
    return lengths


def _coordinates(
    labels: Sequence[str], nodes: Sequence[dict[str, Any]]
) -> list[list[float]] | None:
    for axes in (_AXES, _VOXELS):
        if all(isinstance(node.get(axis), int | float) for node in nodes for axis in axes):
            break
    else:
        return None
    positions = [[float(node[axis]) for axis in axes] for node in nodes]
    lost = [
        label
        for label, position in zip(labels, positions, strict=True)
        if not np.isfinite(position).all()
    ]
    if axes == _VOXELS and lost:
        # The Connectome Mapper has no position for a region of which it found no voxel.
        warn_caller(
            f"{len(lost)} regions have no position, so the connectome has no coordinates: "
            f"{listing(lost, 5)}"
        )
        return None
    return positions
