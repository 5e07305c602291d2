"""Participants and their files, joined by subject."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from ..connectome import listing
from ..types import IntArray
from .duplicates import Duplicates, OneRowEach, bare, one_row_each
from .errors import errors_named
from .files import FilePath, read_text
from .frames import id_column_of, read_frame, without_row_numbers
from .limits import MEMORY_LIMIT


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
        TSV or CSV with a header, a line for each participant, separated by tabs, commas,
        semicolons or white space. Decimal commas are read where tabs or semicolons separate.
        A first column without a name that numbers the rows (pandas and R write one) is left out.
    id_column : str, optional
        The column of subjects; by default the first of ``participant_id``, ``sub_id``,
        ``subject_id``, ``subject`` and ``id`` that there is, in capitals too, else the first if it
        has no name and does not only count, or is FreeSurfer's.
    duplicates : {"error", "first", "last", "drop", "agreeing"}, default="error"
        What to do with a subject of several rows: refuse the table, keep one of the rows, or leave
        the subject out; ``"agreeing"`` keeps one row where they agree, and leaves out those who
        disagree. ``sub-01`` and ``01`` are one subject.
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
        If it is damaged, too large, or a subject has several rows; how many of those disagree is
        said, and in which columns. The message of either begins with the path.

    Warns
    -----
    UserWarning
        If rows of a subject disagree and one is kept, or a subject is left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from sk_ccnn.io import read_participants
    >>> table = pd.DataFrame({"participant_id": ["a", "b", "b"], "age": [30, 41, 41]})
    >>> read_participants(table, duplicates="first")["age"].to_dict()
    {'a': 30, 'b': 41}
    """
    return read_one_row_each(participants, id_column, duplicates, memory_limit).table


def read_one_row_each(
    participants: FilePath | pd.DataFrame,
    id_column: str | None,
    duplicates: Duplicates,
    memory_limit: float,
) -> OneRowEach:
    """Do as `read_participants`, and name who was left out.

    Parameters
    ----------
    participants, id_column, duplicates, memory_limit
        As of `read_participants`.

    Returns
    -------
    OneRowEach

    Raises
    ------
    OSError, ValueError
        As of `read_participants`.
    """
    if isinstance(participants, pd.DataFrame):
        return _by_subject(participants.copy(), id_column, duplicates)
    with errors_named(participants):
        table = read_frame(read_text(Path(participants), memory_limit), memory_limit)
        return _by_subject(table, id_column, duplicates)


def _by_subject(table: pd.DataFrame, id_column: str | None, duplicates: Duplicates) -> OneRowEach:
    id_column = id_column_of(table, id_column)
    table = without_row_numbers(table, id_column)
    if id_column is not None:
        table = table.set_index(id_column)
    names = ["" if pd.isna(each) else subject_name(each) for each in table.index]
    if "" in names:
        raise ValueError(f"{names.count('')} participants have no {id_column}")
    table.index = pd.Index(names, name=id_column or "subject")
    return one_row_each(table, duplicates, tell=True)


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
        by_name.setdefault(bare(name), name)
    keys = [by_name.get(each, by_name.get(bare(each))) for each in subjects]
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


def subject_name(value: object) -> str:
    """Write a subject as str; 51491.0 and 51491 are the same."""
    if isinstance(value, numbers.Real) and float(value).is_integer():
        return str(int(value))  # type: ignore[call-overload]
    return str(value).strip()
