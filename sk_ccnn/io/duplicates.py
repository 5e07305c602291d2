"""Subjects who come twice: found whatever their prefix, refused or reduced to one row."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, TypeAlias, get_args

import pandas as pd

from ..caller import warn_caller
from ..connectome import listing

Duplicates: TypeAlias = Literal["error", "first", "last", "drop"]
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
    duplicates : {"error", "first", "last", "drop"}
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
    if duplicates not in DUPLICATES:
        raise ValueError(f"duplicates must be one of {DUPLICATES}, got {duplicates!r}")
    subjects = pd.Index([bare(str(name)) for name in table.index])
    if subjects.is_unique:
        return table
    n_disagree, disagreement = _disagreement(table, subjects, ignore)
    if duplicates == "error":
        raise ValueError(
            f"{_n_repeated(subjects)} subjects have several {what}, which would leak between "
            f"folds: {_spellings(table, subjects)}; {disagreement}; say which to keep: "
            "duplicates='first', 'last' or 'drop' (leave them out)"
        )
    if tell and (n_disagree or duplicates == "drop"):
        done = "are left out" if duplicates == "drop" else f"keep the {duplicates}"
        warn_caller(
            f"{_n_repeated(subjects)} subjects with several {what} {done}: "
            f"{_spellings(table, subjects)}; {disagreement}"
        )
    keep: Literal["first", "last", False] = False if duplicates == "drop" else duplicates
    return table[~subjects.duplicated(keep=keep)]


def _n_repeated(subjects: pd.Index) -> int:
    return int(subjects[subjects.duplicated()].nunique())


def _spellings(table: pd.DataFrame, subjects: pd.Index) -> str:
    """List the repeated subjects in every spelling that they have in the table."""
    names = table.index[subjects.duplicated(keep=False)]
    return listing(list(dict.fromkeys(names)), 5)


def _disagreement(
    table: pd.DataFrame, subjects: pd.Index, ignore: Collection[str]
) -> tuple[int, str]:
    """Count the repeated subjects whose rows differ, and say in which columns."""
    compared = [name for name in table if name not in ignore]
    several = subjects.duplicated(keep=False)
    rows = table.loc[several, compared].astype(object)
    differs = rows.groupby(subjects[several]).nunique(dropna=False) > 1
    n_disagree = int(differs.any(axis=1).sum())
    if not n_disagree:
        return 0, "none of them disagree"
    by_column = differs.sum()
    columns = [f"{count} in {str(name)!r}" for name, count in by_column.items() if count]
    more = f" and {len(columns) - 5} more columns" if len(columns) > 5 else ""
    return n_disagree, f"{n_disagree} of them disagree: {', '.join(columns[:5])}{more}"
