"""Read a cohort: connectomes or regional measures, joined with who they belong to."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard, Unpack

import numpy as np
import pandas as pd
from sklearn.utils import Bunch

from ..caller import warn_caller
from ..connectome import Connectome, listing
from .arrays import read_npy, read_npz
from .bids import SUFFIX as RELMAT
from .connectomes import SUFFIXES, ConnectomeOptions, read_connectome, read_labels
from .content import require_square, require_symmetric
from .duplicates import Duplicates, bare, keep_one_row
from .files import FilePath
from .participants import join, read_participants, subject_name
from .subjects import subject_of


def read_cohort(
    source: FilePath | Sequence[FilePath] | Mapping[str, FilePath] | pd.DataFrame,
    participants: FilePath | pd.DataFrame | None = None,
    *,
    pattern: str | None = None,
    id_column: str | None = None,
    duplicates: Duplicates = "error",
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
        - one CSV or TSV file, or a DataFrame: a row of regional measures for each subject
    participants : str, path-like or DataFrame, optional
        TSV or CSV with a row for each subject; see `read_participants`.
    pattern : str, optional
        Of a folder, only files that match it (``"*_dti.edgelist"``).
    id_column : str, optional
        The column of subjects, in both tables.
    duplicates : {"error", "first", "last", "drop"}, default="error"
        What to do with a subject who occurs twice, in the data or among the participants.
        ``sub-01`` and ``01`` are one subject.
    **options
        For `read_connectome`.

    Returns
    -------
    Bunch
        ``X``: ndarray of shape (n_subjects, n_regions, n_regions), or DataFrame of the regional
        measures; ``subjects``: ndarray of str; ``participants``: DataFrame, in the order of X, or
        None; ``labels``: tuple of str, names of the regions or measures; ``connectome``: the
        first subject's `Connectome` (its coordinates and lengths), or None;
        ``not_in_participants`` and ``without_data``: lists of who was left out.

    Raises
    ------
    OSError
        If a file cannot be read.
    ValueError
        If a file is damaged, regions differ, a subject occurs twice, or a file may belong to
        several subjects.

    Warns
    -----
    UserWarning
        If somebody is only in one of the two, with their number and names.

    Examples
    --------
    >>> import pandas as pd
    >>> from sk_ccnn.io import read_cohort
    >>> thickness = pd.DataFrame({"id": ["a", "b"], "L_insula": [2.9, 3.1], "R_insula": [3.0, 3.0]})
    >>> people = pd.DataFrame({"id": ["b", "a"], "age": [71, 34]})
    >>> cohort = read_cohort(thickness, people)
    >>> cohort.X.shape, cohort.participants["age"].tolist()
    ((2, 2), [34, 71])
    """
    table = None
    if participants is not None:
        table = read_participants(participants, id_column=id_column, duplicates=duplicates)
    if isinstance(source, pd.DataFrame) or _is_file(source, (".csv", ".tsv")):
        measures = read_participants(source, id_column=id_column, duplicates=duplicates)
        data = _measures(measures)
    elif _is_file(source, (".npy", ".npz")):
        data = _stacked(Path(source), table, **options)
    else:
        data = _connectomes(_files_of(source, pattern, table, duplicates), options)
    return _joined(data, table)


def _is_file(source: object, suffixes: tuple[str, ...]) -> TypeGuard[FilePath]:
    return isinstance(source, str | os.PathLike) and Path(source).suffix.lower() in suffixes


def _measures(table: pd.DataFrame) -> Bunch:
    texts = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    if texts:
        raise ValueError(
            f"the measures must be numbers, but {listing(texts, 5)} are not; leave such columns "
            "to the participants table"
        )
    labels = tuple(str(name) for name in table)
    return Bunch(X=table, subjects=np.array(table.index, dtype=str), labels=labels, connectome=None)


def _stacked(
    path: Path,
    table: pd.DataFrame | None,
    key: str | None = None,
    labels: Sequence[str] | FilePath | None = None,
    **matrix_options: Any,
) -> Bunch:
    if table is None:
        raise ValueError(f"{path}: an array names no subjects, so participants are needed")
    try:
        array = read_npy(path) if path.suffix.lower() == ".npy" else read_npz(path, key)
        if array.ndim != 3 or len(array) != len(table):
            raise ValueError(
                f"needed shape ({len(table)}, n_regions, n_regions), a matrix for each "
                f"participant, got {array.shape}"
            )
        X = [require_symmetric(require_square(each), **matrix_options) for each in array]
        first = Connectome(X[0], labels=read_labels(labels))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    subjects = np.array(table.index, dtype=str)
    return Bunch(X=np.stack(X), subjects=subjects, labels=first.labels, connectome=first)


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
        raise FileNotFoundError(f"no folder {folder}")
    paths = sorted(path for path in folder.rglob(pattern or "*") if path.is_file())
    if pattern is not None:
        return paths
    relmats = [path for path in paths if path.name.endswith(RELMAT)]
    if relmats:
        return relmats  # TSV files beside them describe nodes and participants
    return [path for path in paths if path.suffix.lower() in SUFFIXES]


def _connectomes(files: pd.Series, options: ConnectomeOptions) -> Bunch:
    connectomes: dict[str, Connectome] = {}
    for subject, path in files.items():
        connectome = read_connectome(path, **options)
        first = next(iter(connectomes.values()), connectome)
        if connectome.labels != first.labels:
            raise ValueError(
                f"{path} has {connectome.n_regions} regions ({listing(connectome.labels, 3)}) but "
                f"{files.iloc[0]} has {first.n_regions} ({listing(first.labels, 3)}); if edge "
                "lists leave out regions without connections, say n_regions="
            )
        connectomes[subject] = connectome
    first = next(iter(connectomes.values()))
    return Bunch(
        X=np.stack([each.to_dense() for each in connectomes.values()]),
        subjects=np.array([str(subject) for subject in connectomes]),
        labels=first.labels,
        connectome=first,
    )


def _joined(data: Bunch, table: pd.DataFrame | None) -> Bunch:
    missing: dict[str, list[str]] = {"not_in_participants": [], "without_data": []}
    if table is not None:
        rows, keys, missing = join(data.subjects.tolist(), table)
        data.X = data.X.iloc[rows] if isinstance(data.X, pd.DataFrame) else data.X[rows]
        data.subjects = data.subjects[rows]
        table = table.loc[keys]
    for what, names in missing.items():
        if names:
            warn_caller(f"{len(names)} left out, {what.replace('_', ' ')}: {listing(names, 5)}")
    return Bunch(**data, participants=table, **missing)
