"""NumPy's own files, never unpickled."""

import io
import zipfile

import numpy as np
from numpy.lib import format as npy

from ._bytes import MAX_BYTES, read_bytes, read_members
from ._content import pick_key

NUMBERS, TEXT = "fiub", "U"


def read_npy(path):
    """Read one array.

    Parameters
    ----------
    path : Path

    Returns
    -------
    ndarray
    """
    return array_of(read_bytes(path))


def read_npz(path, key, kinds=NUMBERS):
    """Read one array of an archive.

    Parameters
    ----------
    path : Path
    key : str or None
        Its name; None if the archive holds only one.
    kinds : str
        See `array_of`.

    Returns
    -------
    ndarray
    """
    try:
        members = read_members(path)
    except zipfile.BadZipFile as error:
        raise ValueError(f"not a whole .npz archive: {error}") from error
    names = {name.removesuffix(".npy"): name for name in members if name.endswith(".npy")}
    if not names:
        raise ValueError(f"the archive holds no .npy arrays, only {sorted(members)}")
    return array_of(members[names[pick_key(names, key, "the archive")]], kinds)


def array_of(content, kinds=NUMBERS):
    """Read an array from the bytes of a .npy file.

    Parameters
    ----------
    content : bytes
    kinds : str
        NumPy's codes of the kinds of dtype that are wanted; never objects.

    Returns
    -------
    ndarray

    Raises
    ------
    ValueError
        If it is not a whole array of numbers: objects would have to be unpickled, which can run
        any code.
    """
    file = io.BytesIO(content)
    try:
        version = npy.read_magic(file)
        read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, _, dtype = read_header(file)
    except (ValueError, TypeError, SyntaxError, UnicodeDecodeError) as error:
        raise ValueError(f"not a .npy file: {error}") from error
    if dtype.hasobject or dtype.kind not in kinds:
        what = "real numbers" if kinds == NUMBERS else "text"
        raise ValueError(f"the array must hold {what}, got dtype {dtype}")
    n_bytes = int(np.prod([int(size) for size in shape], dtype=object)) * dtype.itemsize
    n_left = len(content) - file.tell()
    if n_bytes != n_left or n_bytes > MAX_BYTES:
        raise ValueError(
            f"an array of shape {shape} and dtype {dtype} needs {n_bytes} bytes, got {n_left}"
        )
    file.seek(0)
    return np.load(file, allow_pickle=False)
