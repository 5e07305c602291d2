"""Participants and their files, joined by subject."""

from __future__ import annotations

import numbers
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from ..connectome import listing
from ..types import IntArray
from .cells import read_cells
from .errors import errors_named
from .files import FilePath, read_text
from .limits import MEMORY_LIMIT

Duplicates: TypeAlias = Literal["error", "first", "last", "drop"]
DUPLICATES: tuple[str, ...] = get_args(Duplicates)
_ID_COLUMNS = ("participant_id", "sub_id", "subject_id", "subject", "id")


def read_participants(
    participants: FilePath | pd.DataFrame,
    *,
    id_column: str | None = None,
    duplicates: Duplicates = "error",
    memory_limit: float = MEMORY_LIMIT,
) -> pd.DataFrame:
    """Read a participants table.

    Parameters
    ----------
    participants : str, path-like or DataFrame
        TSV or CSV with a header, a line for each participant.
    id_column : str, optional
        The column of subjects; by default the first of ``participant_id``, ``sub_id``,
        ``subject_id``, ``subject`` and ``id`` that there is.
    duplicates : {"error", "first", "last", "drop"}, default="error"
        What to do with a subject of several rows: refuse the table, keep one of the rows, or leave
        the subject out.
    memory_limit : float, default=1e9
        How much memory reading may take, in bytes.

    Returns
    -------
    DataFrame
        Indexed by subject, as str; a leading ``sub-`` is kept.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is damaged, too large, or a subject has several rows. The message of either begins
        with the path.

    Examples
    --------
    >>> import pandas as pd
    >>> from sk_ccnn.io import read_participants
    >>> table = pd.DataFrame({"participant_id": ["a", "b", "b"], "age": [30, 41, 41]})
    >>> read_participants(table, duplicates="first")["age"].to_dict()
    {'a': 30, 'b': 41}
    """
    if isinstance(participants, pd.DataFrame):
        table = participants.copy()
    else:
        table = read_frame(participants, memory_limit)
    with errors_named(participants):
        return _by_subject(table, id_column, duplicates)


def _by_subject(table: pd.DataFrame, id_column: str | None, duplicates: Duplicates) -> pd.DataFrame:
    id_column = _id_column(table, id_column)
    if id_column is not None:
        table = table.set_index(id_column)
    if table.index.isna().any():
        raise ValueError(f"{int(table.index.isna().sum())} participants have no {id_column}")
    table.index = pd.Index([_subject(each) for each in table.index], name=id_column or "subject")
    return keep_one_row(table, duplicates)


def read_frame(path: FilePath, memory_limit: float = MEMORY_LIMIT) -> pd.DataFrame:
    """Read a CSV or TSV file with a header; a column is of numbers if every cell is one.

    Parameters
    ----------
    path : str or path-like
    memory_limit : float
        In bytes.

    Returns
    -------
    DataFrame
        Empty cells, ``n/a`` (as BIDS writes it), ``NA`` and ``nan`` are NaN.
    """
    with errors_named(path):
        text = read_text(Path(path), memory_limit)
        header, *rows = read_cells(text, without_corner=False, memory_limit=memory_limit)
        if not rows:
            raise ValueError("the table has a header but no rows")
        repeated = sorted(name for name, count in Counter(header).items() if count > 1)
        if repeated:
            raise ValueError(f"the header names columns twice: {listing(repeated)}")
    table = pd.DataFrame(rows, columns=header, dtype=object)
    table = table.mask(table.isin(["", "n/a", "N/A", "NA", "nan", "NaN"]))
    return table.apply(_numeric_where_possible)


def _numeric_where_possible(column: pd.Series) -> pd.Series:
    known = column.dropna().astype(str)
    # 007 is a name, not a number: as one it would match 7.
    if known.str.fullmatch(r"[+-]?0\d+").any():
        return column
    try:
        return pd.to_numeric(column)
    except (ValueError, TypeError):
        return column


def keep_one_row(table: pd.DataFrame, duplicates: Duplicates) -> pd.DataFrame:
    """Keep one row of each subject, or refuse subjects with several rows.

    Parameters
    ----------
    table : DataFrame
        Indexed by subject.
    duplicates : {"error", "first", "last", "drop"}

    Returns
    -------
    DataFrame
        One row for each subject.
    """
    if duplicates not in DUPLICATES:
        raise ValueError(f"duplicates must be one of {DUPLICATES}, got {duplicates!r}")
    if duplicates != "error":
        keep = False if duplicates == "drop" else duplicates
        return table[~table.index.duplicated(keep=keep)]
    repeated = table.index[table.index.duplicated()].unique().tolist()
    if repeated:
        raise ValueError(
            f"{len(repeated)} subjects have several rows, which would leak between folds: "
            f"{listing(repeated, 5)}; say which to keep: duplicates='first', 'last' or 'drop' "
            "(leave them out)"
        )
    return table


def join(
    subjects: Sequence[str], table: pd.DataFrame
) -> tuple[IntArray, list[str], dict[str, list[str]]]:
    """Find the subjects who have data and are in the table.

    Parameters
    ----------
    subjects : sequence of str
        Subjects who have data.
    table : DataFrame
        Indexed by subject.

    Returns
    -------
    rows : ndarray of int
        Indices into `subjects` of those who are in the table, in the order of `subjects`.
    keys : list of str
        Their index in the table.
    missing : dict
        ``not_in_participants`` and ``without_data``, lists of str.

    Raises
    ------
    ValueError
        If there is no such subject.
    """
    by_name = {name: name for name in table.index}
    for name in table.index:
        by_name.setdefault(_bare(name), name)
    keys = [by_name.get(each, by_name.get(_bare(each))) for each in subjects]
    rows = np.array([row for row, key in enumerate(keys) if key is not None], dtype=int)
    found = [key for key in keys if key is not None]
    if not found:
        raise ValueError(
            f"no subject is both in the data ({listing(list(subjects), 3)}) and in the "
            f"participants table ({listing(list(table.index), 3)})"
        )
    missing = {
        "not_in_participants": [s for s, key in zip(subjects, keys, strict=True) if key is None],
        "without_data": [name for name in table.index if name not in set(found)],
    }
    return rows, found, missing


def _bare(name: str) -> str:
    """Leave out the prefix that BIDS puts before a subject's label."""
    return name.removeprefix("sub-")


def _subject(value: object) -> str:
    """Write a subject as str; 51491.0 and 51491 are the same."""
    if isinstance(value, numbers.Real) and float(value).is_integer():
        return str(int(value))  # type: ignore[call-overload]
    return str(value)


def _id_column(table: pd.DataFrame, id_column: str | None) -> str | None:
    if id_column is not None:
        if id_column not in table:
            raise ValueError(f"participants have no column {id_column!r}; they have {[*table]}")
        return id_column
    known = [name for name in _ID_COLUMNS if name in table]
    if not known and not isinstance(table.index, pd.RangeIndex):
        return None
    if not known:
        raise ValueError(
            f"no column of participants is one of {_ID_COLUMNS}; say id_column=, one of {[*table]}"
        )
    return known[0]
