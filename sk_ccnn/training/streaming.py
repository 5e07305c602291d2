"""Rows of a tensor that are read when they are needed, and not held."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from ..types import AnyArray, IntArray


class StreamedTensor:
    """Features, or targets, of subjects of whom no more than a batch is in memory.

    It has what training needs of a tensor.

    Parameters
    ----------
    read : callable
        From the numbers of some subjects to an array of shape (n_rows, ...).
    shape : tuple of int
        Of all subjects.
    dtype : torch.dtype
    """

    def __init__(
        self, read: Callable[[IntArray], AnyArray], shape: tuple[int, ...], dtype: torch.dtype
    ) -> None:
        self._read, self._row_shape, self.dtype = read, shape[1:], dtype
        self._rows: IntArray = np.arange(shape[0])
        self.device = torch.device("cpu")

    @property
    def shape(self) -> torch.Size:
        """Number of subjects, and the shape of each."""
        return torch.Size((len(self._rows), *self._row_shape))

    @property
    def nbytes(self) -> int:
        """Bytes that are held: none."""
        return 0

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: slice | Tensor) -> Tensor:
        """Read some subjects: tensor whose first axes are those of `index`."""
        rows = self._rows[index if isinstance(index, slice) else index.cpu().numpy()]
        if rows.ndim == 1:
            found = self._read(rows)
        else:  # of each member its own
            distinct, where = np.unique(rows, return_inverse=True)
            found = self._read(distinct)[where.reshape(rows.shape)]
        return torch.from_numpy(found).to(self.device)

    def subset(self, rows: IntArray) -> StreamedTensor:
        """Choose subjects, without reading them."""
        return self._changed(_rows=self._rows[rows])

    def to(self, device: str | torch.device) -> StreamedTensor:
        """Give the same rows on another device, where they go when they have been read."""
        return self._changed(device=torch.device(device))

    def is_inference(self) -> bool:
        """Tell whether autograd cannot keep it: False, for every batch is new."""
        return False

    def clone(self) -> StreamedTensor:
        """Give itself: no batch is changed by a later one."""
        return self

    def _changed(self, **attributes: object) -> StreamedTensor:
        other = object.__new__(StreamedTensor)
        vars(other).update(vars(self) | attributes)
        return other
