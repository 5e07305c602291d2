"""Arrays in NumPy's files, dense and sparse, chosen by name and never unpickled."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.lib import format as npy
from scipy import sparse

from ..types import AnyArray
from .archives import Archive, pick
from .errors import errors_named
from .files import read_bytes
from .limits import MEMORY_LIMIT

Kind: TypeAlias = Literal["real numbers", "text"]
# NumPy's codes of kinds of dtype; never objects.
_CODES = {"real numbers": "fiub", "text": "US"}
# Which arrays `scipy.sparse.save_npz` writes, beside those of all its formats.
_ALWAYS = {"format", "shape", "data"}
_INDICES = {"csr": ("indices", "indptr"), "csc": ("indices", "indptr"), "coo": ("row", "col")}
_CLASSES = {"csr": sparse.csr_array, "csc": sparse.csc_array, "coo": sparse.coo_array}


def read_npy(path: Path, memory_limit: float = MEMORY_LIMIT) -> AnyArray:
    """Read the array of a .npy file: read-only ndarray of real numbers."""
    return _array_of(read_bytes(path, memory_limit))


def read_npz(
    path: Path,
    key: str | None,
    kind: Kind = "real numbers",
    memory_limit: float = MEMORY_LIMIT,
) -> AnyArray:
    """Read one array of an archive.

    Parameters
    ----------
    path : Path
    key : str or None
        Its name; None if the archive holds only one.
    kind : {"real numbers", "text"}, default="real numbers"
        What the array must hold.
    memory_limit : float
        In bytes.

    Returns
    -------
    ndarray
        Read-only.

    Raises
    ------
    ValueError
        If it is not a whole array of this kind; the message begins with the path.
    """
    with errors_named(path):
        archive = Archive(path, memory_limit)
        return _member(archive, pick(_arrays(archive), key, "the archive"), kind)


def read_npz_matrix(
    path: Path, key: str | None, memory_limit: float = MEMORY_LIMIT
) -> AnyArray | sparse.sparray:
    """Read one array, or the sparse matrix that `scipy.sparse.save_npz` wrote.

    Parameters
    ----------
    path : Path
    key : str or None
        Its name; None if the archive holds only one, or a sparse matrix.
    memory_limit : float
        In bytes.

    Returns
    -------
    ndarray or sparse array
        The indices of a sparse one are not checked.
    """
    archive = Archive(path, memory_limit)
    names = _arrays(archive)
    if key is None and set(names) >= _ALWAYS:
        return _sparse(archive, names)
    return _member(archive, pick(names, key, "the archive"), "real numbers")


def _sparse(archive: Archive, names: Sequence[str]) -> sparse.sparray:
    layout = _member(archive, "format", "text").astype(str).item()
    if layout not in _INDICES or not set(names) >= set(_INDICES[layout]):
        raise ValueError(f"needed a sparse matrix of the formats {[*_INDICES]}, got {layout!r}")
    data, shape = (_member(archive, name, "real numbers") for name in ("data", "shape"))
    first, second = (_member(archive, name, "real numbers") for name in _INDICES[layout])
    given = (data, (first, second)) if layout == "coo" else (data, first, second)
    return _CLASSES[layout](given, shape=tuple(shape.astype(int).tolist()))


def _arrays(archive: Archive) -> list[str]:
    names = [name.removesuffix(".npy") for name in archive.names if name.endswith(".npy")]
    if not names:
        raise ValueError(f"the archive holds no .npy arrays, only {sorted(archive.names)}")
    return names


def _member(archive: Archive, name: str, kind: Kind) -> AnyArray:
    return _array_of(archive.read(f"{name}.npy"), kind)


def _array_of(content: bytes, kind: Kind = "real numbers") -> AnyArray:
    """Look at the bytes of a .npy file as an array, without a copy.

    Objects are refused: they would have to be unpickled, which can run any code.
    """
    file = BytesIO(content)
    try:
        version = npy.read_magic(file)
        read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, is_fortran, dtype = read_header(file)
    except Exception as error:
        raise ValueError(f"not a .npy file: {type(error).__name__}: {error}") from error
    if dtype.hasobject or dtype.kind not in _CODES[kind]:
        raise ValueError(f"the array must hold {kind}, got dtype {dtype}")
    n_bytes = int(np.prod([int(size) for size in shape], dtype=object)) * dtype.itemsize
    n_left = len(content) - file.tell()
    if n_bytes != n_left:
        raise ValueError(
            f"an array of shape {shape} and dtype {dtype} needs {n_bytes} bytes, got {n_left}"
        )
    if not n_bytes:
        raise ValueError(f"the array is empty, of shape {shape}")
    flat = np.frombuffer(content, dtype, offset=file.tell())
    return flat.reshape(shape, order="F" if is_fortran else "C")
