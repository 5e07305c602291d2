"""Tables in text: find the separator, and split lines into cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

import numpy as np

from ..types import FloatArray

_COMMENT = ("#", "%")
_SEPARATORS = ("\t", ",", ";")
_NUMBER = re.compile(r"[+-]?((\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|nan|inf|infinity)", re.IGNORECASE)


def read_cells(text: str, without_corner: bool = True) -> list[list[str]]:
    """Split text into lines and cells; the separator is a tab, comma, semicolon or white space.

    Parameters
    ----------
    text : str
        Empty lines and lines that begin with ``#`` or ``%`` do not count.
    without_corner : bool, default=True
        Accept names of columns that leave out the corner cell, above the names of rows.

    Returns
    -------
    list of list of str
        All lines are equally long.

    Raises
    ------
    ValueError
        If there is nothing, or lines differ in length.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if not line.lstrip().startswith(_COMMENT)]
    if not lines:
        raise ValueError("the file holds no numbers")
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
    separator = next((each for each in _SEPARATORS if each in lines[-1]), None)
    if separator is None:
        return [line.split() for line in lines]
    if any('"' in line for line in lines):
        rows = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=separator))
    else:
        rows = [line.split(separator) for line in lines]
    # Some programs end every line with the separator.
    if len(rows[0]) > 1 and all(not row[-1].strip() for row in rows):
        rows = [row[:-1] for row in rows]
    return [[cell.strip() for cell in row] for row in rows]


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
    try:
        return np.array(rows, dtype=np.float64)
    except ValueError:
        for number, row in enumerate(rows, first_line):
            for column, cell in enumerate(row, 1):
                if not is_number([cell]):
                    raise ValueError(
                        f"line {number}, column {column} holds {cell!r}, needed a number"
                    ) from None
        raise
