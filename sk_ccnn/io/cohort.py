"""Read a cohort: connectomes or regional measures, joined with who they belong to."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Literal, TypeGuard, Unpack

import numpy as np
import pandas as pd
from sklearn.utils import Bunch

from ..caller import warn_caller
from ..connectome import Connectome, edge_list, listing
from ..types import FloatArray, IntArray
from .arrays import read_npy, read_npz
from .cohort_files import files_of_subjects
from .cohort_on_disk import CohortOnDisk
from .connectomes import ConnectomeOptions, read_connectome, read_labels
from .content import ReadOptions
from .duplicates import Duplicates, bare
from .errors import errors_named
from .files import FilePath
from .limits import MEMORY_LIMIT
from .measures import (
    Columns,
    Measures,
    Missing,
    choose_columns,
    complete_rows,
    match_columns,
    require_numbers,
)
from .packing import Packing, pairs_of_connectome
from .participants import join, read_one_row_each
from .square import require_square, require_symmetric

# One file with one of these suffixes is a table; FreeSurfer writes .txt and .dat.
_TABLES = (".csv", ".tsv", ".txt", ".dat")
# How many times the limit of one file those of all subjects may take together.
_COHORT = 4


def read_cohort(
    source: FilePath | Sequence[FilePath] | Mapping[str, FilePath] | pd.DataFrame,
    participants: FilePath | pd.DataFrame | None = None,
    *,
    pattern: str | None = None,
    id_column: str | None = None,
    duplicates: Duplicates = "error",
    columns: Columns | None = None,
    drop: Columns | None = None,
    connectome: Connectome | str | None = None,
    missing: Missing = "error",
    memory_map: FilePath | None = None,
    dtype: Literal["float64", "float32"] = "float64",
    **options: Unpack[ConnectomeOptions],
) -> Bunch:
    """Read the data of a cohort and join them with a participants table by subject.

    Parameters
    ----------
    source : str, path-like, list of path-like, dict or DataFrame
        - a folder, a list of files, or a dict from subject to file: a connectome for each subject,
          in any format of `read_connectome`. The subject of a file is the one of the participants
          table whose whole id stands in the file's name, after ``sub-`` if that is there, between
          ``_``, ``-``, ``.`` or spaces (an id may hold these too); else what follows ``sub-``, as
          in BIDS, or the name without suffix
        - one ``.npy`` or ``.npz`` file with an array of shape (n_subjects, n_regions, n_regions),
          in the order of the participants
        - one CSV, TSV or text file, or a DataFrame: a row of regional measures for each subject
    participants : str, path-like or DataFrame, optional
        TSV or CSV with a row for each subject; see `read_participants`.
    pattern : str, optional
        Of a folder, only files that match it (``"*_dti.edgelist"``).
    id_column : str, optional
        The column of subjects, in both tables.
    duplicates : {"error", "first", "last", "drop", "agreeing"}, default="error"
        What to do with a subject who occurs twice, in the data or among the participants; see
        `read_participants`.
    columns, drop : str or sequence of str, optional
        Of a table, only these columns, or all but these: names, or patterns (``"*_thickness"``).
    connectome : Connectome or str, optional
        Of a table, keep the columns that measure a region of this connectome (the name of one in
        the package, or one with labels) and tell which are left out, such as the mean thickness.
    missing : {"error", "drop", "keep"}, default="error"
        What to do with empty or infinite cells of a table: refuse them, leave out the subjects who
        have some, with a warning, or leave them as they are.
    **options
        For `read_connectome`. Its ``memory_limit`` is for one file; all matrices together may take
        four times as much.

    Returns
    -------
    Bunch
        ``X``: ndarray of shape (n_subjects, n_regions, n_regions), or DataFrame of the regional
        measures, or, with `memory_map`, `CohortOnDisk` of shape (n_subjects, n_pairs), which
        estimators take with ``features="edges"``; ``subjects``: ndarray of str; ``participants``:
        DataFrame, in the order of X, or None; ``labels``: tuple of str, names of the regions or
        measures; ``connectome``: the first subject's `Connectome` (its coordinates and lengths), of
        a table the regions of `connectome` that it measures, or None; ``repeated``,
        ``not_in_participants``, ``without_data`` and ``incomplete``: lists of who was left out, in
        one of them each; ``left_out_columns``: list of those that measure no region of
        `connectome`.

    Raises
    ------
    OSError
        If a file cannot be read. The message begins with its path, as that of a ValueError does.
    ValueError
        If a file is damaged, regions differ, a subject occurs twice, a file may belong to several
        subjects, too much memory is needed, or a cell of a table holds no number; column and
        subject are named.

    Warns
    -----
    UserWarning
        If somebody is only in one of the two, or left out, with their number and names; if columns
        or regions are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> from sk_ccnn.io import read_cohort
    >>> thickness = pd.DataFrame({"id": ["a", "b"], "L_insula": [2.9, 3.1], "R_insula": [3.0, 3.0]})
    >>> people = pd.DataFrame({"id": ["b", "a"], "age": [71, 34]})
    >>> cohort = read_cohort(thickness, people)
    >>> cohort.X.shape, cohort.participants["age"].tolist()
    ((2, 2), [34, 71])

    What measures no region of the connectome is left out, with a warning:

    >>> import warnings
    >>> thickness["L_MeanThickness"] = [2.5, 2.4]
    >>> with warnings.catch_warnings(action="ignore"):
    ...     cohort = read_cohort(thickness, people, connectome="desikan_killiany")
    >>> cohort.left_out_columns, cohort.connectome.labels
    (['L_MeanThickness'], ('L_insula', 'R_insula'))
    """
    limit = options.get("memory_limit", MEMORY_LIMIT)
    table, repeated = None, list[str]()
    if participants is not None:
        table, repeated = read_one_row_each(participants, id_column, duplicates, limit)
    packing = None if memory_map is None else Packing(Path(memory_map), dtype)
    if packing is None and dtype != "float64":
        raise ValueError(f"dtype={dtype!r} is for the file of memory_map=, and there is none")
    is_one = isinstance(source, pd.DataFrame) or _is_file(source, (*_TABLES, ".npy", ".npz"))
    if packing is not None and is_one:
        raise ValueError(
            "memory_map= is where connectomes of many files are written to; a table or an array "
            "is in one file already (CohortOnDisk opens a .npy file)"
        )
    if isinstance(source, pd.DataFrame) or _is_file(source, _TABLES):
        measures, more = read_one_row_each(source, id_column, duplicates, limit)
        with errors_named(source):
            data = _measures(choose_columns(measures, columns, drop), connectome)
            return _joined(data, table, missing, [*repeated, *more])
    given = {"columns": columns, "drop": drop, "connectome": connectome}
    needless = [f"{name}=" for name, value in given.items() if value is not None]
    if needless:
        raise ValueError(f"{', '.join(needless)} choose columns of a table, but {source} is none")
    if _is_file(source, (".npy", ".npz")):
        data = _stacked(Path(source), table, **options)
    else:
        with errors_named(source):
            found, more = files_of_subjects(source, pattern, table, duplicates)
        files, repeated = found["path"], [*repeated, *more]
        if packing is None:
            data = _connectomes(files, options)
        else:
            with errors_named(source):
                wanted = _rows_of_participants(files, table)
            data = _packed(files, wanted, options, packing)
    with errors_named(source):
        return _joined(data, table, missing, repeated)


def _is_file(source: object, suffixes: tuple[str, ...]) -> TypeGuard[FilePath]:
    return isinstance(source, str | os.PathLike) and Path(source).suffix.lower() in suffixes


def _measures(table: pd.DataFrame, connectome: Connectome | str | None) -> Bunch:
    found = Measures(table) if connectome is None else match_columns(table, connectome)
    return Bunch(
        X=found.table,
        subjects=np.array(table.index, dtype=str),
        labels=tuple(found.table.columns),
        connectome=found.connectome,
        left_out_columns=list(found.left_out),
    )


def _stacked(
    path: Path,
    table: pd.DataFrame | None,
    labels: Sequence[str] | FilePath | None = None,
    **given: Any,
) -> Bunch:
    unused = sorted(set(given) - {"key", "directed", "symmetrize", "memory_limit"})
    if unused:
        raise ValueError(f"{path}: an array of all subjects has no use for {unused}")
    options = ReadOptions(**given)
    with errors_named(path):
        if table is None:
            raise ValueError("an array names no subjects, so participants are needed")
        limit = _COHORT * options.memory_limit
        is_npy = path.suffix.lower() == ".npy"
        array = read_npy(path, limit) if is_npy else read_npz(path, options.key, memory_limit=limit)
        if array.ndim != 3 or len(array) != len(table):
            raise ValueError(
                f"needed shape ({len(table)}, n_regions, n_regions), a matrix for each "
                f"participant, got {array.shape}"
            )
        X = _room_for(len(array), array.shape[1:], options.memory_limit)
        for row, each in enumerate(array):
            square = require_square(each, memory_limit=options.memory_limit)
            X[row] = require_symmetric(square, options.directed, options.symmetrize)
        first = Connectome(X[0], labels=read_labels(labels, options.memory_limit))
    subjects = np.array(table.index, dtype=str)
    return Bunch(X=X, subjects=subjects, labels=first.labels, connectome=first)


def _connectomes(files: pd.Series, options: ConnectomeOptions) -> Bunch:
    first, connectomes = _read_each(files, options)
    limit = options.get("memory_limit", MEMORY_LIMIT)
    X = _room_for(len(files), (first.n_regions, first.n_regions), limit)
    for row, connectome in enumerate(connectomes):
        # Only what a sparse connectome holds is written, so that only that takes memory.
        rows, columns, weights = edge_list(connectome.weights)
        X[row, rows, columns] = weights
    return _of_subjects(files, X, first)


def _packed(
    files: pd.Series, wanted: set[int], options: ConnectomeOptions, packing: Packing
) -> Bunch:
    """Write the connectomes of those who are wanted to a file; X is that file."""
    first, connectomes = _read_each(files, options)
    with packing.open(len(wanted), first.n_regions) as write:
        for row, connectome in enumerate(connectomes):
            pairs = pairs_of_connectome(connectome, files.iloc[row])
            if row in wanted:
                write(pairs)
    return _of_subjects(files, CohortOnDisk(packing.path), first)


def _rows_of_participants(files: pd.Series, table: pd.DataFrame | None) -> set[int]:
    if table is None:
        return set(range(len(files)))
    return set(join([str(subject) for subject in files.index], table)[0].tolist())


def _read_each(
    files: pd.Series, options: ConnectomeOptions
) -> tuple[Connectome, Iterator[Connectome]]:
    """Give the first connectome, and all, which must be of the same regions."""
    first = read_connectome(files.iloc[0], **options)

    def read(path: Path) -> Connectome:
        connectome = read_connectome(path, **options)
        if connectome.labels != first.labels:
            raise ValueError(
                f"{path} has {connectome.n_regions} regions ({listing(connectome.labels, 3)}) "
                f"but {files.iloc[0]} has {first.n_regions} ({listing(first.labels, 3)}); if edge "
                "lists leave out regions without connections, say n_regions="
            )
        return connectome

    return first, chain([first], map(read, files.iloc[1:]))


def _of_subjects(files: pd.Series, X: Any, first: Connectome) -> Bunch:
    subjects = np.array([str(subject) for subject in files.index])
    return Bunch(X=X, subjects=subjects, labels=first.labels, connectome=first)


def _room_for(n_subjects: int, shape: tuple[int, ...], memory_limit: float) -> FloatArray:
    """Make room for a matrix for each subject, unless all would take too much."""
    n_bytes = 8.0 * n_subjects * math.prod(shape)
    if n_bytes > _COHORT * memory_limit:
        raise ValueError(
            f"{n_subjects} matrices of {shape[0]} regions would take {n_bytes:.2g} bytes of "
            f"memory, which is beyond the limit of {_COHORT * memory_limit:.2g}; to raise it, say "
            f"memory_limit={1.1 * n_bytes / _COHORT:.1e}"
        )
    return np.zeros((n_subjects, *shape))


def _joined(
    data: Bunch, table: pd.DataFrame | None, missing: Missing, repeated: Sequence[str]
) -> Bunch:
    """Join data and participants, without those who were left out because they came twice."""
    left_out: dict[str, list[str]] = {"not_in_participants": [], "without_data": []}
    told = {bare(name): name for name in repeated}
    if table is not None:
        rows, keys, missed = join(data.subjects.tolist(), table)
        left_out = {
            what: [name for name in names if bare(name) not in told]
            for what, names in missed.items()
        }
        if len(rows) < len(data.subjects):
            _take(data, rows)
        table = table.loc[keys]
    for what, names in left_out.items():
        if names:
            warn_caller(f"{len(names)} left out, {what.replace('_', ' ')}: {listing(names, 5)}")
    left_out |= {"repeated": [*told.values()], "incomplete": []}
    if isinstance(data.X, pd.DataFrame):
        data.X = require_numbers(data.X)
        complete = complete_rows(data.X, missing)
        left_out["incomplete"] = data.subjects[~complete].tolist()
        _take(data, np.flatnonzero(complete))
        table = None if table is None else table[complete]
    return Bunch(**{"left_out_columns": []} | data, participants=table, **left_out)


def _take(data: Bunch, rows: IntArray) -> None:
    """Keep some subjects."""
    if len(data.X) == len(data.subjects):  # what was packed has no others
        data.X = data.X.iloc[rows] if isinstance(data.X, pd.DataFrame) else data.X[rows]
    data.subjects = data.subjects[rows]
