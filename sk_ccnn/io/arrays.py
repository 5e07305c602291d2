"""Arrays in NumPy's and MATLAB's files, chosen by key and never unpickled."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.lib import format as npy
from scipy import io, sparse

from ..types import AnyArray
from .files import MAX_BYTES, read_bytes, read_members

# NumPy's codes of kinds of dtype; never objects.
_CODES = {"real numbers": "fiub", "text": "U"}
_NOT_NUMBERS = ("cell", "struct", "object", "opaque", "function", "char", "unknown")


def read_npy(path: Path) -> AnyArray:
    """Read the array of a .npy file: ndarray of real numbers."""
    return _array_of(read_bytes(path))


def read_npz(
    path: Path, key: str | None, kind: Literal["real numbers", "text"] = "real numbers"
) -> AnyArray:
    """Read one array of an archive.

    Parameters
    ----------
    path : Path
    key : str or None
        Its name; None if the archive holds only one.
    kind : {"real numbers", "text"}, default="real numbers"
        What the array must hold.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If it is not a whole array of this kind.
    """
    try:
        members = read_members(path)
    except zipfile.BadZipFile as error:
        raise ValueError(f"not a whole .npz archive: {error}") from error
    names = {name.removesuffix(".npy"): name for name in members if name.endswith(".npy")}
    if not names:
        raise ValueError(f"the archive holds no .npy arrays, only {sorted(members)}")
    return _array_of(members[names[_pick_key(names, key, "the archive")]], kind)


def _array_of(content: bytes, kind: Literal["real numbers", "text"] = "real numbers") -> AnyArray:
    """Read an array from the bytes of a .npy file.

    Objects are refused: they would have to be unpickled, which can run any code.
    """
    file = BytesIO(content)
    try:
        version = npy.read_magic(file)
        read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = read_header(file)
    except (ValueError, TypeError, SyntaxError, UnicodeDecodeError) as error:
        raise ValueError(f"not a .npy file: {error}") from error
    if dtype.hasobject or dtype.kind not in _CODES[kind]:
        raise ValueError(f"the array must hold {kind}, got dtype {dtype}")
    n_bytes = int(np.prod([int(size) for size in shape], dtype=object)) * dtype.itemsize
    n_left = len(content) - file.tell()
    if n_bytes != n_left or n_bytes > MAX_BYTES:
        raise ValueError(
            f"an array of shape {shape} and dtype {dtype} needs {n_bytes} bytes, got {n_left}"
        )
    file.seek(0)
    return np.load(file, allow_pickle=False)


def read_mat(path: Path, key: str | None) -> AnyArray:
    """Read one square matrix of a .mat file (up to version 7).

    Parameters
    ----------
    path : Path
    key : str or None
        Name of the variable; None if the file holds only one.

    Returns
    -------
    ndarray of shape (n_regions, n_regions)
    """
    content = read_bytes(path)
    if b"MATLAB 7.3" in content[:128] or content.startswith(b"\x89HDF"):
        raise ValueError("a .mat file of version 7.3 is HDF5; save it with -v7 in MATLAB")
    with _damage_is_a_value_error():
        variables = {name: (shape, kind) for name, shape, kind in io.whosmat(BytesIO(content))}
    key = _pick_key(variables, key, "the .mat file")
    shape, kind = variables[key]
    n_bytes = int(np.prod([int(size) for size in shape], dtype=object)) * 8
    if len(shape) != 2 or shape[0] != shape[1] or n_bytes > MAX_BYTES:
        raise ValueError(f"{key!r} must be a square matrix within the limit, got shape {shape}")
    if kind in _NOT_NUMBERS:
        raise ValueError(f"{key!r} must be a matrix of numbers, got a MATLAB {kind}")
    with _damage_is_a_value_error():
        matrix = io.loadmat(BytesIO(content), variable_names=[key])[key]
    return matrix.toarray() if sparse.issparse(matrix) else matrix


@contextmanager
def _damage_is_a_value_error() -> Iterator[None]:
    """Turn whatever a damaged file makes scipy raise into a ValueError."""
    try:
        yield
    except Exception as error:
        raise ValueError(f"not a whole .mat file: {type(error).__name__}: {error}") from error


def _pick_key(keys: Iterable[str], key: str | None, what: str) -> str:
    """Choose an array of a file that holds several; `key` is None if there is only one."""
    keys = list(keys)
    if key is None and len(keys) == 1:
        return keys[0]
    if key is None:
        raise ValueError(f"{what} holds {keys}; say which by key=")
    if key not in keys:
        raise ValueError(f"{what} holds no {key!r}, only {keys}")
    return key
