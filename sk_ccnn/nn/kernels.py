"""Products with sparse matrices on a CPU, compiled by numba where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import torch
from torch import Tensor

HAS_NUMBA = find_spec("numba") is not None
_DTYPES = (torch.float32, torch.float64)
# Sums may be reordered, as every BLAS does; NaN and infinity stay what they are.
_MATHS = {"reassoc", "contract", "nsz"}


def can_compile(x: Tensor) -> bool:
    """Tell whether there are kernels for a tensor: bool."""
    return HAS_NUMBA and x.device.type == "cpu" and x.dtype in _DTYPES


def multiply(
    pointers: Tensor, columns: Tensor, entries: Tensor, values: Tensor, x: Tensor
) -> Tensor:
    """Multiply a sparse matrix and a dense one.

    Parameters
    ----------
    pointers, columns : Tensor of int
        Rows of the sparse matrix (CSR).
    entries : Tensor of int
        Where the value of each entry is.
    values : Tensor of shape (n_values,)
    x : Tensor of shape (n_columns, batch)

    Returns
    -------
    Tensor of shape (n_rows, batch)
    """
    product = x.new_empty(len(pointers) - 1, x.shape[1])
    given = (pointers, columns, entries, values, x, product)
    _compiled(_multiply)(*(each.detach().numpy() for each in given))
    return product


def sample(
    pointers: Tensor, columns: Tensor, entries: Tensor, gradient: Tensor, x: Tensor, into: Tensor
) -> None:
    """Multiply two dense matrices, only where a sparse one has entries.

    Parameters
    ----------
    pointers, columns, entries : Tensor of int
        As of `multiply`.
    gradient : Tensor of shape (n_rows, batch)
    x : Tensor of shape (n_columns, batch)
    into : Tensor of shape (n_values,)
        Where the products of rows are put.
    """
    given = (pointers, columns, entries, gradient, x, into)
    _compiled(_sample)(*(each.detach().numpy() for each in given))


@lru_cache
def _compiled(kernel: Callable[..., None]) -> Callable[..., None]:
    import numba

    try:
        return numba.njit(kernel, cache=True, fastmath=_MATHS, nogil=True)
    except RuntimeError:  # no folder to keep compiled code in
        return numba.njit(kernel, fastmath=_MATHS, nogil=True)


def _multiply(pointers: Any, columns: Any, entries: Any, values: Any, x: Any, out: Any) -> None:
    batch = x.shape[1]
    for row in range(len(pointers) - 1):
        total = out[row]
        total[:] = 0
        entry, end = pointers[row], pointers[row + 1]
        while entry + 4 <= end:  # four at once: each total is read and written once for all
            a, b = values[entries[entry]], values[entries[entry + 1]]
            c, d = values[entries[entry + 2]], values[entries[entry + 3]]
            x_a, x_b = x[columns[entry]], x[columns[entry + 1]]
            x_c, x_d = x[columns[entry + 2]], x[columns[entry + 3]]
            for subject in range(batch):
                total[subject] += (
                    a * x_a[subject] + b * x_b[subject] + c * x_c[subject] + d * x_d[subject]
                )
            entry += 4
        while entry < end:
            a, x_a = values[entries[entry]], x[columns[entry]]
            for subject in range(batch):
                total[subject] += a * x_a[subject]
            entry += 1


def _sample(pointers: Any, columns: Any, entries: Any, gradient: Any, x: Any, out: Any) -> None:
    batch = x.shape[1]
    for row in range(len(pointers) - 1):
        of_row = gradient[row]
        for entry in range(pointers[row], pointers[row + 1]):
            of_column = x[columns[entry]]
            total = x.dtype.type(0)
            for subject in range(batch):
                total += of_row[subject] * of_column[subject]
            out[entries[entry]] = total
