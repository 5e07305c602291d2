"""Tables with a header, as pandas, R, FreeSurfer and spreadsheets write them."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from ..caller import warn_caller
from ..connectome import listing
from .cells import MISSING, has_decimal_comma, is_number, read_cells
from .limits import MEMORY_LIMIT
from .names import counts

ID_COLUMNS = ("participant_id", "sub_id", "subject_id", "subject", "id")
# What pandas calls a column without a name, when it reads one.
_UNNAMED = ("", "Unnamed: 0")
# What FreeSurfer's aparcstats2table and asegstats2table write above the subjects.
_FREESURFER = re.compile(
    r"[lr]h\.[\w.+-]+\.(thickness|thicknessstd|area|volume|meancurv)|Measure:\w+"
)


def read_frame(text: str, memory_limit: float = MEMORY_LIMIT) -> pd.DataFrame:
    """Read CSV or TSV text with a header; a column is of numbers if every cell is one.

    Parameters
    ----------
    text : str
        The header may leave out the name above the names of rows, as R's does.
    memory_limit : float
        What all cells may take, in bytes.

    Returns
    -------
    DataFrame
        Empty cells, ``n/a`` (as BIDS writes it), ``NA`` and ``nan`` are NaN.

    Raises
    ------
    ValueError
        If it is damaged, or a column is named twice.

    Warns
    -----
    UserWarning
        If a column holds decimal commas that cannot be told from separators; it stays text.
    """
    header, *rows = read_cells(text, _is_of_r, memory_limit)
    if not rows:
        raise ValueError("the table has a header but no rows")
    repeated = sorted(name for name, count in Counter(header).items() if count > 1)
    if repeated:
        raise ValueError(f"the header names columns twice: {listing(repeated)}")
    table = pd.DataFrame(rows, columns=header, dtype=object)
    table = table.mask(table.isin(MISSING))
    # Not by `apply`, whose frames would stand between a warning and the user.
    return pd.DataFrame({name: _numeric_where_possible(table[name]) for name in header})


def id_column_of(table: pd.DataFrame, id_column: str | None) -> str | None:
    """Find the column of subjects: str, or None if they are the index.

    Parameters
    ----------
    table : DataFrame
    id_column : str or None
        What the user says.

    Returns
    -------
    str or None

    Raises
    ------
    ValueError
        If there is none, or it cannot be told.
    """
    if id_column is not None:
        if id_column not in table:
            raise ValueError(f"participants have no column {id_column!r}; they have {[*table]}")
        return id_column
    by_name = {str(name).lower(): name for name in reversed([*table])}
    known = [name for name in ID_COLUMNS if name in table]
    known += [by_name[name] for name in ID_COLUMNS if name in by_name]
    if known:
        return known[0]
    if not isinstance(table.index, pd.RangeIndex):
        return None
    first = table.columns[0] if len(table.columns) else None
    if _FREESURFER.fullmatch(str(first)) or (first in _UNNAMED and not _only_counts(table[first])):
        return first
    hint = "" if first not in _UNNAMED else f"; {first!r}, the first column, only counts the rows"
    raise ValueError(
        f"no column of participants is one of {ID_COLUMNS}; say id_column=, one of {[*table]}{hint}"
    )


def without_row_numbers(table: pd.DataFrame, id_column: str | None) -> pd.DataFrame:
    """Leave out a first column without a name that numbers the rows beside a column of subjects.

    Parameters
    ----------
    table : DataFrame
    id_column : str or None
        The column of subjects.

    Returns
    -------
    DataFrame
    """
    first = table.columns[0] if len(table.columns) else None
    if id_column in (None, first) or first not in _UNNAMED:
        return table
    return table.drop(columns=first) if _are_whole(table[first]) else table


def _is_of_r(rows: list[list[str]]) -> bool:
    """Tell whether a header leaves out the corner above names, not above a cut line."""
    names = [row[0] for row in rows[1:]]
    has_ids = any(name.lower() in ID_COLUMNS for name in rows[0])
    return not has_ids or all(name.isdecimal() for name in names)


def _only_counts(column: pd.Series) -> bool:
    return _are_whole(column) and counts([str(int(number)) for number in column])


def _are_whole(column: pd.Series) -> bool:
    return pd.api.types.is_integer_dtype(column)


def _numeric_where_possible(column: pd.Series) -> pd.Series:
    known = column.dropna().astype(str)
    # 007 is a name, not a number: as one it would match 7.
    if known.str.fullmatch(r"[+-]?0\d+").any():
        return column
    try:
        return pd.to_numeric(column)
    except (ValueError, TypeError):
        commas = known[known.map(has_decimal_comma)]
        if len(commas) and known.str.replace(",", ".").map(lambda cell: is_number([cell])).all():
            warn_caller(
                f"column {column.name!r} has numbers like {commas.iloc[0]!r} and stays text: a "
                "decimal comma is read only where semicolons or tabs separate the columns, and no "
                "number has a point"
            )
        return column
