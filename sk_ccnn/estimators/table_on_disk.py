"""Features of subjects on disk, as a table that is read block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

from ..io import CohortOnDisk
from ..types import AnyArray, FloatArray, IntArray

# From rows as they are on disk, and their numbers, to checked features.
Check: TypeAlias = Callable[[AnyArray, IntArray], FloatArray]
Convert: TypeAlias = Callable[[AnyArray], FloatArray]


# Of what is summed up together; fewer numbers take longer to begin with than to sum up.
_LEAST_ROWS = 32
_LEAST_NUMBERS = 2**15


def rows_together(n_columns: int) -> int:
    """Tell how many subjects are summed up together, in memory and on disk: int."""
    n_rows = _LEAST_ROWS
    while n_rows * n_columns < _LEAST_NUMBERS:
        n_rows *= 2
    return n_rows


class TableOnDisk:
    """Features of subjects, which are read when they are needed and never all at once.

    All are checked in the first pass over them; some columns can be kept in memory on the way.

    Parameters
    ----------
    cohort : CohortOnDisk
    check : callable
        From rows as they are on disk, and their numbers, to features; raises ValueError.
    convert : callable
        From rows that were checked before to features.
    """

    is_shared: bool  # by several estimators, whose networks may be trained one after the other
    _arranged: dict[bytes, Any]
    _wanted: IntArray | None
    _kept: FloatArray | None

    def __init__(self, cohort: CohortOnDisk, check: Check, convert: Convert) -> None:
        self._cohort, self._check, self._convert = cohort, check, convert
        self._is_checked, self._wanted, self._kept = False, None, None
        self.is_shared, self._arranged = False, {}
        first = self[:1]
        self.dtype, self.shape = first.dtype, (len(cohort), first.shape[1])

    @property
    def memory_limit(self) -> float:
        """How many bytes of features may be held in memory."""
        return self._cohort.memory_limit

    @property
    def nbytes(self) -> int:
        """Bytes that all of it would take in memory."""
        return self.dtype.itemsize * self.shape[0] * self.shape[1]

    def __len__(self) -> int:
        return len(self._cohort)

    def __getitem__(self, rows: slice | IntArray) -> FloatArray:
        """Read the features of some subjects."""
        return self._features(self._cohort[rows].read(), np.arange(len(self))[rows])

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        """Read the features of some subjects after the other.

        Yields
        ------
        rows : slice
        features : ndarray of shape (n_rows, n_columns)
        """
        everyone = np.arange(len(self))
        kept = self._make_room()
        for rows, found in self._cohort.blocks(least_rows=rows_together(self.shape[1])):
            features = self._features(found, everyone[rows])
            if kept is not None and self._wanted is not None:
                _choose(features, self._wanted, kept[rows])
            yield rows, features
        self._is_checked, self._kept = True, kept if kept is not None else self._kept

    def require_valid(self) -> None:
        """Read all once, if nobody has, so that what is wrong is told before any training."""
        if not self._is_checked:
            for _ in self.blocks():
                pass

    def keep(self, columns: IntArray) -> None:
        """Keep some columns in the first pass, if they do not take too much memory.

        Parameters
        ----------
        columns : ndarray of int
        """
        if self._is_checked:
            return
        if len(self) * len(columns) * self.dtype.itemsize <= self.memory_limit:
            self._wanted, self._kept = columns, None

    def take_kept(self, columns: IntArray) -> FloatArray | None:
        """Give away what was kept if it is what is wanted, and forget it in any case.

        Parameters
        ----------
        columns : ndarray of int

        Returns
        -------
        ndarray of shape (n_subjects, n_chosen), or None
        """
        found, wanted = self._kept, self._wanted
        self._kept = self._wanted = None
        is_wanted = wanted is not None and np.array_equal(columns, wanted)
        return found if is_wanted else None

    def read(self) -> FloatArray:
        """Read all of it, where there is no way around: ndarray.

        Raises
        ------
        ValueError
            If it would take more memory than it may.
        """
        if self.nbytes > self.memory_limit:
            raise ValueError(
                f"this needs all {self.shape[0]} x {self.shape[1]} features at once, which would "
                f"take {self.nbytes:.2g} bytes of memory; the limit of this cohort on disk is "
                f"{self.memory_limit:.2g}. To raise it, say CohortOnDisk(..., "
                f"memory_limit={1.1 * self.nbytes:.1e})"
            )
        array: FloatArray = np.empty(self.shape, self.dtype)
        for rows, features in self.blocks():
            array[rows] = features
        return array

    def remember(self, arranged: Any, plan: bytes) -> Any:
        """Remember features as a network takes them, for the next one, if there may be one."""
        if self.is_shared:
            self._arranged = {plan: arranged}
        return arranged

    def recall(self, plan: bytes) -> Any:
        """Give the features that were arranged for a like network, None if there was none."""
        return self._arranged.get(plan)

    def _features(self, found: AnyArray, subjects: IntArray) -> FloatArray:
        if self._is_checked:
            return self._convert(found).astype(self.dtype, copy=False)
        return self._check(found, subjects)

    def _make_room(self) -> FloatArray | None:
        if self._wanted is None or self._kept is not None:
            return None
        return np.empty((len(self), len(self._wanted)), self.dtype)


def _choose(features: FloatArray, columns: IntArray, out: FloatArray) -> None:
    """Copy some columns, or all: in order they are copied ten times faster."""
    if np.array_equal(columns, np.arange(features.shape[1])):
        out[:] = features
    else:
        np.take(features, columns, axis=1, out=out, mode="clip")
