"""Read a cohort: connectomes or regional measures, joined with who they belong to."""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard, Unpack

import numpy as np
import pandas as pd
from sklearn.utils import Bunch

from ..caller import warn_caller
from ..connectome import Connectome, edge_list, listing
from ..types import FloatArray, IntArray
from .arrays import read_npy, read_npz
from .bids import SUFFIX as RELMAT
from .connectomes import SUFFIXES, ConnectomeOptions, read_connectome, read_labels
from .content import ReadOptions
from .duplicates import Duplicates, bare, keep_one_row
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
from .participants import join, read_participants, subject_name
from .square import require_square, require_symmetric
from .subjects import subject_of

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
    duplicates : {"error", "first", "last", "drop"}, default="error"
        What to do with a subject who occurs twice, in the data or among the participants.
        ``sub-01`` and ``01`` are one subject.
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
        measures; ``subjects``: ndarray of str; ``participants``: DataFrame, in the order of X, or
        None; ``labels``: tuple of str, names of the regions or measures; ``connectome``: the
        first subject's `Connectome` (its coordinates and lengths), of a table the regions of
        `connectome` that it measures, or None; ``not_in_participants``, ``without_data`` and
        ``incomplete``: lists of who was left out; ``left_out_columns``: list of those that measure
        no region of `connectome`.

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
    table = None
    if participants is not None:
        table = read_participants(
            participants, id_column=id_column, duplicates=duplicates, memory_limit=limit
        )
    if isinstance(source, pd.DataFrame) or _is_file(source, _TABLES):
        measures = read_participants(
            source, id_column=id_column, duplicates=duplicates, memory_limit=limit
        )
        with errors_named(source):
            data = _measures(choose_columns(measures, columns, drop), connectome)
            return _joined(data, table, missing)
    given = {"columns": columns, "drop": drop, "connectome": connectome}
    needless = [f"{name}=" for name, value in given.items() if value is not None]
    if needless:
        raise ValueError(f"{', '.join(needless)} choose columns of a table, but {source} is none")
    if _is_file(source, (".npy", ".npz")):
        data = _stacked(Path(source), table, **options)
    else:
        with errors_named(source):
            files = _files_of(source, pattern, table, duplicates)
        data = _connectomes(files, options)
    with errors_named(source):
        return _joined(data, table, missing)


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


def _files_of(
    source: FilePath | Sequence[FilePath] | Mapping[str, FilePath],
    pattern: str | None,
    table: pd.DataFrame | None,
    duplicates: Duplicates,
) -> pd.Series:
    """List the files, indexed by subject: Series of Path."""
    if isinstance(source, Mapping):
        paths = [Path(file) for file in source.values()]
        subjects, hint = [subject_name(name) for name in source], ""
    else:
        if isinstance(source, str | os.PathLike):
            paths = _in_folder(Path(source), pattern)
        else:
            paths = [Path(file) for file in source]
        known = set() if table is None else {bare(name) for name in table.index}
        subjects = [subject_of(path, known) for path in paths]
        hint = "; or pattern='*…*', to read only some of the files"
    if not paths:
        raise ValueError(f"no connectomes in {source}; files must end in one of {SUFFIXES}")
    files = pd.DataFrame({"path": paths}, index=subjects)
    files["content"] = _digests(files)
    try:
        return keep_one_row(files, duplicates, what="files", ignore=["path"], tell=True)["path"]
    except ValueError as error:
        raise ValueError(f"{error}{hint}") from error


def _digests(files: pd.DataFrame) -> list[str]:
    """Sum up the content of the files of those who have several: list of str."""
    subjects = pd.Index([bare(name) for name in files.index])
    digests = []
    for path, repeated in zip(files["path"], subjects.duplicated(keep=False), strict=True):
        digests.append("")
        if repeated:
            with path.open("rb") as file:
                digests[-1] = hashlib.file_digest(file, "sha256").hexdigest()
    return digests


def _in_folder(folder: Path, pattern: str | None) -> list[Path]:
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: no folder of this name")
    paths = sorted(path for path in folder.rglob(pattern or "*") if path.is_file())
    if pattern is not None:
        return paths
    relmats = [path for path in paths if path.name.endswith(RELMAT)]
    if relmats:
        return relmats  # TSV files beside them describe nodes and participants
    return [path for path in paths if path.suffix.lower() in SUFFIXES]


def _connectomes(files: pd.Series, options: ConnectomeOptions) -> Bunch:
    for row, path in enumerate(files):
        connectome = read_connectome(path, **options)
        if row == 0:
            first = connectome
            limit = options.get("memory_limit", MEMORY_LIMIT)
            X = _room_for(len(files), (first.n_regions, first.n_regions), limit)
        if connectome.labels != first.labels:
            raise ValueError(
                f"{path} has {connectome.n_regions} regions ({listing(connectome.labels, 3)}) "
                f"but {files.iloc[0]} has {first.n_regions} ({listing(first.labels, 3)}); if edge "
                "lists leave out regions without connections, say n_regions="
            )
        # Only what a sparse connectome holds is written, so that only that takes memory.
        rows, columns, weights = edge_list(connectome.weights)
        X[row, rows, columns] = weights
    return Bunch(
        X=X,
        subjects=np.array([str(subject) for subject in files.index]),
        labels=first.labels,
        connectome=first,
    )


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


def _joined(data: Bunch, table: pd.DataFrame | None, missing: Missing) -> Bunch:
    left_out: dict[str, list[str]] = {"not_in_participants": [], "without_data": []}
    if table is not None:
        rows, keys, left_out = join(data.subjects.tolist(), table)
        if len(rows) < len(data.X):
            _take(data, rows)
        table = table.loc[keys]
    for what, names in left_out.items():
        if names:
            warn_caller(f"{len(names)} left out, {what.replace('_', ' ')}: {listing(names, 5)}")
    left_out["incomplete"] = []
    if isinstance(data.X, pd.DataFrame):
        data.X = require_numbers(data.X)
        complete = complete_rows(data.X, missing)
        left_out["incomplete"] = data.subjects[~complete].tolist()
        _take(data, np.flatnonzero(complete))
        table = None if table is None else table[complete]
    return Bunch(**{"left_out_columns": []} | data, participants=table, **left_out)


def _take(data: Bunch, rows: IntArray) -> None:
    """Keep some subjects."""
    data.X = data.X.iloc[rows] if isinstance(data.X, pd.DataFrame) else data.X[rows]
    data.subjects = data.subjects[rows]
