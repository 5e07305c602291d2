"""The Virtual Brain's zips, and text that was packed: a checksum tells every damage."""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sk_ccnn.io import read_connectome

from ..case import Case
from ..damage import Draw, damaged, holds, names_of, reading, weights_of

_WRONG = (
    "no weights", "centres too few", "lengths too few", "NaN weight", "negative length",
    "label twice", "centre without z", "weights twice", "not symmetric", "empty weights",
)  # fmt: skip
_METHODS = {"stored": zipfile.ZIP_STORED, "deflated": zipfile.ZIP_DEFLATED}


@st.composite
def cases(draw: Draw) -> Case:
    """Draw an archive, valid, damaged or with one thing wrong."""
    weights = weights_of(draw)
    way = draw(st.sampled_from(["wrong", "damaged", "damaged", "fine", "packed"]))
    if way == "packed":
        return _packed_text(draw, weights)
    method = draw(st.sampled_from(sorted(_METHODS)))
    packs = draw(st.booleans())
    members = _members(weights)
    labels = names_of(len(weights))
    what = draw(st.sampled_from(_WRONG)) if way == "wrong" else "whole"
    names = [*members]
    if way == "wrong":
        _make_wrong(members, what)
        names = [*members] + ["other/weights.txt"] * (what == "weights twice")
        members["other/weights.txt"] = members.get("weights.txt", b"")
    content = _zipped({name: members[name] for name in names}, _METHODS[method], packs)
    right, must = holds(weights, [label.replace(" ", "_") for label in labels]), "fail"
    if way == "damaged":
        what, content = damaged(draw, content)
        # A flipped bit may rename a member that need not be there.
        right, must = holds(weights), "either"
    elif way == "fine":
        must = "work"
    return reading(f"tvb: {what}", "a.zip", content, read_connectome, must, right)


def _members(weights: np.ndarray) -> dict[str, bytes]:
    labels = [label.replace(" ", "_") for label in names_of(len(weights))]
    lengths = np.where(weights > 0, 10 * weights, 0)
    centres = np.arange(3 * len(weights)).reshape(-1, 3) * 1.5
    rows = zip(labels, centres.tolist(), strict=True)
    return {
        "weights.txt": _text(weights),
        "tract_lengths.txt": _text(lengths),
        "centres.txt": "".join(f"{name} {x} {y} {z}\n" for name, (x, y, z) in rows).encode(),
    }


def _text(matrix: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savetxt(file, matrix, fmt="%.3f")
    return file.getvalue()


def _make_wrong(members: dict[str, bytes], what: str) -> None:
    centres = members["centres.txt"].decode().splitlines(keepends=True)
    weights = np.loadtxt(io.BytesIO(members["weights.txt"]))
    if what == "no weights":
        del members["weights.txt"]
    elif what == "centres too few":
        members["centres.txt"] = "".join(centres[:-1]).encode()
    elif what == "lengths too few":
        members["tract_lengths.txt"] = _text(weights[:-1, :-1])
    elif what == "NaN weight":
        weights[0, 1] = weights[1, 0] = np.nan
        members["weights.txt"] = _text(weights)
    elif what == "negative length":
        members["tract_lengths.txt"] = _text(-1 - weights)
    elif what == "label twice":
        members["centres.txt"] = "".join([centres[1], *centres[1:]]).encode()
    elif what == "centre without z":
        cut = [" ".join(line.split()[:3]) + "\n" for line in centres]
        members["centres.txt"] = "".join(cut).encode()
    elif what == "not symmetric":
        weights[0, 1] += 1
        members["weights.txt"] = _text(weights)
    elif what == "empty weights":
        members["weights.txt"] = b""


def _zipped(members: dict[str, bytes], method: int, packs: bool) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            if packs:
                name, content = f"{name}.bz2", bz2.compress(content)
            archive.writestr(zipfile.ZipInfo(name), content, method)  # without the time of day
    return file.getvalue()


def _packed_text(draw: Draw, weights: np.ndarray) -> Case:
    """Draw a matrix in text that was packed; not every kind need be known."""
    pack: Any
    suffix, pack = draw(
        st.sampled_from([("gz", partial(gzip.compress, mtime=0)), ("bz2", bz2.compress)])
    )
    what, content = "whole", pack(_text(weights))
    if draw(st.booleans()):
        what, content = damaged(draw, content)
    name = f"a.{draw(st.sampled_from(['csv', 'txt', 'npy']))}.{suffix}"
    return reading(f"{suffix}: {what}", name, content, read_connectome, right=holds(weights))
