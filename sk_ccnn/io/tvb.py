"""The Virtual Brain's zip archives: weights, tract lengths and centres."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from ..types import FloatArray
from .cells import read_cells, to_numbers
from .content import Content, ReadOptions, require_square
from .files import decode_text, read_members


def read_tvb(path: Path, options: ReadOptions) -> Content:
    """Read a TVB connectivity archive, text or bzip2, with or without a folder inside.

    Parameters
    ----------
    path : Path
    options : ReadOptions
        Not used.

    Returns
    -------
    Content
        With labels, tract lengths (mm) and coordinates, as far as the archive has them.
    """
    try:
        members = read_members(path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"not a whole zip archive: {error}") from error
    members = {name.rsplit(".", 1)[0]: content for name, content in members.items()}
    if "weights" not in members:
        raise ValueError(f"a TVB archive holds weights.txt, got {sorted(members)}")
    weights = _matrix(members, "weights")
    lengths = _matrix(members, "tract_lengths") if "tract_lengths" in members else None
    labels, coordinates = _centres(members) if "centres" in members else (None, None)
    for what, values in (("tract_lengths", lengths), ("centres", labels)):
        if values is not None and len(values) != len(weights):
            raise ValueError(f"weights has {len(weights)} regions but {what} has {len(values)}")
    return Content(weights, labels, lengths, coordinates)


def _matrix(members: dict[str, bytes], name: str) -> FloatArray:
    rows = read_cells(decode_text(members[name]))
    return require_square(to_numbers(rows), f"{name}.txt")


def _centres(members: dict[str, bytes]) -> tuple[list[str], FloatArray]:
    rows = read_cells(decode_text(members["centres"]))
    if len(rows[0]) != 4:
        raise ValueError(f"centres.txt has a name and x, y, z a line, got {len(rows[0])} columns")
    return [row[0] for row in rows], to_numbers([row[1:] for row in rows])
