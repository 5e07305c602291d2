"""GraphML, read by networkx."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from .content import Content, ReadOptions
from .files import MAX_REGIONS, decode_text, read_bytes

if TYPE_CHECKING:
    import networkx as nx

_AXES = (("x", "y", "z"), ("dn_position_x", "dn_position_y", "dn_position_z"))


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
        Labels are the nodes' attribute ``label`` or ``name``, else their identifiers.
    """
    import networkx as nx

    content = read_bytes(path)
    if re.search(r"<!(DOCTYPE|ENTITY)", decode_text(content)):
        raise ValueError("GraphML with a document type or entities is refused")
    try:
        graph = nx.read_graphml(io.BytesIO(content))
    except (ParseError, nx.NetworkXException, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a whole GraphML file: {type(error).__name__}: {error}") from error
    if not 2 <= len(graph) <= MAX_REGIONS:
        raise ValueError(f"needed a graph of 2 to {MAX_REGIONS} regions, got {len(graph)} nodes")
    if graph.is_multigraph():
        raise ValueError("the graph connects a pair of regions more than once")
    weights = nx.to_numpy_array(graph, weight=_weight_of(graph, options.key), nonedge=0.0)
    nodes = [dict(attributes) for _, attributes in graph.nodes(data=True)]
    return Content(weights, _labels(graph, nodes), None, _coordinates(nodes))


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


def _labels(graph: nx.Graph, nodes: list[dict[str, Any]]) -> list[str]:
    for name in ("label", "name"):
        if all(name in node for node in nodes):
            return [str(node[name]) for node in nodes]
    return [str(node) for node in graph.nodes]


def _coordinates(nodes: list[dict[str, Any]]) -> list[list[float]] | None:
    for axes in _AXES:
        if all(isinstance(node.get(axis), int | float) for node in nodes for axis in axes):
            return [[node[axis] for axis in axes] for node in nodes]
    return None
