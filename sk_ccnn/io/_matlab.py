"""MATLAB's .mat files, by key."""

from io import BytesIO

import numpy as np
from scipy import io, sparse

from ._bytes import MAX_BYTES, read_bytes
from ._content import Content, pick_key, require_square


def read_mat(path, key):
    """Read one matrix of a .mat file (up to version 7).

    Parameters
    ----------
    path : Path
    key : str or None
        Name of the variable; None if the file holds only one.

    Returns
    -------
    Content
    """
    content = read_bytes(path)
    _require_old_format(content)
    with _translated():
        variables = {name: (shape, kind) for name, shape, kind in io.whosmat(BytesIO(content))}
    key = pick_key(variables, key, "the .mat file")
    shape, kind = variables[key]
    n_bytes = int(np.prod([int(size) for size in shape], dtype=object)) * 8
    if len(shape) != 2 or shape[0] != shape[1] or n_bytes > MAX_BYTES:
        raise ValueError(f"{key!r} must be a square matrix within the limit, got shape {shape}")
    if kind in ("cell", "struct", "object", "opaque", "function", "char", "unknown"):
        raise ValueError(f"{key!r} must be a matrix of numbers, got a MATLAB {kind}")
    with _translated():
        matrix = io.loadmat(BytesIO(content), variable_names=[key])[key]
    return Content(require_square(matrix.toarray() if sparse.issparse(matrix) else matrix))


def _require_old_format(content):
    if b"MATLAB 7.3" in content[:128] or content.startswith(b"\x89HDF"):
        raise ValueError("a .mat file of version 7.3 is HDF5; save it with -v7 in MATLAB")


class _translated:
    """Turn whatever a damaged file makes scipy raise into a ValueError."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if not isinstance(error, Exception):
            return False
        raise ValueError(f"not a whole .mat file: {kind.__name__}: {error}") from error
