"""Square matrices in text: every number stands twice, so that damage can be told."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from sk_ccnn.io import read_connectome

from ..case import Case
from ..damage import BAD_CELLS, Draw, damaged, holds, names_of, reading, weights_of

_SEPARATORS = {"csv": ",", "tsv": "\t", "txt": " ", "dat": ";"}
_WRONG = (
    *["bad cell"] * 3, "row missing", "row twice", "column missing", "cell missing",
    "cell too many", "not symmetric", "label twice", "row label differs", "not text", "nothing",
)  # fmt: skip
_FINE = ("as it is", "CRLF", "BOM", "comment", "empty lines", "separator at the end", "quoted")


@st.composite
def cases(draw: Draw) -> Case:
    """Draw a matrix in text, valid or with one thing wrong."""
    weights = weights_of(draw)
    suffix = draw(st.sampled_from(sorted(_SEPARATORS)))
    named = suffix in ("csv", "tsv") and draw(st.booleans())
    labels = names_of(len(weights)) if named else None
    cells = _cells(weights, labels)
    right = holds(weights, labels)
    way = draw(st.sampled_from(["wrong", "damaged", "fine"]))
    if way == "fine":
        what = draw(st.sampled_from(_FINE))
        content = _written_well(cells, _SEPARATORS[suffix], what)
        return reading(f"{suffix}: {what}", f"a.{suffix}", content, read_connectome, "work", right)
    if way == "damaged":
        content = _joined(cells, _SEPARATORS[suffix])
        what, content = damaged(draw, content)
        # Names of rows tell what happens to those of columns; both may lose their spaces.
        return reading(
            f"{suffix}: {what}", f"a.{suffix}", content, read_connectome, right=holds(weights)
        )
    what = draw(st.sampled_from([each for each in _WRONG if named or "label" not in each]))
    content = _made_wrong(draw, cells, what, named, _SEPARATORS[suffix])
    return reading(f"{suffix}: {what}", f"a.{suffix}", content, read_connectome, "fail")


def _cells(weights: np.ndarray, labels: list[str] | None) -> list[list[str]]:
    rows = [[f"{value:.3f}" for value in row] for row in weights]
    if labels is None:
        return rows
    return [["", *labels], *([name, *row] for name, row in zip(labels, rows, strict=True))]


def _joined(cells: list[list[str]], separator: str, end: str = "\n") -> bytes:
    return "".join(separator.join(row) + end for row in cells).encode()


def _written_well(cells: list[list[str]], separator: str, what: str) -> bytes:
    if what == "CRLF":
        return _joined(cells, separator, "\r\n")
    if what == "BOM":
        return b"\xef\xbb\xbf" + _joined(cells, separator)
    if what == "comment":
        return b"# command_history: tck2connectome\n" + _joined(cells, separator)
    if what == "empty lines":
        return b"\n" + _joined(cells, separator) + b"\n\n"
    if what == "separator at the end":
        return _joined(cells, separator, f"{separator}\n")
    if what == "quoted" and cells[0][0] == "":
        return _joined([[f'"{cell}"' for cell in row] for row in cells], separator)
    return _joined(cells, separator)


def _made_wrong(
    draw: Draw, cells: list[list[str]], what: str, named: bool, separator: str
) -> bytes:
    first, last = int(named), len(cells) - 1
    i = draw(st.integers(first, last))
    j = draw(st.integers(first, last).filter(lambda number: number != i))
    if what == "bad cell":
        cell = draw(st.sampled_from([each for each in BAD_CELLS if separator not in each]))
        # An empty cell between blanks, or at the end of a line, is one cell fewer.
        cells[i][j] = "NA" if cell == "" and separator == " " else cell
    elif what == "row missing":
        del cells[i]
    elif what == "row twice":
        cells.insert(i, cells[j])
    elif what == "column missing":
        cells = [row[:j] + row[j + 1 :] for row in cells]
    elif what == "cell missing":
        del cells[i][j]
    elif what == "cell too many":
        cells[i].insert(j, "1.5")
    elif what == "not symmetric":
        cells[i][j] = f"{float(cells[i][j]) + 0.5:.3f}"
    elif what == "label twice":
        cells[0][i] = cells[i][0] = cells[0][j]
    elif what == "row label differs":
        cells[i][0] = draw(st.sampled_from(["", "V1", "0.5", cells[j][0]]))
    elif what == "not text":
        return (
            _joined(cells, separator).decode().encode(draw(st.sampled_from(["utf-16", "utf-32"])))
        )
    else:
        return draw(st.sampled_from([b"", b"\n", b" \t\n", b"# nothing\n", b"\0" * 100, b",,,\n"]))
    return _joined(cells, separator)
