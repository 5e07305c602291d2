"""The Virtual Brain's zip archives: weights, tract lengths and centres."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..types import FloatArray
from .archives import Archive
from .cells import read_cells, to_numbers
from .content import Content, ReadOptions, Weights
from .files import decode_text
from .headers import is_edge_header, require_names
from .limits import TEXT_BYTE
from .square import require_square

# What TVB looks for in the name of a file, in any case.
_WEIGHTS = ("weights", "weight")
_LENGTHS = ("tract_lengths", "tract")
_CENTRES = ("centres", "centers")


def read_tvb(path: Path, options: ReadOptions) -> Content:
    """Read a TVB connectivity archive, text or bzip2, with or without a folder inside.

    Parameters
    ----------
    path : Path
    options : ReadOptions
        Only its ``memory_limit`` is used.

    Returns
    -------
    Content
        With labels, tract lengths (mm) and coordinates, as far as the archive has them.
    """
    archive = Archive(path, options.memory_limit)
    of_weights = _find(archive.names, _WEIGHTS)
    if of_weights is None:
        raise ValueError(f"a TVB archive holds weights.txt, got {sorted(archive.names)}")
    weights = _matrix(archive, of_weights, options)
    of_lengths, of_centres = _find(archive.names, _LENGTHS), _find(archive.names, _CENTRES)
    lengths = None if of_lengths is None else _matrix(archive, of_lengths, options)
    labels, coordinates = None, None
    if of_centres is not None:
        labels, coordinates = _centres(archive, of_centres, options)
    for name, values in ((of_lengths, lengths), (of_centres, coordinates)):
        if values is not None and values.shape[0] != weights.shape[0]:
            raise ValueError(
                f"{of_weights} has {weights.shape[0]} regions but {name} has {values.shape[0]}"
            )
    return Content(weights, labels, lengths, coordinates)


def _find(names: Sequence[str], words: Sequence[str]) -> str | None:
    """Find the file that is named so, or else the one whose name holds one of the words."""
    found = [name for name in names if name.lower().rsplit(".", 1)[0] in words]
    if not found:
        found = [name for name in names if any(word in name.lower() for word in words)]
    if words != _WEIGHTS:  # which TVB looks for first
        found = [name for name in found if _WEIGHTS[-1] not in name.lower()]
    if len(found) > 1:
        raise ValueError(f"the archive holds {sorted(found)}, of which only one may be there")
    return found[0] if found else None


def _rows(archive: Archive, name: str, options: ReadOptions) -> list[list[str]]:
    text = decode_text(archive.read(name, 1 + TEXT_BYTE), options.memory_limit)
    return read_cells(text, memory_limit=options.memory_limit)


def _matrix(archive: Archive, name: str, options: ReadOptions) -> Weights:
    rows = _rows(archive, name, options)
    return require_square(to_numbers(rows), name, options.memory_limit)


def _centres(archive: Archive, name: str, options: ReadOptions) -> tuple[list[str], FloatArray]:
    rows = _rows(archive, name, options)
    has_header = is_edge_header(rows[0])
    rows = rows[has_header:]
    if not rows or len(rows[0]) < 4:
        raise ValueError(f"{name} must have a name and x, y, z (mm) a line")
    labels = [row[0] for row in rows]
    require_names(labels)
    return labels, to_numbers([row[1:4] for row in rows], 1 + has_header)
