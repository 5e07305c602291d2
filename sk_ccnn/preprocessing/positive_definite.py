"""Correlation matrices, shrunk so far that they are positive definite, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import NoReturn

import numpy as np

from ..connectome import fill_symmetric
from ..types import FloatArray, IntArray

# The matrices of a block; what is computed from them takes a few times as much.
_BLOCK_BYTES = 2**24
# An eigenvalue below this is what rounding of float32 leaves of zero, and its logarithm is noise.
_SMALLEST_EIGENVALUE = 1e-6


class ShrunkCorrelations:
    """The matrices ``(1 - shrinkage) R + shrinkage I`` of subjects, a block at a time.

    Parameters
    ----------
    pairs : ndarray of shape (n_subjects, n_pairs)
        Correlations, between -1 and 1.
    n_regions : int
    shrinkage : float
        At least 0 and less than 1.
    columns : ndarray of shape (n_pairs,), of int
        The column of each pair of the upper triangle, row by row.
    subjects : sequence, length n_subjects
        What subjects are called in errors.
    """

    def __init__(
        self,
        pairs: FloatArray,
        n_regions: int,
        shrinkage: float,
        columns: IntArray,
        subjects: Sequence[object],
    ) -> None:
        self.pairs, self.n_regions, self.shrinkage = pairs, n_regions, shrinkage
        self.columns, self.subjects = columns, subjects
        self._are_checked = False

    def __len__(self) -> int:
        """Count the subjects."""
        return len(self.pairs)

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        """Give blocks of positive definite matrices.

        Yields
        ------
        rows : slice
        matrices : ndarray of shape (n_rows, n_regions, n_regions), float64
            With a diagonal of ones.

        Raises
        ------
        ValueError
            If a matrix is not positive definite; it names the subject, its smallest eigenvalue,
            and the shrinkage that all subjects would need.
        """
        for rows, matrices in self._unchecked():
            if not self._are_checked:
                self._check(matrices)
            yield rows, matrices
        self._are_checked = True  # a mean goes through all of them again and again

    def _check(self, matrices: FloatArray) -> None:
        try:
            np.linalg.cholesky(_above(matrices, _SMALLEST_EIGENVALUE))
        except np.linalg.LinAlgError:
            self._refuse()

    def mean_of(self, function: Callable[[FloatArray], FloatArray]) -> FloatArray:
        """Average a function of the matrices over subjects: ndarray (n_regions, n_regions)."""
        total = np.zeros((self.n_regions, self.n_regions))
        for _, matrices in self.blocks():
            total += function(matrices).sum(axis=0)
        return total / len(self)

    def _unchecked(self) -> Iterator[tuple[slice, FloatArray]]:
        n_rows = max(1, _BLOCK_BYTES // (8 * self.n_regions**2))
        for start in range(0, len(self), n_rows):
            rows = slice(start, start + n_rows)
            pairs = self.pairs[rows].astype(np.float64)[:, self.columns]
            matrices = fill_symmetric((1 - self.shrinkage) * pairs, self.n_regions)
            yield rows, _above(matrices, -1.0)

    def _refuse(self) -> NoReturn:
        """Name the worst subject."""
        smallest = np.concatenate(
            [np.linalg.eigvalsh(matrices)[:, 0] for _, matrices in self._unchecked()]
        )
        worst, n_bad = int(smallest.argmin()), int((smallest <= _SMALLEST_EIGENVALUE).sum())
        raise ValueError(
            f"the correlations of {n_bad} of {len(self)} subjects are not positive definite after "
            f"a shrinkage of {self.shrinkage:g}; the smallest eigenvalue of subject "
            f"{self.subjects[worst]!r} is {smallest[worst]:.3g}. "
            f"shrinkage={self._needed(smallest[worst])} would do, if the columns are in the right "
            "order (vectors of nilearn: ConnectomeVectorizer(source='nilearn') first)"
        )

    def _needed(self, smallest: float) -> float:
        """Give the least shrinkage, in hundredths, that lifts an eigenvalue well above zero."""
        unshrunk = (smallest - self.shrinkage) / (1 - self.shrinkage)
        wanted = max(1e-3, 10 * _SMALLEST_EIGENVALUE)
        return ceil(100 * (wanted - unshrunk) / (1 - unshrunk)) / 100


def _above(matrices: FloatArray, level: float) -> FloatArray:
    """Take a number from the diagonal of matrices: a new array."""
    lowered: FloatArray = matrices - level * np.eye(matrices.shape[-1])
    return lowered
