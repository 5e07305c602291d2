"""Tell a line of names from a line of numbers of which one is damaged."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .cells import is_number


def is_edge_header(cells: Sequence[str]) -> bool:
    """Tell whether the first line of an edge list names its columns: it holds no number."""
    return not any(is_number([cell]) for cell in cells)


def refuse_damaged_header(rows: Sequence[Sequence[str]]) -> None:
    """Refuse a first line of a square matrix that should name its regions and may not.

    Parameters
    ----------
    rows : sequence of sequence of str
        All lines of the file.

    Raises
    ------
    ValueError
        If it may as well be a line of numbers, of which one or some are damaged.
    """
    first = rows[0]
    counted = len(rows) == len(first) and first[0] == ""
    names = first[1:] if len(rows) == len(first) else first
    numbers = [name for name in names if is_number([name])]
    # pandas leaves the corner empty. Under another corner, only what counts is told from weights.
    named_by_number = len(numbers) == len(names) and (counted or _is_counting(numbers))
    if 2 * len(numbers) >= len(names) and not (named_by_number and _are_whole(numbers)):
        damaged = (at for at, cell in enumerate(first, 1) if not is_number([cell]))
        column = next(damaged, 1)
        raise ValueError(
            f"the first line holds numbers that name no region, so it is no header, but its column "
            f"{column} holds {first[column - 1]!r}, needed a number"
        )
    require_names(names)


def _are_whole(numbers: Sequence[str]) -> bool:
    return all(number.isdecimal() for number in numbers)


def _is_counting(numbers: Sequence[str]) -> bool:
    return all(float(low) < float(high) for low, high in pairwise(numbers))


def require_names(names: Sequence[str]) -> None:
    """Refuse decimal numbers as names of regions; whole ones may be.

    Parameters
    ----------
    names : sequence of str

    Raises
    ------
    ValueError
    """
    decimals = [name for name in names if is_number([name]) and not name.isdecimal()]
    if decimals:
        raise ValueError(
            f"a decimal number names no region, got {decimals[0]!r}; in a line of numbers, one "
            "may be damaged or missing"
        )
