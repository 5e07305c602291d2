"""What a part of a report is: words, tables, pictures and numbers, all of them plain text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import numpy as np
import pandas as pd

_SCORES = {"neg_mean_absolute_error": "minus the MAE", "roc_auc": "AUC"}


@dataclass(frozen=True)
class Table:
    """A table as it is shown: the first cell of a row is its name.

    Parameters
    ----------
    caption : str
    header : tuple of str
    rows : tuple of tuple of str
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A picture inside the page.

    Parameters
    ----------
    source : str
        Data URI.
    alt : str
        What is to be seen in it, for those who do not see it.
    caption : str
    is_wide : bool
        Whether a phone had better scroll it than shrink it.
    """

    source: str
    alt: str
    caption: str
    is_wide: bool = False


@dataclass(frozen=True)
class Live:
    """A picture that can be turned: a page of its own inside the page.

    Parameters
    ----------
    html : str
        Asks for nothing from outside.
    title : str
    caption : str
    """

    html: str
    title: str
    caption: str


@dataclass(frozen=True)
class Part:
    """What one section of a report found.

    Parameters
    ----------
    words : tuple of str
        Sentences; the first is the finding.
    tables : tuple of Table
    pictures : tuple of Picture
    live : tuple of Live
    numbers : dict of str to str
        Text of CSV files, by name.
    facts : dict
        Plain values for the methods and the checklist.
    """

    words: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    live: tuple[Live, ...] = ()
    numbers: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it: dict."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """Make it of what `to_dict` gave."""
        tables = [
            Table(each["caption"], tuple(each["header"]), tuple(map(tuple, each["rows"])))
            for each in kept["tables"]
        ]
        return cls(
            tuple(kept["words"]),
            tuple(tables),
            tuple(Picture(**each) for each in kept["pictures"]),
            tuple(Live(**each) for each in kept["live"]),
            dict(kept["numbers"]),
            dict(kept["facts"]),
        )


def not_done(reason: str) -> Part:
    """Make the part that says why there is nothing: Part."""
    return Part(words=(f"Not done: {reason}",), facts={"not_done": reason})


def make_table(caption: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Write a table; cells that are no text become text, NaN an en dash: Table."""
    return Table(caption, tuple(header), tuple(tuple(map(_cell, row)) for row in rows))


def csv(frame: pd.DataFrame, *, index: bool = True) -> str:
    """Write a table of numbers in full precision: str."""
    text: str = frame.to_csv(index=index)
    return text


def shown(value: float, digits: int = 2) -> str:
    """Write a number, an en dash where there is none: str."""
    if not np.isfinite(value):
        return "–"
    return f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")


def with_interval(value: float, low: float, high: float, digits: int = 2) -> str:
    """Write a number with its interval, which may be unknown: str."""
    if not (np.isfinite(low) and np.isfinite(high)):
        return shown(value, digits)
    return f"{shown(value, digits)} [{shown(low, digits)}, {shown(high, digits)}]"


def score_name(metric: str) -> str:
    """Name a score of scikit-learn as a reader knows it: str."""
    return _SCORES.get(metric, metric)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return shown(value, 3)
    return str(value)
