"""The file itself: a ZIP archive whose last bytes are the checksum of all others."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .errors import ModelFileError, printable
from .memory import MemoryCount

CARD, SCHEMA = "card.json", "schema.json"
# The card is text that is shown; what makes it long is left out when it is written.
CARD_BYTES = 4 * 2**20
_MARK = b"sk_ccnn model, SHA-256 of what precedes: "
_N_DIGITS = 64
_END = struct.Struct("<4s4H2LH")  # of a ZIP archive, before its comment
_ZIP64 = b"PK\x06\x07"
_MOST_MEMBERS, _DIRECTORY_BYTES = 60_000, 8 * 2**20


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Give the content of a file.

    Parameters
    ----------
    parts : mapping of str to bytes
        Members of the archive.

    Returns
    -------
    bytes
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # A date of its own, so that equal models make equal files.
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, compresslevel=6)
        archive.comment = _MARK + b"0" * _N_DIGITS
    signed = buffer.getvalue()[:-_N_DIGITS]
    whole = signed + hashlib.sha256(signed).hexdigest().encode()
    _require_end(io.BytesIO(whole), len(whole))
    return whole


@contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], int]]:
    """Open a file of a model: the file and its size; what is no regular file is refused."""
    if not isinstance(path, Path):
        path = Path(path)
    # Not to wait for ever where the name is of a pipe.
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise ModelFileError(f"{path} is not a file")
        yield file, status.st_size


def require_whole(file: IO[bytes], size: int) -> None:
    """Refuse a file that is not one of ours, or not as it was written.

    Parameters
    ----------
    file : binary file
    size : int
        In bytes.

    Raises
    ------
    ModelFileError
    """
    _require_end(file, size)
    file.seek(0)
    digest, left = hashlib.sha256(), size - _N_DIGITS
    while left > 0:
        block = file.read(min(left, 2**20))
        if not block:
            break
        digest.update(block)
        left -= len(block)
    if file.read(_N_DIGITS + 1) != digest.hexdigest().encode():
        raise ModelFileError(
            "the file is damaged: its checksum is not that of its content. Copy or download it "
            "again; if it was changed on purpose, do not use it"
        )
    file.seek(0)


def _require_end(file: IO[bytes], size: int) -> None:
    """Refuse a file without our mark, or with a directory that is too large to be read."""
    n_tail = _END.size + len(_MARK) + _N_DIGITS
    n_before = min(len(_ZIP64) + 16, max(size - n_tail, 0))
    file.seek(max(size - n_tail - n_before, 0))
    before, tail = file.read(n_before), file.read(n_tail)
    if len(tail) < n_tail or not tail.startswith(b"PK\x05\x06") or _MARK not in tail:
        raise ModelFileError(
            "the file is not a whole model that save_model wrote: it is another kind of file, or "
            "its end is missing"
        )
    _, _, _, _, n_members, n_directory, _, n_comment = _END.unpack(tail[: _END.size])
    if n_comment != len(_MARK) + _N_DIGITS or before.startswith(_ZIP64):
        raise ModelFileError("the file is damaged, or larger than 4 GB, which no model file is")
    if n_members > _MOST_MEMBERS or n_directory > _DIRECTORY_BYTES:
        raise ModelFileError(
            f"the file has {n_members} parts, named in {n_directory} bytes; a model file has at "
            f"most {_MOST_MEMBERS}, in {_DIRECTORY_BYTES}"
        )


def read_parts(
    file: IO[bytes], count: MemoryCount, names: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """Read the members of an archive, no more of them than may be.

    Parameters
    ----------
    file : binary file
    count : MemoryCount
        What is read is counted.
    names : tuple of str, optional
        Only these.

    Returns
    -------
    dict of str to bytes

    Raises
    ------
    ModelFileError
        If the archive is damaged, or larger than the limit.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len({member.filename for member in members}) < len(members):
                raise ModelFileError("the file is forged: two of its parts have one name")
            wanted = [m for m in members if not names or m.filename in names]
            count.add(sum(member.file_size for member in wanted), "its parts, unpacked")
            return {member.filename: _read(archive, member) for member in wanted}
    except ModelFileError:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError) as error:
        raise ModelFileError(f"the file is damaged: {printable(error_text(error))}") from error
    except (NotImplementedError, RuntimeError, struct.error, IndexError) as error:
        raise ModelFileError(f"the file is damaged: {printable(error_text(error))}") from error


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ModelFileError(
            f"the part {printable(member.filename)} is packed in a way that model files are not"
        )
    with archive.open(member) as part:
        content = part.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise ModelFileError(f"the part {printable(member.filename)} is not as long as it says")
    return content


def error_text(error: BaseException) -> str:
    """Give the name and the words of an error, to be shown."""
    return f"{type(error).__name__}: {str(error)[:300]}"
