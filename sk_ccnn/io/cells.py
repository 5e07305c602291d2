"""Tables in text: find the separator, and split lines into cells."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable

import numpy as np

from ..types import FloatArray
from .limits import CELL, LINE, MEMORY_LIMIT, require_memory

_COMMENT = ("#", "%")
_SEPARATORS = ("\t", ";", ",")
MISSING = ("", "n/a", "N/A", "NA", "nan", "NaN")
# What ends a line or a word, as `str.splitlines` and `str.split` see it.
_LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
# No two parts of it can match the same text, so that no text makes it try again and again.
_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?|nan|inf|infinity)", re.IGNORECASE
)
_QUOTED = re.compile(r'"[^"]*"')
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+")


def read_cells(
    text: str,
    without_corner: Callable[[list[list[str]]], bool] = lambda rows: True,
    memory_limit: float = MEMORY_LIMIT,
) -> list[list[str]]:
    """Split text into lines and cells; the separator is a tab, comma, semicolon or white space.

    Quotes around a cell are taken off. Where tabs or semicolons separate, a column of decimal
    commas is written with points.

    Parameters
    ----------
    text : str
        Empty lines and lines that begin with ``#`` or ``%`` do not count.
    without_corner : callable, optional
        Whether a first line that is one cell short leaves out the corner above the names of rows,
        from the lines; by default it does, where it does not hold numbers only.
    memory_limit : float
        What all cells may take, in bytes.

    Returns
    -------
    list of list of str
        All lines are equally long.

    Raises
    ------
    ValueError
        If there is nothing, lines differ in length, there are too many cells, or decimal commas
        cannot be told from others.
    """
    n_lines = sum(map(text.count, _LINE_ENDS))
    n_bytes = LINE * n_lines + 2 * len(text)
    require_memory(n_bytes, memory_limit, f"text of {n_lines} lines")
    lines = [line for line in text.splitlines() if line.strip()]
    lines = [line for line in lines if not line.lstrip().startswith(_COMMENT)]
    if not lines:
        raise ValueError("the file holds no numbers")
    separator = _separator(lines)
    _require_cells(lines, separator, n_bytes, memory_limit)
    rows = _split(lines, separator)
    width = len(rows[-1]) if len(rows) == 1 else len(rows[1])
    if len(rows[0]) == width - 1 and not is_number(rows[0]) and without_corner(rows):
        rows[0] = ["", *rows[0]]
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise ValueError(
                f"line {number} has {len(row)} columns but others have {width}; is the file cut "
                "off?"
            )
    if separator in ("\t", ";") and "," in text:
        _write_points(rows, separator)
    return rows


def _separator(lines: list[str]) -> str | None:
    """Find what separates cells in the first and in the last line; None is white space."""
    first, last = (_QUOTED.sub("q", line) for line in (lines[0], lines[-1]))
    there = [each for each in _SEPARATORS if each in last]
    for corner in (0, 1):
        for each in there:
            if first.count(each) == last.count(each) - corner:
                return _checked_comma(first, last) if each == "," else each
    return _checked_comma(first, last) if there == [","] else next(iter(there), None)


def _checked_comma(first: str, last: str) -> str:
    """Refuse commas that are decimal ones, between white space."""
    words = last.split()
    commas = [word for word in words if "," in word]
    if len(words) > 1 and all(_DECIMAL_COMMA.fullmatch(word) for word in commas):
        agree = len(words) - len(first.split()) in (0, 1) and first.count(",") != last.count(",")
        if agree or is_number(word.replace(",", ".") for word in words):
            raise ValueError(
                f"{commas[0]!r} seems to be a number with a decimal comma, between white space; "
                "write numbers with points, or separate them by semicolons"
            )
    return ","


def _split(lines: list[str], separator: str | None) -> list[list[str]]:
    if any('"' in line for line in lines):
        rows = _split_quoted(lines, separator)
    else:
        rows = [line.split(separator) for line in lines]
    # Some programs end every line with the separator.
    if separator and len(rows[0]) > 1 and all(not row[-1].strip() for row in rows):
        rows = [row[:-1] for row in rows]
    return [[cell.strip() for cell in row] for row in rows]


def _split_quoted(lines: list[str], separator: str | None) -> list[list[str]]:
    if separator is None:
        lines = [" ".join(line.split()) for line in lines]
    try:
        return list(csv.reader((f"{line}\n" for line in lines), delimiter=separator or " "))
    except csv.Error as error:
        raise ValueError(f"not a table: {error}") from error


def _require_cells(
    lines: list[str], separator: str | None, n_bytes: float, memory_limit: float
) -> None:
    """Count the cells before they are made; `n_bytes` are taken already."""
    n_cells = 0
    for line in lines:
        # No line has more words than half of its letters.
        at_most = (len(line) + 1) // 2 if separator is None else line.count(separator) + 1
        if separator is None and n_bytes + CELL * at_most <= memory_limit:
            at_most = len(line.split())
        n_cells += at_most
    require_memory(n_bytes + CELL * n_cells, memory_limit, f"text of {n_cells} cells")


def _write_points(rows: list[list[str]], separator: str) -> None:
    """Write the decimal commas of every column that holds nothing but numbers as points."""
    decimal = []
    for column, cells in enumerate(zip(*(rows[1:] or rows), strict=True)):
        if _has_decimal_commas(cells):
            decimal.append(column)
    commas = [row[column] for row in rows for column in decimal if "," in row[column]]
    if separator == "\t" and commas and all(_THOUSANDS.fullmatch(cell) for cell in commas):
        raise ValueError(
            f"{commas[0]!r} may have a decimal comma or one between thousands, as all numbers with "
            "a comma here; write them with points, or separate them by semicolons"
        )
    for row in rows:
        for column in decimal:
            if _DECIMAL_COMMA.fullmatch(row[column]):
                row[column] = row[column].replace(",", ".")


def has_decimal_comma(cell: str) -> bool:
    """Tell whether a cell is a number with a decimal comma."""
    return _DECIMAL_COMMA.fullmatch(cell) is not None


def _has_decimal_commas(cells: Iterable[str]) -> bool:
    known = [cell for cell in cells if cell not in MISSING]
    commas = [cell for cell in known if "," in cell]
    return (
        bool(commas)
        and all(_DECIMAL_COMMA.fullmatch(cell) for cell in commas)
        and all("." not in cell and is_number([cell.replace(",", ".")]) for cell in known)
    )


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
            comma = " with a decimal point, not a comma" if has_decimal_comma(cell) else ""
            raise ValueError(
                f"line {number}, column {column} holds {_short(cell)}, needed a number{comma}"
            )


def _short(cell: str) -> str:
    return repr(cell) if len(cell) <= 60 else f"{cell[:60]!r}... ({len(cell)} letters)"
