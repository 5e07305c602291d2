"""Edge lists: every number stands once, so only what is known to be wrong is judged."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sk_ccnn.io import read_connectome

from ..case import Case
from ..damage import BAD_CELLS, Draw, damaged, holds, reading, weights_of

_WRONG = (
    "bad weight", "bad first weight", "bad region", "column missing", "column too many", "twice",
    "back and forth", "negative region", "fraction of a region", "beyond the regions",
    "first region not told", "line missing", "last line not ended", "huge region", "one region",
)  # fmt: skip
_FINE = ("as it is", "header", "CRLF", "comment", "from 1", "other order", "no weights")


@st.composite
def cases(draw: Draw) -> Case:
    """Draw an edge list, valid, damaged or with one thing wrong."""
    weights = weights_of(draw)
    separator = draw(st.sampled_from([" ", "\t", ","]))
    suffix = draw(st.sampled_from(["edgelist", "txt", "csv"]))
    i, j = np.triu_indices(len(weights), 1)
    edges = [[str(a), str(b), f"{weights[a, b]:.3f}"] for a, b in zip(i, j, strict=True)]
    options: dict[str, Any] = {"complete": True}
    way = draw(st.sampled_from(["wrong", "damaged", "fine"]))
    right, must = holds(weights), {"wrong": "fail", "damaged": "either", "fine": "work"}[way]
    if way == "damaged":
        what, content = damaged(draw, _joined(edges, separator))
        right = _is_sound
    elif way == "fine":
        what = draw(st.sampled_from(_FINE))
        content, options, right = _written_well(draw, edges, separator, what, weights)
    else:
        what = draw(st.sampled_from(_WRONG))
        content, options = _made_wrong(draw, edges, separator, what)
    read = partial(read_connectome, **options)
    return reading(f"{what}", f"a.{suffix}", content, read, must, right, options=options)


def _is_sound(connectome: Any) -> bool:
    """What a damaged list may still say: finite weights of the number of regions that it names."""
    weights = connectome.to_dense()
    return bool(np.isfinite(weights).all() and len(weights) < 200)


def _joined(edges: list[list[str]], separator: str, end: str = "\n") -> bytes:
    return "".join(separator.join(row) + end for row in edges).encode()


def _written_well(
    draw: Draw, edges: list[list[str]], separator: str, what: str, weights: np.ndarray
) -> tuple[bytes, dict[str, Any], Any]:
    right, options = holds(weights), {"complete": True}
    if what == "header":
        edges = [["source", "target", "weight"], *edges]
    elif what == "from 1":
        edges = [[str(int(a) + 1), str(int(b) + 1), weight] for a, b, weight in edges]
        options = {"base": 1}
    elif what == "other order":
        edges = draw(st.permutations(edges))
    elif what == "no weights":
        edges = [row[:2] for row in edges]
        right = holds(1 - np.eye(len(weights)))
    content = _joined(edges, separator, "\r\n" if what == "CRLF" else "\n")
    return (b"# edges\n" + content if what == "comment" else content), options, right


def _made_wrong(
    draw: Draw, edges: list[list[str]], separator: str, what: str
) -> tuple[bytes, dict[str, Any]]:
    options: dict[str, Any] = {}
    at = 0 if what == "bad first weight" else draw(st.integers(1, len(edges) - 1))
    if what in ("bad weight", "bad first weight"):
        cells = [each for each in BAD_CELLS if each and separator not in each]
        edges[at][2] = draw(st.sampled_from(cells))
    elif what == "bad region":
        edges[at][draw(st.integers(0, 1))] = draw(st.sampled_from(["O", "nan", "x1", "1e400"]))
    elif what == "column missing":
        edges[at] = edges[at][:2]
    elif what == "column too many":
        edges[at] = [*edges[at], "1"]
    elif what == "twice":
        edges.append(edges[at])
    elif what == "back and forth":
        a, b, weight = edges[at]
        edges.append([b, a, f"{float(weight) + 1}"])
    elif what == "negative region":
        edges[at][0] = "-1"
    elif what == "fraction of a region":
        edges[at][0] = "1.5"
    elif what == "beyond the regions":
        options["n_regions"] = int(edges[-1][1])
    elif what == "first region not told":
        edges = [[str(int(a) + 1), str(int(b) + 1), weight] for a, b, weight in edges]
    elif what == "line missing":
        del edges[at]
        options["complete"] = True
    elif what == "last line not ended":
        return _joined(edges, separator)[:-1], options
    elif what == "huge region":
        number = draw(st.sampled_from(["1" + "0" * 15, "1e300", "9" * 400]))
        edges.append(["0", number, "1"])
    else:
        edges = [["0", "0", "1"]]
    return _joined(edges, separator), options
