"""Arrays in a file: their headers are believed only where the bytes are there."""

from __future__ import annotations

import io
import math
import zipfile
from typing import Any

import numpy as np
from scipy import sparse

from ..connectome import require_sound_indices
from .errors import ModelFileError, printable
from .memory import MemoryCount

# A copy in double precision or more may be made of any array, and copies of a copy.
_LEAST_BYTES = 24
_BYTES_A_ROW = 64  # of a sparse matrix: names and pointers
_OF_SPARSE = {"indices", "indptr", "format", "shape", "data", "row", "col", "coords", "_is_array"}
_FORMATS = (b"csr", b"csc", b"coo")
_LONGEST_TEXT = 2**16  # bytes of a number or text


def check_array(
    content: bytes, count: MemoryCount, *, times: int = 1
) -> tuple[Any, tuple[int, ...]]:
    """Check one array in numpy's format, and count it.

    Parameters
    ----------
    content : bytes
        Of a ``.npy`` file.
    count : MemoryCount
    times : int, default=1
        How often it is used.

    Returns
    -------
    dtype : numpy.dtype
    shape : tuple of int

    Raises
    ------
    ModelFileError
        If it is not as long as its header says, or holds objects.
    """
    stream = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(stream)
        if version not in ((1, 0), (2, 0), (3, 0)):
            raise ValueError(f"version {version}")
        read = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            read = np.lib.format.read_array_header_2_0
        shape, _, dtype = read(stream)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ModelFileError(f"an array has no header: {printable(str(error))}") from error
    n_bytes = len(content) - stream.tell()
    if dtype.hasobject or dtype.kind not in "biufcSUMm" or dtype.subdtype is not None:
        raise ModelFileError(f"an array is of {printable(str(dtype))}, not of numbers or text")
    if any(type(n) is not int or not 0 <= n < 2**63 for n in shape) or len(shape) > 32:
        raise ModelFileError(f"an array has the shape {printable(str(shape))}")
    if dtype.itemsize > _LONGEST_TEXT or (dtype.itemsize == 0 and math.prod(shape) > 10**6):
        raise ModelFileError(f"an array holds items of {dtype.itemsize} bytes")
    if math.prod(shape) * dtype.itemsize != n_bytes:
        raise ModelFileError(
            f"an array of {printable(str(shape))} and {dtype} should take "
            f"{math.prod(shape) * dtype.itemsize} bytes, but has {n_bytes}"
        )
    each = max(dtype.itemsize, _LEAST_BYTES)
    count.add(times * math.prod(shape) * each, f"an array of shape {shape}")
    return dtype, shape


def check_sparse(content: bytes, count: MemoryCount, *, times: int = 1) -> None:
    """Check one sparse matrix in SciPy's format, and count it.

    Parameters
    ----------
    content : bytes
        Of a ``.npz`` file.
    count : MemoryCount
    times : int, default=1
        How often it is used.

    Raises
    ------
    ModelFileError
        If its arrays are not sound, or its indices point outside, which would end the process.
    """
    if content.count(b"PK\x01\x02") > len(_OF_SPARSE):
        raise ModelFileError("a sparse matrix has too many parts")
    try:
        parts = _parts_of_sparse(content, count)
        for name, part in parts.items():
            dtype, _ = check_array(part, count, times=times)
            if dtype.kind not in ("biufc" if name != "format" else "SU"):
                raise ModelFileError(f"a sparse matrix has {name} of {dtype}")
        _require_size(parts, count, times)
        matrix: Any = sparse.load_npz(io.BytesIO(content))
        if matrix.format not in ("csr", "csc", "coo") or len(matrix.shape) != 2:
            raise ModelFileError(f"a sparse matrix has format {matrix.format}")
        require_sound_indices(matrix, "a matrix of the file")
    except ModelFileError:
        raise
    except Exception as error:
        raise ModelFileError(f"a sparse matrix is damaged: {printable(str(error))}") from error


def _parts_of_sparse(content: bytes, count: MemoryCount) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        names = [member.filename.removesuffix(".npy") for member in members]
        if len(set(names)) < len(names) or set(names) - _OF_SPARSE:
            raise ModelFileError(f"a sparse matrix has parts {printable(str(sorted(names)))}")
        # Twice, for bytes that are being unpacked lie in two places.
        count.add(2 * sum(member.file_size for member in members), "a sparse matrix")
        return {
            name: archive.open(member).read(member.file_size + 1)
            for name, member in zip(names, members, strict=True)
        }


def _require_size(parts: dict[str, bytes], count: MemoryCount, times: int) -> None:
    shape = np.load(io.BytesIO(parts["shape"]), allow_pickle=False)
    kind = np.load(io.BytesIO(parts["format"]), allow_pickle=False).item()
    if (kind.encode() if isinstance(kind, str) else kind) not in _FORMATS:
        raise ModelFileError(f"a sparse matrix has format {printable(str(kind))}")
    if shape.shape != (2,) or shape.dtype.kind not in "iu":
        raise ModelFileError("a sparse matrix has no two axes")
    n_rows = sum(int(n) for n in shape.tolist())
    count.add(times * n_rows * _BYTES_A_ROW, f"a sparse matrix of shape {shape.tolist()}")
