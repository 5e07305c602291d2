"""Names of rows and columns around a table of cells, as pandas and R write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .cells import is_number
from .headers import refuse_damaged_header

_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"(?!(NA|na|nan|NaN|n/a|N/A)$)[A-Za-z_][A-Za-z_ ]+")
# R's names for columns that have none.
_R_COLUMN = re.compile(r"V\d+")


class NamedCells(NamedTuple):
    """A table whose names are taken off.

    Parameters
    ----------
    labels : list of str or None
        Names of the regions.
    cells : list of list of str
    first_line : int
        Line of the first row of cells.
    """

    labels: list[str] | None
    cells: list[list[str]]
    first_line: int


def take_names(rows: list[list[str]]) -> NamedCells:
    """Take the names of regions off a square table.

    Parameters
    ----------
    rows : list of list of str
        Equally long. Names of rows, if there are any, equal those of columns, or only one of the
        two are names and the other only count (pandas' index 0, 1, ..., R's "1", "2", ..., "V1").

    Returns
    -------
    NamedCells

    Raises
    ------
    ValueError
        If names of rows and columns differ, a name is a decimal number, or a region has none.
    """
    has_corner = len(rows) == len(rows[0])
    if is_number([cell for cell in rows[0] if cell]):
        # Numbers that name regions stand beside an empty corner, or rise above a square of cells.
        if not (has_corner and rows[0][0] == "") and not _rises_above_square(rows):
            return NamedCells(None, rows, 1)
    header, body = rows[0], rows[1:]
    if has_corner:
        header = _names_of_both([row[0] for row in body], header[1:])
        body = [row[1:] for row in body]
    refuse_damaged_header(rows)
    _refuse_damaged_numbers(rows[0])
    if "" in header:
        raise ValueError(
            f"line 1 must name each of {len(header)} regions, but {header.count('')} have no name"
        )
    return NamedCells(header, body, 2)


def _refuse_damaged_numbers(line: list[str]) -> None:
    """Refuse a first line of numbers, one of which is damaged, as names of regions."""
    numbers = [cell for cell in line[1:] if is_number([cell])]
    decimal = [cell for cell in numbers if not _DIGITS.fullmatch(cell)]
    beside_numbers = len(numbers) == len(line) - 1 > 0 and not is_number([line[0]])
    if decimal or (beside_numbers and line[0] and not _WORD.fullmatch(line[0])):
        raise ValueError(
            "line 1 should name regions or hold their numbers, but it has "
            f"{(decimal or numbers)[0]!r} beside {line[0]!r}; no region is named by a decimal "
            "number, and no number may be damaged"
        )


def without_line_numbers(rows: list[list[str]]) -> list[list[str]]:
    """Leave out a first column that only counts the lines, and the header above it.

    Parameters
    ----------
    rows : list of list of str
        Cells of a table, for instance an edge list as R's ``write.csv`` or pandas' ``to_csv`` write
        it: the corner is empty.

    Returns
    -------
    list of list of str
        The same rows, if the first column holds something else.
    """
    if rows[0][0] == "" and len(rows) > 1 and counts([row[0] for row in rows[1:]]):
        return [row[1:] for row in rows[1:]]
    return rows


def counts(names: Sequence[str]) -> bool:
    """Tell whether names only count, from 0 or 1."""
    numbers = list(map(str, range(len(names) + 1)))
    return list(names) in (numbers[:-1], numbers[1:])


def _rises_above_square(rows: list[list[str]]) -> bool:
    """Tell whether the first line numbers regions: whole numbers that rise, one row too many."""
    header = rows[0]
    if len(rows) != len(header) + 1 or len(header) < 4 or not all(map(_DIGITS.fullmatch, header)):
        return False
    numbers = [int(name) for name in header]
    return all(one < other for one, other in pairwise(numbers))


def _names_of_both(of_rows: list[str], of_columns: list[str]) -> list[str]:
    """Give the names of regions that rows and columns agree on."""
    if of_rows == of_columns:
        return of_rows
    if counts(of_rows):
        return of_columns
    if counts(of_columns) or all(map(_R_COLUMN.fullmatch, of_columns)):
        return of_rows
    for number, (row, column) in enumerate(zip(of_rows, of_columns, strict=True), 1):
        if column not in (row, _in_r(row)):
            raise ValueError(
                "rows and columns must name the same regions in the same order, but row "
                f"{number} is {row!r} and column {number} is {column!r}"
            )
    return of_rows


def _in_r(name: str) -> str:
    """Write a name as R does above columns (``make.names``): str."""
    changed = re.sub(r"[^\w.]", ".", name)
    return changed if re.match(r"[^\W\d_]|\.(?!\d)", changed) else f"X{changed}"
