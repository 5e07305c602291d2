"""GraphML, and BIDS relation matrices with the files beside them."""

from __future__ import annotations

import io
import json
from typing import Any

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from sk_ccnn.io import read_connectome

from ..case import Case
from ..damage import Draw, damaged, holds, names_of, reading, weights_of

_BAD_GRAPH = (
    "NaN weight", "weight missing", "edge twice", "undeclared node", "second graph", "entity",
    "400 digits", "unknown encoding", "node twice", "no edge attribute", "text weight",
    "label twice", "deep",
)  # fmt: skip
_BAD_RELMAT = (
    "no JSON", "JSON list", "JSON cut", "one axis", "wrong size", "node file missing",
    "node file is a number", "node file empty", "node twice", "node missing", "no label column",
    "path out", "negative", "deep JSON", "matrix cut",
)  # fmt: skip


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a graph, valid, damaged or with one thing wrong."""
    weights = weights_of(draw)
    way = draw(st.sampled_from(["wrong", "damaged", "fine"]))
    return (_graphml if draw(st.booleans()) else _relmat)(draw, weights, way)


def _graphml(draw: Draw, weights: np.ndarray, way: str) -> Case:
    labels = names_of(len(weights))
    graph = nx.from_numpy_array(weights)
    nx.set_node_attributes(graph, dict(enumerate(labels)), "label")
    file = io.BytesIO()
    nx.write_graphml(graph, file)
    content = file.getvalue()
    if way == "fine":
        right = holds(weights, labels)
        return reading("graphml", "a.graphml", content, read_connectome, "work", right)
    if way == "damaged":
        what, content = damaged(draw, content)
        right = _as_networkx(content)
        return reading(f"graphml: {what}", "a.graphml", content, read_connectome, right=right)
    what = draw(st.sampled_from(_BAD_GRAPH))
    content = _wrong_graph(content.decode(), what).encode()
    return reading(f"graphml: {what}", "a.graphml", content, read_connectome, "fail")


def _as_networkx(content: bytes) -> Any:
    """Accept what networkx reads: a flipped digit in XML is another number."""

    def right(connectome: Any) -> bool:
        said = nx.to_numpy_array(nx.read_graphml(io.BytesIO(content)))
        np.fill_diagonal(said, 0)
        return np.allclose(said, connectome.to_dense())

    return right


def _wrong_graph(text: str, what: str) -> str:
    first_edge = text[text.index("<edge") : text.index("</edge>") + len("</edge>")]
    value = first_edge[first_edge.index('">', first_edge.index("<data")) + 2 :].split("<")[0]
    if what in ("NaN weight", "400 digits", "text weight"):
        new = {"NaN weight": "nan", "400 digits": "9" * 400, "text weight": "strong"}[what]
        return text.replace(first_edge, first_edge.replace(f">{value}<", f">{new}<"))
    if what == "weight missing":
        return text.replace(first_edge, first_edge.split(">")[0] + "></edge>")
    if what == "edge twice":
        return text.replace(first_edge, first_edge * 2)
    if what == "undeclared node":
        return text.replace(first_edge, first_edge.replace('target="', 'target="7'))
    if what == "second graph":
        start, end = text.index("<graph "), text.index("</graph>") + len("</graph>")
        return text[:end] + text[start:end] + text[end:]
    if what == "entity":
        return text.replace("<graphml", '<!DOCTYPE a [<!ENTITY b "c">]><graphml', 1)
    if what == "unknown encoding":
        return text.replace("utf-8", "no-such-code")
    if what == "node twice":
        return text.replace('<node id="1"', '<node id="0"')
    if what == "no edge attribute":
        return text.replace('attr.name="weight"', 'attr.name="strength"')
    if what == "label twice":
        return text.replace("region B", "region A")
    return text.replace("<edge", "<a>" * 100_000 + "<edge", 1)


def _relmat(draw: Draw, weights: np.ndarray, way: str) -> Case:
    labels = names_of(len(weights))
    axis = {"Size": len(weights), "NodeFile": "nodes.tsv"}
    about: Any = {"Axes": [axis, dict(axis)], "NonNegative": True}
    lines = [f"{number}\t{label}" for number, label in enumerate(labels)]
    beside = {
        "a_relmat.json": json.dumps(about).encode(),
        "nodes.tsv": "\n".join(["matrix_index\tlabel", *lines, ""]).encode(),
    }
    rows = ["\t".join(f"{value:.3f}" for value in row) for row in weights]
    content = "\n".join([*rows, ""]).encode()
    right, must, what = holds(weights, labels), "work", "whole"
    if way == "damaged":
        name = draw(st.sampled_from(["matrix", *beside]))
        what, changed = damaged(draw, content if name == "matrix" else beside[name])
        if name == "matrix":
            content = changed
        else:
            beside[name] = changed
        right, must = holds(weights), "either"
    elif way == "wrong":
        what, must = draw(st.sampled_from(_BAD_RELMAT)), "fail"
        content = _wrong_relmat(content, beside, about, what)
    return reading(
        f"relmat: {what}", "a_relmat.dense.tsv", content, read_connectome, must, right, beside
    )


def _wrong_relmat(content: bytes, beside: dict[str, bytes], about: Any, what: str) -> bytes:
    header, *nodes = beside["nodes.tsv"].decode().splitlines()
    if what == "one axis":
        del about["Axes"][1]
    elif what == "wrong size":
        about["Axes"][0]["Size"] += 1
    elif what in ("node file missing", "node file is a number", "path out"):
        file = {"node file missing": "no.tsv", "node file is a number": 3}.get(what, "../nodes.tsv")
        about["Axes"][0]["NodeFile"] = about["Axes"][1]["NodeFile"] = file
    beside["a_relmat.json"] = json.dumps(about).encode()
    if what == "no JSON":
        del beside["a_relmat.json"]
    elif what == "JSON list":
        beside["a_relmat.json"] = b"[1, 2]"
    elif what == "JSON cut":
        beside["a_relmat.json"] = beside["a_relmat.json"][:-3]
    elif what == "deep JSON":
        beside["a_relmat.json"] = b"[" * 200_000
    elif what == "node file empty":
        beside["nodes.tsv"] = b""
    elif what == "node twice":
        beside["nodes.tsv"] = "\n".join([header, nodes[0], nodes[0], *nodes[2:], ""]).encode()
    elif what == "node missing":
        beside["nodes.tsv"] = "\n".join([header, *nodes[1:], ""]).encode()
    elif what == "no label column":
        beside["nodes.tsv"] = beside["nodes.tsv"].replace(b"label", b"titel_")
    elif what == "negative":
        return content.replace(b"1.0", b"-1.0").replace(b"1.", b"-1.").replace(b"--", b"-")
    elif what == "matrix cut":
        return content[: content.rindex(b"\n", 0, -1) + 1]
    return content
