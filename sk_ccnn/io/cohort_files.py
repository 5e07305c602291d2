"""Which files of a cohort belong to whom."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from .bids import SUFFIX as RELMAT
from .connectomes import SUFFIXES
from .duplicates import Duplicates, OneRowEach, bare, one_row_each
from .files import FilePath
from .participants import subject_name
from .subjects import subject_of


def files_of_subjects(
    source: FilePath | Sequence[FilePath] | Mapping[str, FilePath],
    pattern: str | None,
    table: pd.DataFrame | None,
    duplicates: Duplicates,
) -> OneRowEach:
    """List the files of a cohort.

    Parameters
    ----------
    source, pattern, duplicates
        As of `read_cohort`.
    table : DataFrame or None
        The participants, indexed by subject.

    Returns
    -------
    OneRowEach
        Its column ``path``, indexed by subject.

    Raises
    ------
    ValueError, OSError
        If there are none, or several of a subject.
    """
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
        return one_row_each(files, duplicates, what="files", ignore=["path"], tell=True)
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
