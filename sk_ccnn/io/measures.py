"""Regional measures: which columns of a table they are, and that every cell holds a number."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np
import pandas as pd

from ..caller import warn_caller
from ..connectome import (
    Connectome,
    as_connectome,
    close_names,
    find_regions,
    listing,
    load_connectome,
)
from .cells import has_decimal_comma

Columns: TypeAlias = str | Sequence[str]
Missing: TypeAlias = Literal["error", "drop", "keep"]
_MISSING: tuple[str, ...] = get_args(Missing)


class Measures(NamedTuple):
    """The measures of a table.

    Parameters
    ----------
    table : DataFrame of shape (n_subjects, n_measures)
    connectome : Connectome or None
        Of the regions that are measured.
    left_out : list of str
        Columns that are no measure of a region of the connectome.
    """

    table: pd.DataFrame
    connectome: Connectome | None = None
    left_out: Sequence[str] = ()


def choose_columns(
    table: pd.DataFrame, columns: Columns | None = None, drop: Columns | None = None
) -> pd.DataFrame:
    """Take columns of a table, or leave some out.

    Parameters
    ----------
    table : DataFrame
    columns, drop : str or sequence of str, optional
        Names, or patterns such as ``"*_thickness"``.

    Returns
    -------
    DataFrame
        The columns in the order of `columns`.

    Raises
    ------
    ValueError
        If a name or pattern fits no column, no column is left, or two have one name.
    """
    names = [str(name) for name in table]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"columns are named twice: {listing(repeated, 5)}")
    table = table.set_axis(names, axis=1)
    chosen = names if columns is None else _named(columns, names, "columns")
    dropped = set() if drop is None else set(_named(drop, names, "drop"))
    left = [name for name in chosen if name not in dropped]
    if not left:
        raise ValueError(f"columns= and drop= leave no column of {listing(names, 5)}")
    return table[left]


def _named(wanted: Columns, names: list[str], option: str) -> list[str]:
    """List the columns that names and patterns mean, each once."""
    found: dict[str, None] = {}
    for each in [wanted] if isinstance(wanted, str) else wanted:
        fitting = [each] if each in names else [n for n in names if fnmatchcase(n, str(each))]
        if not fitting:
            close = close_names(each, names)
            hint = f"close are {listing(close)}" if close else f"they are {listing(names, 5)}"
            raise ValueError(f"{option}= names {each!r}, which is no column of the table; {hint}")
        found |= dict.fromkeys(fitting)
    return list(found)


def match_columns(table: pd.DataFrame, connectome: Connectome | str) -> Measures:
    """Keep the columns that measure a region of a connectome.

    Parameters
    ----------
    table : DataFrame
    connectome : Connectome or str
        One with labels, or the name of one in the package.

    Returns
    -------
    Measures

    Raises
    ------
    ValueError
        If no column means a region, a column means several, or the connectome has no labels.

    Warns
    -----
    UserWarning
        Of columns that are left out, and of regions that no column measures.
    """
    brain = as_connectome(connectome)
    if not brain.has_labels:
        raise ValueError("columns are matched by name, but the connectome has no labels")
    names = [str(name) for name in table]
    regions = find_regions(names, brain.labels)
    kept = [name for name, region in zip(names, regions, strict=True) if region is not None]
    left_out = [name for name, region in zip(names, regions, strict=True) if region is None]
    if not kept:
        raise ValueError(
            f"no column means a region: {listing(names, 5)}; the connectome's {brain.n_regions} "
            f"regions are named like {listing(brain.labels, 3)}"
        )
    brain = _narrowest(connectome, brain, kept)
    order = list(dict.fromkeys(brain.match(kept).tolist()))
    without = [label for index, label in enumerate(brain.labels) if index not in order]
    if left_out:
        warn_caller(
            f"{len(left_out)} columns left out, which mean no region: {listing(left_out, 10)}"
        )
    if without:
        warn_caller(f"{len(without)} regions have no column: {listing(without, 10)}")
    return Measures(table[kept], brain.subset(order), left_out)


def _narrowest(given: Connectome | str, brain: Connectome, names: Sequence[str]) -> Connectome:
    """Give the cortex alone, whose density was chosen for it, where nothing else is measured."""
    if isinstance(given, str):
        cortex = load_connectome(given, cortex_only=True)
        if None not in find_regions(names, cortex.labels):
            return cortex
    return brain


def require_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Turn measures into numbers, or refuse the first cell that holds something else.

    Parameters
    ----------
    table : DataFrame
        Indexed by subject.

    Returns
    -------
    DataFrame of numbers, NaN where a cell is empty

    Raises
    ------
    ValueError
        Naming column and subject.
    """
    numbers = table.apply(_to_numeric)
    bad = numbers.isna() & table.notna()
    if not bad.to_numpy().any():
        return numbers
    texts = [name for name in table if bad[name].any()]
    subject = bad.index[bad[texts[0]]][0]
    cell = str(table.loc[subject, texts[0]])
    comma = " (with a decimal comma)" if has_decimal_comma(cell) else ""
    raise ValueError(
        f"the measures must be numbers, but {listing(texts, 5)} are not; leave such columns to "
        f"the participants table, or out by drop=. Column {texts[0]!r} of subject {subject!r} "
        f"holds {cell!r}{comma}"
    )


def _to_numeric(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column) or pd.api.types.is_timedelta64_dtype(column):
        column = column.astype(str)
    return pd.to_numeric(column, errors="coerce")


def complete_rows(table: pd.DataFrame, missing: Missing) -> np.ndarray:
    """Find the subjects whose measures are all there.

    Parameters
    ----------
    table : DataFrame of numbers
        Indexed by subject.
    missing : {"error", "drop", "keep"}
        What to do with empty or infinite cells.

    Returns
    -------
    ndarray of shape (n_subjects,), of bool

    Raises
    ------
    ValueError
        Naming column and subject, if `missing` is ``"error"`` or nobody is left.

    Warns
    -----
    UserWarning
        Of the subjects who are left out.
    """
    if missing not in _MISSING:
        raise ValueError(f"missing must be one of {_MISSING}, got {missing!r}")
    empty = ~np.isfinite(table.to_numpy(dtype=float))
    rows = empty.any(axis=1)
    if missing == "keep" or not rows.any():
        return np.ones(len(table), dtype=bool)
    columns = [f"{name!r} ({n})" for name, n in zip(table, empty.sum(axis=0), strict=True) if n]
    told = ", ".join(columns[:5]) + (", ..." if len(columns) > 5 else "")
    subjects = listing(table.index[rows].tolist(), 5)
    if missing == "error" or rows.all():
        row, column = np.argwhere(empty)[0]
        raise ValueError(
            f"column {table.columns[column]!r} of subject {table.index[row]!r} holds no finite "
            f"number; {rows.sum()} of {len(table)} subjects lack one, in {told}. missing='drop' "
            "leaves them out, 'keep' leaves their cells empty, drop= leaves out columns"
        )
    warn_caller(f"{rows.sum()} left out, without a number in {told}: {subjects}")
    return ~rows
