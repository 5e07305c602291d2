"""Read the bytes and the text of a file, up to a limit."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, TypeAlias

from .limits import MEMORY_LIMIT, TEXT_BYTE, require_memory

FilePath: TypeAlias = str | os.PathLike[str]

# An object in JSON takes some thirty times the memory of its text.
_JSON_BYTE = 30


def read_bytes(path: Path, memory_limit: float = MEMORY_LIMIT, copies: float = 1) -> bytes:
    """Read a whole file, unless it is too large.

    Parameters
    ----------
    path : Path
    memory_limit : float
        In bytes.
    copies : float
        How often the content will be held.

    Returns
    -------
    bytes

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is empty, or too large.
    """
    with Path(path).open("rb") as file:
        n_bytes = os.fstat(file.fileno()).st_size
        require_memory(copies * n_bytes, memory_limit, f"a file of {n_bytes} bytes")
        # A device or a pipe says that it has no size.
        at_most = n_bytes or int(memory_limit / copies)
        content = file.read(at_most + 1)
    require_memory(copies * len(content), memory_limit, "the file", at_least=True)
    if not content or content.isspace():
        raise ValueError("the file is empty")
    return content


def read_text(path: Path, memory_limit: float = MEMORY_LIMIT) -> str:
    """Read a text file in UTF-8: str."""
    return decode_text(read_bytes(path, memory_limit, TEXT_BYTE), memory_limit)


def read_json(path: Path, memory_limit: float = MEMORY_LIMIT) -> dict[str, Any]:
    """Read an object in JSON: dict."""
    content = json.loads(decode_text(read_bytes(path, memory_limit, _JSON_BYTE), memory_limit))
    if not isinstance(content, dict):
        raise ValueError(f"needed a JSON object, got {type(content).__name__}")
    return content


def decode_text(content: bytes, memory_limit: float = MEMORY_LIMIT) -> str:
    """Decode UTF-8, with or without a byte order mark.

    Parameters
    ----------
    content : bytes
    memory_limit : float
        In bytes.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it is not text, or too large.
    """
    # One letter beyond ASCII makes Python store up to four bytes for each.
    width = 1 if content.isascii() else 4
    n_bytes = width * TEXT_BYTE * len(content)
    require_memory(n_bytes, memory_limit, f"text of {len(content)} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"not a text file in UTF-8: {error}") from error
    if "\0" in text:
        raise ValueError("not a text file: it holds zero bytes")
    return text
