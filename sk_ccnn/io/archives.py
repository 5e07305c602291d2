"""Zip archives: which files they hold, and their content, unpacked in memory up to a limit."""

from __future__ import annotations

import bz2
import zipfile
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

from .limits import MEMORY_LIMIT, require_memory

# The directory of an archive, at its end; an entry becomes an object of a dozen attributes.
_END = b"PK\x05\x06"
_END_BYTES = 22 + 2**16
_DIRECTORY_BYTE = 20


class Archive:
    """The files of a zip archive, which is never extracted.

    Parameters
    ----------
    path : Path
    memory_limit : float
        What all the files that are read may take together, in bytes.

    Attributes
    ----------
    names : tuple of str
        Names of the files, without folders, and without ``.bz2``.

    Raises
    ------
    ValueError
        If the archive holds a name twice, or is too large.
    """

    def __init__(self, path: Path, memory_limit: float = MEMORY_LIMIT) -> None:
        self._limit = memory_limit
        self._held = 0
        self._path = path
        _require_directory(path, memory_limit)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                self._add(entry)
        self.names = tuple(self._entries)

    def _add(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename.rsplit("/", 1)[-1]
        if entry.is_dir() or name.startswith(".") or "__MACOSX/" in entry.filename:
            return
        name = name.removesuffix(".bz2")
        if name in self._entries:
            raise ValueError(f"the archive holds two files of the name {name!r}")
        self._entries[name] = entry

    def read(self, name: str, copies: float = 2) -> bytes:
        """Unpack one of the files.

        Parameters
        ----------
        name : str
            One of `names`.
        copies : float, default=2
            How often the content will be held; twice at least, while it grows.

        Returns
        -------
        bytes

        Raises
        ------
        ValueError
            If it is too large; the size that the archive tells is not relied on.
        """
        entry = self._entries[name]
        self._require(copies * entry.file_size, name)
        with zipfile.ZipFile(self._path) as archive, archive.open(entry) as file:
            content = file.read(self._left(copies))
        self._require(copies * len(content), name)
        self._held += len(content)
        if entry.filename.endswith(".bz2"):
            with bz2.open(BytesIO(content)) as packed:
                content = packed.read(self._left(copies))
            self._require(copies * len(content), name)
            self._held += len(content)
        return content

    def _left(self, copies: float) -> int:
        """Count the bytes that may still be unpacked, and one more, that tells of more."""
        return int(max(self._limit - self._held, 0) / copies) + 1

    def _require(self, n_bytes: float, name: str) -> None:
        n_bytes = self._held + n_bytes
        require_memory(n_bytes, self._limit, f"{name}, unpacked,", at_least=True)


def pick(names: Collection[str], key: str | None, what: str) -> str:
    """Choose one of several arrays of a file.

    Parameters
    ----------
    names : collection of str
    key : str or None
        None if there is only one.
    what : str
        The file, for the error.

    Returns
    -------
    str
    """
    if key is None and len(names) == 1:
        return next(iter(names))
    if key is None:
        raise ValueError(f"{what} holds {list(names)}; say which by key=")
    if key not in names:
        raise ValueError(f"{what} holds no {key!r}, only {list(names)}")
    return key


def _require_directory(path: Path, memory_limit: float) -> None:
    """Count what the list of files takes, which `zipfile` reads whole."""
    n_bytes = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(n_bytes - _END_BYTES, 0))
        end = file.read(_END_BYTES)
    start = end.rfind(_END)
    size = int.from_bytes(end[start + 12 : start + 16], "little") if start >= 0 else 0
    n_listed = min(size, n_bytes)
    require_memory(_DIRECTORY_BYTE * n_listed, memory_limit, "the list of files of the archive")
