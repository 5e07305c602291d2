"""Read the bytes and the text of a file, up to a limit."""

from __future__ import annotations

import bz2
import json
import os
import zipfile
from pathlib import Path
from typing import Any, TypeAlias

FilePath: TypeAlias = str | os.PathLike[str]

# 8 GB of decimals would be a connectome of some 20 000 regions.
MAX_BYTES = 1_000_000_000
MAX_REGIONS = 20_000


def read_bytes(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """Read a whole file, unless it is too large.

    Parameters
    ----------
    path : Path
    max_bytes : int

    Returns
    -------
    bytes

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is empty or larger than `max_bytes`.
    """
    with Path(path).open("rb") as file:
        content = file.read(max_bytes + 1)
    if not content.strip():
        raise ValueError("the file is empty")
    _require_size(len(content), max_bytes)
    return content


def read_text(path: Path) -> str:
    """Read a text file in UTF-8: str."""
    return decode_text(read_bytes(path))


def read_json(path: Path) -> dict[str, Any]:
    """Read an object in JSON: dict."""
    try:
        content = json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"{Path(path).name} is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{Path(path).name} must hold a JSON object, got {type(content).__name__}")
    return content


def decode_text(content: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it is not text.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"not a text file in UTF-8: {error}") from error
    if "\0" in text:
        raise ValueError("not a text file: it holds zero bytes")
    return text


def read_members(path: Path, max_bytes: int = MAX_BYTES) -> dict[str, bytes]:
    """Read the files of a zip archive without extracting it.

    Parameters
    ----------
    path : Path
    max_bytes : int
        Of all files together, unpacked.

    Returns
    -------
    dict
        From file name, without folders and without ``.bz2``, to bytes.

    Raises
    ------
    ValueError
        If the archive is damaged or too large, or holds a name twice.
    """
    members: dict[str, bytes] = {}
    left = max_bytes
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            name = entry.filename.rsplit("/", 1)[-1]
            if entry.is_dir() or name.startswith(".") or "__MACOSX/" in entry.filename:
                continue
            _require_size(entry.file_size, left)
            with archive.open(entry) as file:
                content = file.read(left + 1)
            content = unpack_bz2(content, left) if name.endswith(".bz2") else content
            _require_size(len(content), left)
            left -= len(content)
            name = name.removesuffix(".bz2")
            if name in members:
                raise ValueError(f"the archive holds two files of the name {name!r}")
            members[name] = content
    return members


def unpack_bz2(content: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """Unpack bzip2 data, unless they are cut off or too large.

    Parameters
    ----------
    content : bytes
    max_bytes : int

    Returns
    -------
    bytes
    """
    unpacker = bz2.BZ2Decompressor()
    unpacked = unpacker.decompress(content, max_length=max_bytes + 1)
    _require_size(len(unpacked), max_bytes)
    if not unpacker.eof:
        raise ValueError("the bzip2 data are cut off")
    return unpacked


def _require_size(n_bytes: int, max_bytes: int) -> None:
    if n_bytes > max_bytes:
        raise ValueError(f"more than {max_bytes} bytes, which is the limit")
