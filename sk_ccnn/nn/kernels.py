"""Products with sparse matrices on a CPU, compiled by numba where it is installed."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from ..compiling import HAS_NUMBA as HAS_NUMBA
from ..compiling import compiled

_DTYPES = (torch.float32, torch.float64)
# Sums may be reordered, as every BLAS does; NaN and infinity stay what they are.
_MATHS = frozenset({"reassoc", "contract", "nsz"})


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
    compiled(_multiply, _MATHS)(*(each.detach().numpy() for each in given))
    return product


def sample(
    pointers: Tensor,
    columns: Tensor,
    entries: Tensor,
    twins: Tensor,
    gradient: Tensor,
    x: Tensor,
    into: Tensor,
) -> None:
    """Multiply two dense matrices, only where a sparse one has entries.

    Parameters
    ----------
    pointers, columns, entries : Tensor of int
        As of `multiply`.
    twins : Tensor of shape (n_rows,), bool
        Whether a row has the same columns as the next, from `find_twins`: such rows are computed
        together.
    gradient : Tensor of shape (n_rows, batch)
    x : Tensor of shape (n_columns, batch)
    into : Tensor of shape (n_values,)
        Where the products of rows are put.
    """
    given = (pointers, columns, entries, twins, gradient, x, into)
    compiled(_sample, _MATHS)(*(each.detach().numpy() for each in given))


def find_twins(pointers: Tensor, columns: Tensor) -> Tensor:
    """Tell which rows of a sparse matrix have the same columns as the next: bool (n_rows,).

    Units of one region do, for they are connected to the same others.

    Parameters
    ----------
    pointers, columns : Tensor of int
        Rows of the sparse matrix (CSR).
    """
    counts = pointers.diff()
    twins = torch.zeros(len(counts), dtype=torch.bool)
    if len(counts) < 2:
        return twins
    is_as_long = counts[:-1] == counts[1:]
    row = torch.repeat_interleave(torch.arange(len(counts)), counts)
    place = torch.arange(len(columns)) + counts[row]  # in the next row, where it is as long
    differs = columns != columns[place.clamp(max=max(len(columns) - 1, 0))]
    n_differing = torch.bincount(row[differs], minlength=len(counts))
    twins[:-1] = is_as_long & (n_differing[:-1] == 0)
    return twins


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


def _sample(
    pointers: Any, columns: Any, entries: Any, twins: Any, gradient: Any, x: Any, out: Any
) -> None:
    batch, zero = x.shape[1], x.dtype.type(0)
    row = 0
    while row < len(pointers) - 1:
        entry, end, of_row = pointers[row], pointers[row + 1], gradient[row]
        if not twins[row]:
            while entry < end:
                x_a, a = x[columns[entry]], zero
                for subject in range(batch):
                    a += of_row[subject] * x_a[subject]
                out[entries[entry]] = a
                entry += 1
            row += 1
            continue
        of_twin, step = gradient[row + 1], end - entry
        while entry + 2 <= end:  # four sums at once, of two rows and two columns
            x_a, x_b = x[columns[entry]], x[columns[entry + 1]]
            a, b, twin_a, twin_b = zero, zero, zero, zero
            for subject in range(batch):
                a += of_row[subject] * x_a[subject]
                b += of_row[subject] * x_b[subject]
                twin_a += of_twin[subject] * x_a[subject]
                twin_b += of_twin[subject] * x_b[subject]
            out[entries[entry]], out[entries[entry + 1]] = a, b
            out[entries[entry + step]], out[entries[entry + step + 1]] = twin_a, twin_b
            entry += 2
        if entry < end:
            x_a, a, twin_a = x[columns[entry]], zero, zero
            for subject in range(batch):
                a += of_row[subject] * x_a[subject]
                twin_a += of_twin[subject] * x_a[subject]
            out[entries[entry]], out[entries[entry + step]] = a, twin_a
        row += 2
