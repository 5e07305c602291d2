"""Every number of a report, as CSV: those of the parts, and what else stands on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from .part import Part, csv


def all_numbers(parts: Mapping[str, Part]) -> dict[str, str]:
    """Collect the numbers.

    Parameters
    ----------
    parts : dict of str to Part

    Returns
    -------
    dict of str to str
        Text of CSV files, by name: those of the parts, ``"page_tables"``, every cell as the page
        shows it, and ``"page_facts"``, what else its sentences are made of.
    """
    numbers = {name: text for part in parts.values() for name, text in part.numbers.items()}
    cells = pd.DataFrame(_cells(parts), columns=["part", "table", "row", "column", "shown"])
    facts = pd.DataFrame(_facts(parts), columns=["part", "fact", "value"])
    shown = {"page_tables": csv(cells, index=False), "page_facts": csv(facts, index=False)}
    return numbers | shown


def _cells(parts: Mapping[str, Part]) -> Iterator[tuple[str, ...]]:
    for name, part in parts.items():
        for table in part.tables:
            for first, *others in table.rows:
                for column, cell in zip(table.header[1:], others, strict=True):
                    yield name, table.caption, first, column, cell


def _facts(parts: Mapping[str, Part]) -> Iterator[tuple[str, str, Any]]:
    for name, part in parts.items():
        for fact, value in _flat("", part.facts):
            yield name, fact, value


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Name each value of nested facts by the way to it."""
    inside = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, each in inside:
        name = f"{path}{key}"
        if isinstance(each, Mapping | list | tuple):
            yield from _flat(f"{name}.", each)
        else:
            yield name, each
