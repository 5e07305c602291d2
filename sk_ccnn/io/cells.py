"""Tables in text: find the separator, and split lines into cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable

import numpy as np

from ..types import FloatArray
from .limits import CELL, LINE, MEMORY_LIMIT, require_memory

_COMMENT = ("#", "%")
_SEPARATORS = ("\t", ",", ";")
# What ends a line or a word, as `str.splitlines` and `str.split` see it.
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# No two parts of it can match the same text, so that no text makes it try again and again.
_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?|nan|inf|infinity)", re.IGNORECASE
)


def read_cells(
    text: str, without_corner: bool = True, memory_limit: float = MEMORY_LIMIT
) -> list[list[str]]:
    """Split text into lines and cells; the separator is a tab, comma, semicolon or white space.

    Parameters
    ----------
    text : str
        Empty lines and lines that begin with ``#`` or ``%`` do not count.
    without_corner : bool, default=True
        Accept names of columns that leave out the corner cell, above the names of rows.
    memory_limit : float
        What all cells may take, in bytes.

    Returns
    -------
    list of list of str
        All lines are equally long.

    Raises
    ------
    ValueError
        If there is nothing, lines differ in length, or there are too many cells.
    """
    n_lines = sum(map(text.count, _LINE_ENDS))
    n_bytes = LINE * n_lines + 2 * len(text)
    require_memory(n_bytes, memory_limit, f"text of {n_lines} lines")
    lines = [line for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if not line.lstrip().startswith(_COMMENT)]
    if not lines:
        raise ValueError("the file holds no numbers")
    _require_cells(lines, n_bytes, memory_limit)
    rows = _split(lines)
    width = len(rows[-1]) if len(rows) == 1 else len(rows[1])
    if without_corner and len(rows[0]) == width - 1 and not is_number(rows[0]):
        rows[0] = ["", *rows[0]]
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise ValueError(
                f"line {number} has {len(row)} columns but others have {width}; is the file cut "
                "off?"
            )
    return rows


def _split(lines: list[str]) -> list[list[str]]:
    separator = _separator(lines)
    if separator is None:
        return [line.split() for line in lines]
    if any('"' in line for line in lines):
        rows = list(csv.reader((f"{line}\n" for line in lines), delimiter=separator))
    else:
        rows = [line.split(separator) for line in lines]
    # Some programs end every line with the separator.
    if len(rows[0]) > 1 and all(not row[-1].strip() for row in rows):
        rows = [row[:-1] for row in rows]
    return [[cell.strip() for cell in row] for row in rows]


def _separator(lines: list[str]) -> str | None:
    return next((each for each in _SEPARATORS if each in lines[-1]), None)


def _require_cells(lines: list[str], n_bytes: float, memory_limit: float) -> None:
    """Count the cells before they are made; `n_bytes` are taken already."""
    separator = _separator(lines)
    n_cells = 0
    for line in lines:
        # No line has more words than half of its letters.
        at_most = (len(line) + 1) // 2 if separator is None else line.count(separator) + 1
        if separator is None and n_bytes + CELL * at_most <= memory_limit:
            at_most = len(line.split())
        n_cells += at_most
    require_memory(n_bytes + CELL * n_cells, memory_limit, f"text of {n_cells} cells")


def is_number(cells: Iterable[str]) -> bool:
    """Tell whether every cell is a number."""
    return all(_NUMBER.fullmatch(cell) for cell in cells)


def to_numbers(rows: list[list[str]], first_line: int = 1) -> FloatArray:
    """Turn cells into numbers.

    Parameters
    ----------
    rows : list of list of str
        Equally long.
    first_line : int
        Number of the first line, for the error.

    Returns
    -------
    ndarray of shape (n_rows, n_columns), float64

    Raises
    ------
    ValueError
        Naming the first cell that is no number.
    """
    for number, row in enumerate(rows, first_line):
        # What Python takes for a number, and nobody else: 1_000, and digits of other scripts.
        joined = "".join(row)
        if "_" in joined or not joined.isascii():
            _require_numbers(row, number)
    try:
        return np.array(rows, dtype=np.float64)
    except ValueError:
        for number, row in enumerate(rows, first_line):
            _require_numbers(row, number)
        raise


def _require_numbers(row: list[str], number: int) -> None:
    for column, cell in enumerate(row, 1):
        if not is_number([cell]):
            raise ValueError(
                f"line {number}, column {column} holds {_short(cell)}, needed a number"
            )


def _short(cell: str) -> str:
    return repr(cell) if len(cell) <= 60 else f"{cell[:60]!r}... ({len(cell)} letters)"
