"""A cohort that stays on disk: rows are chosen without reading, and read when they are needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from ..types import AnyArray, IntArray
from .row_sources import RowSource, find_source

# Larger blocks are no faster to read, and memory that is given back and taken again is slow.
BLOCK_BYTES = 2**24


class CohortOnDisk:
    """Subjects in a file, of whom only those are read who are needed, when they are needed.

    Estimators, searches and cross-validation take it as X. Choosing rows, as the folds of a
    cross-validation do (scikit-learn's `GridSearchCV` and `cross_validate` too), reads nothing and
    gives another `CohortOnDisk`; ``numpy.asarray`` reads all, as do estimators that know nothing
    of it. A pickle holds where the rows are, so that every process of a search, and every worker of
    a Dask cluster, opens the file itself.

    Parameters
    ----------
    source : str, path-like, memmap, h5py.Dataset, zarr.Array or dask.array.Array
        A ``.npy`` file, or an array of two or three dimensions, rows first. Each row must be in one
        piece, which those of a file in Fortran's order are not.
    memory_limit : float, default=2e9
        How many bytes of features a fit holds in memory: if what the network can use of them takes
        more, it is read anew in every epoch, batch by batch. Either gives the same network.

    Attributes
    ----------
    shape : tuple of int
    dtype : dtype
        As on disk.

    See Also
    --------
    read_cohort : Its ``memory_map=`` writes the connectomes of a folder into such a file.

    Notes
    -----
    Estimators of this package take a memory-mapped array, or one of h5py, zarr or dask, as it is,
    and make this of it. scikit-learn's own searches copy the training subjects of every fold if
    they are given a memory-mapped array, and choose rows without reading if they are given this.
    Rows that are compressed together, as chunks of HDF5 and zarr, are read together: training that
    reads batches in random order is fastest where a chunk is a row, or there are no chunks.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import numpy as np
    >>> from sk_ccnn.io import CohortOnDisk
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     np.save(pathlib.Path(folder) / "cohort.npy", np.arange(12.0).reshape(4, 3))
    ...     X = CohortOnDisk(pathlib.Path(folder) / "cohort.npy")
    ...     print(X.shape, X[2:].shape, np.asarray(X[[3, 0]]))
    (4, 3) (2, 3) [[ 9. 10. 11.]
     [ 0.  1.  2.]]
    """

    def __init__(self, source: Any, *, memory_limit: float = 2e9) -> None:
        if isinstance(source, str | os.PathLike):
            source = np.load(source, mmap_mode="r", allow_pickle=False)
        found = find_source(source)
        if found is None:
            raise ValueError(
                "needed a .npy file, or an array on disk (memmap, h5py.Dataset, zarr.Array or "
                "dask.array.Array) of two or more dimensions whose rows are each in one piece, as "
                "numpy.save(file, numpy.ascontiguousarray(X)) writes them, got "
                f"{_described(source)}"
            )
        self.memory_limit = memory_limit
        self._source: RowSource = found
        self._rows: IntArray | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of rows, and the shape of each: tuple of int."""
        return (len(self), *self._source.shape[1:])

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self._source.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the numbers, as on disk."""
        return self._source.dtype

    def __len__(self) -> int:
        return self._source.shape[0] if self._rows is None else len(self._rows)

    def __repr__(self) -> str:
        return f"CohortOnDisk(shape={self.shape}, dtype={self.dtype})"

    def __getitem__(self, key: Any) -> Any:
        """Choose rows without reading them; read one, if it is asked for by its number."""
        if isinstance(key, tuple):
            key, *rest = key or (slice(None),)
            if any(each is not Ellipsis and each != slice(None) for each in rest):
                raise TypeError(
                    "only rows of a CohortOnDisk can be chosen; numpy.asarray(X) reads an array, "
                    "whose columns can be"
                )
        rows = np.arange(len(self)) if self._rows is None else self._rows
        chosen = rows[np.asarray(key, dtype=int) if _is_empty(key) else key]
        if np.ndim(chosen) == 0:
            return self._read(np.atleast_1d(chosen))[0]
        part = object.__new__(CohortOnDisk)
        vars(part).update(vars(self) | {"_rows": chosen})
        return part

    def read(self) -> AnyArray:
        """Read the rows: ndarray."""
        return self._read(np.arange(len(self)) if self._rows is None else self._rows)

    def blocks(
        self, n_bytes: float = BLOCK_BYTES, least_rows: int = 1
    ) -> Iterator[tuple[slice, AnyArray]]:
        """Read some rows after the other.

        Parameters
        ----------
        n_bytes : float
            As much as is read at once, at most.
        least_rows : int, default=1
            But always so many rows, or twice as many, or four times and so on, so that sums over
            so many are the same whatever the size of a block.

        Yields
        ------
        rows : slice
        block : ndarray
        """
        row_bytes = self.dtype.itemsize * int(np.prod(self.shape[1:]))
        n_rows = least_rows
        while 2 * n_rows * row_bytes <= n_bytes:
            n_rows *= 2
        for start in range(0, len(self), n_rows):
            rows = slice(start, min(start + n_rows, len(self)))
            yield rows, self[rows].read()

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> AnyArray:
        """Read all rows."""
        if copy is False:
            raise ValueError("rows on disk cannot be an array without being read")
        array = self.read()
        return array if dtype is None else array.astype(dtype, copy=False)

    def _read(self, rows: IntArray) -> AnyArray:
        found = np.empty((len(rows), *self._source.shape[1:]), self.dtype)
        self._source.read(rows, found)
        return found


def on_disk(X: Any) -> Any:
    """Take an array on disk for a cohort whose rows are read when they are needed.

    Parameters
    ----------
    X : object

    Returns
    -------
    CohortOnDisk or object
        Anything else, and what cannot be read by rows, as it is.
    """
    if type(X) is np.ndarray or isinstance(X, CohortOnDisk) or find_source(X) is None:
        return X
    return CohortOnDisk(X)


def _is_empty(key: Any) -> bool:
    return isinstance(key, list | tuple) and not len(key)


def _described(source: Any) -> str:
    shape = getattr(source, "shape", None)
    what = f"{type(source).__module__}.{type(source).__qualname__}"
    return what if shape is None else f"{what} of shape {shape}"
