"""Subjects who come twice: found whatever their prefix, refused or reduced to one row."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np
import pandas as pd

from ..caller import warn_caller
from ..connectome import listing
from ..types import BoolArray

Duplicates: TypeAlias = Literal["error", "first", "last", "drop", "agreeing"]
DUPLICATES: tuple[str, ...] = get_args(Duplicates)


def bare(name: str) -> str:
    """Leave out the prefix that BIDS puts before a subject's label: str."""
    return name.removeprefix("sub-")


def keep_one_row(
    table: pd.DataFrame,
    duplicates: Duplicates,
    *,
    what: str = "rows",
    ignore: Collection[str] = (),
    tell: bool = False,
) -> pd.DataFrame:
    """Keep one row of each subject, or refuse subjects with several rows.

    Parameters
    ----------
    table : DataFrame
        Indexed by subject; ``sub-01`` and ``01`` are one.
    duplicates : {"error", "first", "last", "drop", "agreeing"}
        Of a subject with several rows, keep one, or leave the subject out; ``"agreeing"`` keeps one
        where they agree and leaves out who disagrees.
    what : str
        What a subject has several of, for the error.
    ignore : collection of str
        Columns that may differ without disagreement.
    tell : bool, default=False
        Warn of subjects whose rows disagree, and of those who are left out.

    Returns
    -------
    DataFrame
        One row for each subject.

    Raises
    ------
    ValueError
        If a subject has several rows and `duplicates` does not say which to keep. It says how
        many of them disagree, and in which columns.
    """
    return one_row_each(table, duplicates, what=what, ignore=ignore, tell=tell).table


class OneRowEach(NamedTuple):
    """A table with one row a subject, and who is not in it any more.

    Parameters
    ----------
    table : DataFrame
    left_out : list of str
    """

    table: pd.DataFrame
    left_out: list[str]


def one_row_each(
    table: pd.DataFrame,
    duplicates: Duplicates,
    *,
    what: str = "rows",
    ignore: Collection[str] = (),
    tell: bool = False,
) -> OneRowEach:
    """Do as `keep_one_row`, and name who was left out.

    Parameters
    ----------
    table, duplicates, what, ignore, tell
        As of `keep_one_row`.

    Returns
    -------
    OneRowEach

    Raises
    ------
    ValueError
        As of `keep_one_row`.
    """
    if duplicates not in DUPLICATES:
        raise ValueError(f"duplicates must be one of {DUPLICATES}, got {duplicates!r}")
    subjects = pd.Index([bare(str(name)) for name in table.index])
    if subjects.is_unique:
        return OneRowEach(table, [])
    repeated = subjects.duplicated(keep=False)
    differs = _differences(table, subjects, ignore)
    disagreeing = subjects.isin(differs.index[differs.any(axis=1)])
    if duplicates == "error":
        names = _names(table.index, disagreeing) + _names(table.index, repeated & ~disagreeing)
        raise ValueError(
            f"{subjects[repeated].nunique()} subjects have several {what}, which would leak "
            f"between folds: {listing(names, 5)}; {_disagreement(differs)}; say which to keep: "
            "duplicates='first', 'last', 'drop' (leave them out) or 'agreeing' (leave out those "
            "who disagree)"
        )
    lost = {"drop": repeated, "agreeing": disagreeing}.get(duplicates, np.zeros_like(repeated))
    if tell and (lost.any() or disagreeing.any()):
        _tell(duplicates, what, lost if lost.any() else repeated, table.index, differs)
    kept = ~lost & ~subjects.duplicated(keep="last" if duplicates == "last" else "first")
    left_out = dict(zip(subjects[lost], table.index[lost], strict=True))
    return OneRowEach(table[kept], [*map(str, left_out.values())])


def _tell(
    duplicates: Duplicates, what: str, rows: BoolArray, index: pd.Index, differs: pd.DataFrame
) -> None:
    subjects = {bare(str(name)) for name in index[rows]}
    done = f"keep the {duplicates}" if duplicates in ("first", "last") else "are left out"
    warn_caller(
        f"{len(subjects)} subjects with several {what} {done}: "
        f"{listing(_names(index, rows), 5)}; {_disagreement(differs)}"
    )


def _names(index: pd.Index, rows: BoolArray) -> list[str]:
    """List subjects in every spelling that they have in the table."""
    return list(dict.fromkeys(index[rows]))


def _differences(table: pd.DataFrame, subjects: pd.Index, ignore: Collection[str]) -> pd.DataFrame:
    """Find the columns in which the rows of a repeated subject differ: DataFrame of bool."""
    compared = [name for name in table if name not in ignore]
    several = subjects.duplicated(keep=False)
    rows = table.loc[several, compared].astype(object)
    return rows.groupby(subjects[several]).nunique(dropna=False) > 1


def _disagreement(differs: pd.DataFrame) -> str:
    """Say how many repeated subjects have rows that differ, and in which columns."""
    n_disagree = int(differs.any(axis=1).sum())
    if not n_disagree:
        return "none of them disagree"
    by_column = differs.sum()
    columns = [f"{count} in {str(name)!r}" for name, count in by_column.items() if count]
    more = f" and {len(columns) - 5} more columns" if len(columns) > 5 else ""
    return f"{n_disagree} of them disagree: {', '.join(columns[:5])}{more}"
