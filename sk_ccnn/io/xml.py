"""Look at XML before a library builds a tree of it: what it declares, and how much there is."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import XMLParser

from .limits import require_memory

# An element, and what networkx makes of it.
_ELEMENT = 1200
_XML_BYTE = 4
_DEPTH = 50


class GraphOutline:
    """The nodes and edges that GraphML declares, found without a tree.

    Attributes
    ----------
    nodes : dict of str
        Identifiers of the nodes.
    """

    def __init__(self) -> None:
        self.nodes: dict[str | None, None] = {}
        self._ends: set[str | None] = set()
        self._depth = self._n_graphs = 0

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Refuse what could declare entities, which unfold to any size."""
        raise ValueError("GraphML with a document type or entities is refused")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Enter an element, and keep what it names."""
        self._depth += 1
        if self._depth > _DEPTH:
            raise ValueError(f"elements stand more than {_DEPTH} deep in each other")
        kind = tag.rsplit("}", 1)[-1]
        if kind == "graph":
            self._n_graphs += 1
            if self._n_graphs > 1:
                raise ValueError("it holds a second graph, of which only one could be read")
        elif kind == "node":
            self._add_node(attributes.get("id"))
        elif kind == "edge":
            self._ends |= {attributes.get("source"), attributes.get("target")}

    def _add_node(self, node: str | None) -> None:
        if node is None or node in self.nodes:
            raise ValueError(f"every node needs an id of its own, got {node!r} twice or none")
        self.nodes[node] = None

    def end(self, tag: str) -> None:
        """Leave an element."""
        self._depth -= 1

    def close(self) -> None:
        """Refuse edges to nodes that are not there."""
        unknown = sorted(str(end) for end in self._ends - self.nodes.keys())
        if unknown:
            raise ValueError(f"an edge names the node {unknown[0]!r}, which is not declared")


def outline(content: bytes, memory_limit: float) -> GraphOutline:
    """Go through the bytes of GraphML once.

    Parameters
    ----------
    content : bytes
    memory_limit : float
        In bytes.

    Returns
    -------
    GraphOutline

    Raises
    ------
    ValueError
        If it declares a document type, is too large or deep, holds not one graph, or edges
        between nodes that it does not declare.
    """
    n_elements = content.count(b"<") - content.count(b"</")
    n_bytes = _XML_BYTE * len(content) + _ELEMENT * n_elements
    require_memory(n_bytes, memory_limit, f"a graph of {n_elements} elements")
    target = GraphOutline()
    parser = XMLParser(target=target)
    parser.feed(content)
    parser.close()
    return target
