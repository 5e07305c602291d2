"""MATLAB's files up to version 7, read by SciPy, and the names that DSI Studio puts into them."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from scipy import io

from ..types import AnyArray
from .archives import pick
from .content import Content, ReadOptions
from .files import read_bytes
from .limits import require_matrix_memory
from .mat_layout import checked_layout
from .square import require_square

_NOT_NUMBERS = ("cell", "struct", "object", "opaque", "function", "char", "unknown")
# DSI Studio lists the regions in a variable of this name, a line for each.
_NAMES = "name"


def read_mat(path: Path, options: ReadOptions) -> Content:
    """Read one square matrix of a .mat file (up to version 7).

    Parameters
    ----------
    path : Path
    options : ReadOptions
        Its ``key`` is the name of the variable; None if the file holds only one square matrix.

    Returns
    -------
    Content
        A sparse matrix stays sparse. With labels, where DSI Studio wrote ``name``.
    """
    content = read_bytes(path, options.memory_limit)
    if b"MATLAB 7.3" in content[:128] or content.startswith(b"\x89HDF"):
        raise ValueError("a .mat file of version 7.3 is HDF5; save it with -v7 in MATLAB")
    content = checked_layout(content, options.memory_limit)
    found = io.whosmat(BytesIO(content), chars_as_strings=False)
    repeated = [name for name, n in Counter(name for name, _, _ in found).items() if n > 1]
    if repeated:
        raise ValueError(f"the .mat file holds two variables of the name {repeated[0]!r}")
    variables = {name: (shape, kind) for name, shape, kind in found}
    square = [name for name, known in variables.items() if _is_square(*known)]
    key = options.key
    key = pick(square if key is None and len(square) == 1 else variables, key, "the .mat file")
    shape, kind = variables[key]
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ValueError(f"{key!r} must be a square matrix, got shape {shape}")
    if kind in _NOT_NUMBERS:
        raise ValueError(f"{key!r} must be a matrix of numbers, got a MATLAB {kind}")
    if kind != "sparse":
        require_matrix_memory(shape[0], options.memory_limit, held=len(content))
    weights = require_square(_load(content, key), f"{key!r}", options.memory_limit)
    labels = None
    if _NAMES in variables and key != _NAMES:
        labels = _labels(content, *variables[_NAMES], weights.shape[0])
    return Content(weights, labels)


def _is_square(shape: tuple[int, ...], kind: str) -> bool:
    return len(shape) == 2 and shape[0] == shape[1] > 1 and kind not in _NOT_NUMBERS


def _load(content: bytes, name: str) -> Any:
    loaded = io.loadmat(BytesIO(content), variable_names=[name])
    if name not in loaded:
        raise ValueError(f"the variable {name!r} cannot be read")
    return loaded[name]


def _labels(content: bytes, shape: tuple[int, ...], kind: str, n_regions: int) -> list[str] | None:
    """Read the names of regions, if there is one a line; another text is not about regions."""
    n_letters = int(np.prod([int(size) for size in shape], dtype=object))
    # No file holds more letters than bytes: SciPy would make up the missing ones.
    is_text = kind == "char" or kind not in _NOT_NUMBERS
    if not is_text or len(shape) != 2 or min(shape) > 1 or n_letters > len(content):
        return None
    text = _text_of(_load(content, _NAMES))
    names = text.removesuffix("\n").split("\n")
    if len(names) == 1:
        return None
    if len(names) != n_regions:
        raise ValueError(f"{_NAMES!r} lists {len(names)} regions, but the matrix has {n_regions}")
    return [name.strip() for name in names]


def _text_of(given: AnyArray) -> str:
    if given.dtype.kind == "U":
        return "".join(given.ravel().tolist()).rstrip("\0 ")
    # Version 4 has text as bytes, too.
    return given.tobytes().decode("utf-8").rstrip("\0 ") if given.itemsize == 1 else ""
