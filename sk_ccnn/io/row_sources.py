"""Where rows on disk come from: a file of numbers, or an array of h5py, zarr or dask."""

from __future__ import annotations

import mmap
import os
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from ..types import AnyArray, IntArray


class RowSource(Protocol):
    """An array on disk, of which some rows can be read.

    A pickle of it holds where the array is, and not what it holds.
    """

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of rows, and the shape of each."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the numbers."""
        ...

    def read(self, rows: IntArray, out: AnyArray) -> None:
        """Read rows, in any order and more than once, into an array of shape (n_rows, ...)."""
        ...


@dataclass(frozen=True)
class RowsInFile:
    """Rows of numbers in a file, each of them in one piece.

    They are read, not mapped, so that they take no memory but that of the rows that were read.

    Parameters
    ----------
    path : str
    offset : int
        Of the first row, in bytes.
    stride : int
        From one row to the next, in bytes.
    shape : tuple of int
    dtype : dtype
    changed : tuple of int
        Size and time of the last change, so that a hash tells a changed file from what it was.
    """

    path: str
    offset: int
    stride: int
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    changed: tuple[int, int]

    @classmethod
    def of(cls, array: np.memmap[Any, Any]) -> RowsInFile | None:
        """Find the rows of a memory-mapped array in its file.

        Parameters
        ----------
        array : memmap
            Or a part of one.

        Returns
        -------
        RowsInFile or None
            None where the file does not hold what the array does, or no rows in one piece.
        """
        mapped, name = getattr(array, "_mmap", None), getattr(array, "filename", None)
        if mapped is None or name is None or array.mode == "c" or not array.size:
            return None
        is_whole = array[:1].flags.c_contiguous and array.strides[0] > 0
        if array.ndim < 2 or not is_whole or array.dtype.hasobject or not Path(name).is_file():
            return None
        if array.mode != "r":
            array.flush()
        # A part of an array has the offset of the whole, so only addresses tell where it is.
        in_mapped = _address(array) - _address(np.frombuffer(mapped, np.uint8))
        offset = array.offset - array.offset % mmap.ALLOCATIONGRANULARITY + in_mapped
        now = os.stat(name)
        row = array.dtype.itemsize * int(np.prod(array.shape[1:]))
        if offset + array.strides[0] * (len(array) - 1) + row > now.st_size:
            return None
        changed = (now.st_size, now.st_mtime_ns)
        return cls(str(name), offset, array.strides[0], array.shape, array.dtype, changed)

    def read(self, rows: IntArray, out: AnyArray) -> None:
        """Read rows; neighbours at once, and no row before those that stand before it."""
        row_bytes = self.dtype.itemsize * int(np.prod(self.shape[1:]))
        with open(self.path, "rb", buffering=0) as file:
            for first, into in _runs(rows, out, joins=self.stride == row_bytes):
                file.seek(self.offset + first * self.stride)
                _fill(file, into, self.path)


class RowsOfArray:
    """Rows of an array of h5py, zarr or dask, or of another that can be sliced.

    Parameters
    ----------
    array : array
        Pickled by itself, except for an HDF5 dataset: the file is opened anew.
    """

    def __init__(self, array: Any) -> None:
        self._array: Any = array
        self.shape = tuple(int(size) for size in array.shape)
        self.dtype = np.dtype(array.dtype)

    def read(self, rows: IntArray, out: AnyArray) -> None:
        """Read rows: neighbours by a slice, others at once where that spares reading twice."""
        array: Any = self._array
        distinct, where = np.unique(rows, return_inverse=True)
        if len(distinct) and distinct[-1] - distinct[0] + 1 == len(distinct):
            found = array[int(distinct[0]) : int(distinct[-1]) + 1]
        elif _library(array) == "h5py" and array.chunks is None:
            for first, into in _runs(rows, out):
                into[...] = array[first : first + len(into)]
            return
        else:
            found = getattr(array, "oindex", array)[distinct]  # zarr's way
        # "clip" only says that numpy need not look at where the rows are before it writes.
        np.take(np.asarray(found), where, axis=0, out=out, mode="clip")

    def __getstate__(self) -> dict[str, Any]:
        """Give where the array is."""
        state = dict(vars(self))
        if _library(self._array) == "h5py":
            state["_array"] = (self._array.file.filename, self._array.name)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Open the file of a dataset."""
        vars(self).update(state)
        if isinstance(self._array, tuple):
            import h5py

            path, name = self._array
            self._array = h5py.File(path, "r")[name]


def find_source(X: Any) -> RowSource | None:
    """Find the source of an array on disk.

    Parameters
    ----------
    X : object

    Returns
    -------
    RowSource or None
        None where X is in memory, or cannot be read by rows.
    """
    if isinstance(X, np.memmap):
        return RowsInFile.of(X)
    if _library(X) is None or not hasattr(X, "dtype") or len(getattr(X, "shape", ())) < 2:
        return None
    has_rows = all(size == size and size > 0 for size in X.shape)  # dask may not know how many
    return RowsOfArray(X) if has_rows else None


def _library(X: Any) -> str | None:
    """Name the library that an array on disk is of, without importing one."""
    for each in type(X).__mro__:
        library = each.__module__.partition(".")[0]
        if library in ("h5py", "zarr", "dask") and library in sys.modules:
            is_array = each.__name__ in ("Dataset", "Array")
            return library if is_array else None
    return None


def _address(array: AnyArray) -> int:
    return int(array.__array_interface__["data"][0])


def _runs(rows: IntArray, out: AnyArray, joins: bool = True) -> list[tuple[int, AnyArray]]:
    """Give runs of neighbours, lowest first: the first row, and the part of `out` it fills."""
    order = np.argsort(rows, kind="stable")
    is_next = (np.diff(rows[order]) == 1) & (np.diff(order) == 1) & joins
    starts = [0, *(np.flatnonzero(~is_next) + 1).tolist(), len(rows)]
    return [
        (int(rows[order[start]]), out[order[start] : order[start] + stop - start])
        for start, stop in pairwise(starts)
        if stop > start
    ]


def _fill(file: Any, into: AnyArray, path: str) -> None:
    """Fill a contiguous array from a file."""
    left = into.reshape(-1).view(np.uint8).data
    while left.nbytes:
        n_read = file.readinto(left)
        if not n_read:
            raise ValueError(f"{path}: the file ends before its last row; it has been changed")
        left = left[n_read:]
