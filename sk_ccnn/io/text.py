"""Connectomes in text: square matrices, and edge lists (a line for each connection)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import sparse

from ..connectome import n_pairs
from ..types import FloatArray, IntArray
from .cells import is_number, read_cells, to_numbers
from .content import Content, ReadOptions, Weights
from .files import read_text
from .headers import is_edge_header
from .limits import require_matrix_memory
from .names import counts, take_names, without_line_numbers
from .square import dense_unless_large, require_square


def read_matrix_or_edges(path: Path, options: ReadOptions) -> Content:
    """Read text whose shape tells a matrix from an edge list.

    Parameters
    ----------
    path : Path
    options : ReadOptions

    Returns
    -------
    Content

    Raises
    ------
    ValueError
        If the shape does not tell, or the file is damaged.
    """
    text = read_text(path, options.memory_limit)
    rows = read_cells(text, memory_limit=options.memory_limit)
    height, width = len(rows), len(rows[0])
    listed = without_line_numbers(rows)
    if _may_be_either(rows, listed):
        raise ValueError(
            f"{height} lines of {width} columns may be a matrix or an edge list; say format="
        )
    if height != width and listed is not rows and len(listed[0]) in (2, 3):
        _require_last_line(text)
        return _from_edges(listed, options)
    if width in (2, 3) and height not in (width, width + 1):
        _require_last_line(text)
        return _from_edges(rows, options)
    if width in (2, 3) and height == width + 1 and _may_be_edges(rows):
        raise ValueError(
            f"a header over {width} lines of {width} columns may be a matrix or an edge list; say "
            "format="
        )
    return _from_square(rows, options)


def _may_be_edges(rows: list[list[str]]) -> bool:
    body = [row[:2] for row in rows[1:]]
    return is_edge_header(rows[0]) and all(cell.isdecimal() for row in body for cell in row)


def _may_be_either(rows: list[list[str]], listed: list[list[str]]) -> bool:
    """Tell whether a square of two or three columns may list as many connections."""
    shape = (len(listed), len(listed[0]))
    if shape not in ((2, 2), (3, 3)) or (listed is not rows and counts(rows[0][1:])):
        return False
    return is_number([cell for row in listed for cell in row])


def read_matrix(path: Path, options: ReadOptions) -> Content:
    """Read a square matrix from CSV, TSV or text, with or without names of regions.

    Parameters
    ----------
    path : Path
    options : ReadOptions
        Only its ``memory_limit`` is used.

    Returns
    -------
    Content
        The names of rows, where there are any, equal those of columns.
    """
    text = read_text(path, options.memory_limit)
    return _from_square(read_cells(text, memory_limit=options.memory_limit), options)


def read_edge_list(path: Path, options: ReadOptions) -> Content:
    """Read an edge list, ``i j`` or ``i j weight`` a line.

    Parameters
    ----------
    path : Path
    options : ReadOptions
        All but ``key``.

    Returns
    -------
    Content
        A pair that is not listed has weight 0. Sparse, where regions are many and edges few.
    """
    text = read_text(path, options.memory_limit)
    _require_last_line(text)
    rows = read_cells(text, memory_limit=options.memory_limit)
    return _from_edges(without_line_numbers(rows), options)


def _from_square(rows: list[list[str]], options: ReadOptions) -> Content:
    """Take names off a table of cells, and numbers from the rest."""
    labels, cells, first_line = take_names(rows)
    weights = require_square(to_numbers(cells, first_line), memory_limit=options.memory_limit)
    return Content(weights, labels)


def _require_last_line(text: str) -> None:
    if not text.endswith(("\n", "\r")):
        raise ValueError(
            "the last line of the edge list does not end, so that it may be cut off; if it is "
            "complete, end it with a line break"
        )


def _from_edges(rows: list[list[str]], options: ReadOptions) -> Content:
    """Turn the cells of an edge list into a matrix."""
    has_header = is_edge_header(rows[0])
    edges = to_numbers(rows[has_header:], 1 + has_header)
    if not len(edges):
        raise ValueError("the edge list has a header but no edges")
    if edges.shape[1] not in (2, 3):
        raise ValueError(
            f"an edge list has two or three columns (region, region, weight), got {edges.shape[1]}"
        )
    ends = _numbers_of_regions(edges[:, :2], options)
    _require_one_way_of_writing(rows[has_header:])
    base = _base_of(ends, options)
    n_regions = options.n_regions
    n_regions = int(ends.max()) - base + 1 if n_regions is None else int(n_regions)
    require_matrix_memory(n_regions, options.memory_limit, len(edges))
    ends = ends - base
    if ends.min() < 0 or ends.max() >= n_regions:
        raise ValueError(
            f"regions must be numbered from {base} to {base + n_regions - 1}, but the edge list "
            f"names {ends.min() + base} to {ends.max() + base}"
        )
    _require_once(ends, base, n_regions, options.directed)
    if options.complete:
        _require_all(len(ends), n_regions, options.directed)
    values = edges[:, 2] if edges.shape[1] == 3 else np.ones(len(edges))
    return Content(_matrix_of(ends, values, n_regions, options))


def _matrix_of(ends: IntArray, values: FloatArray, n_regions: int, options: ReadOptions) -> Weights:
    """Put edges, of which none is listed twice, into a matrix."""
    if not options.directed:
        away = ends[:, 0] != ends[:, 1]
        ends = np.concatenate([ends, ends[away, ::-1]])
        values = np.concatenate([values, values[away]])
    weights = sparse.csr_array((values, tuple(ends.T)), shape=(n_regions, n_regions))
    return dense_unless_large(weights, options.memory_limit)


def _require_one_way_of_writing(rows: list[list[str]]) -> None:
    """Refuse numbers of regions of which only some have a decimal point: those may be weights."""
    ends = [cell for row in rows for cell in row[:2]]
    decimal = [cell for cell in ends if not cell.isdecimal()]
    if decimal and len(decimal) < len(ends):
        raise ValueError(
            f"the first two columns of an edge list are numbers of regions, but {decimal[0]!r} is "
            "written as another kind of number than the rest"
        )


def _numbers_of_regions(ends: FloatArray, options: ReadOptions) -> IntArray:
    if not np.isfinite(ends).all() or (ends != np.floor(ends)).any() or ends.min() < 0:
        raise ValueError(
            "the first two columns of an edge list must be numbers of regions, 0, 1, …"
        )
    require_matrix_memory(ends.max() + 1, options.memory_limit, len(ends))
    if ends.max() < 1:
        raise ValueError("the edge list names only one region")
    return ends.astype(np.int64)


def _base_of(ends: IntArray, options: ReadOptions) -> int:
    """Tell whether the first region is 0 or 1, only where the file proves it."""
    if options.base is not None:
        return int(options.base)
    if ends.min() == 0:
        return 0
    if options.n_regions is not None and ends.max() == options.n_regions:
        return 1
    raise ValueError(
        f"the regions of this edge list are numbered from {ends.min()} to {ends.max()}; whether "
        "the first is 0 or 1 cannot be told. Say base=0 or base=1"
    )


def _require_once(ends: IntArray, base: int, n_regions: int, directed: bool) -> None:
    listed = ends if directed else np.sort(ends, axis=1)
    pairs, counts = np.unique(listed[:, 0] * n_regions + listed[:, 1], return_counts=True)
    if counts.max() > 1:
        i, j = divmod(int(pairs[counts.argmax()]), n_regions)
        hint = "" if directed else "; if i j and j i are two connections, say directed=True"
        raise ValueError(
            f"the edge list names the pair {i + base}, {j + base} {counts.max()} times{hint}"
        )


def _require_all(n_listed: int, n_regions: int, directed: bool) -> None:
    needed = n_pairs(n_regions) * (2 if directed else 1)
    if n_listed != needed:
        raise ValueError(
            f"complete=True needs all {needed} pairs of {n_regions} regions, got {n_listed} lines"
        )
