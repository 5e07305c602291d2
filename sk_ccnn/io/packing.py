"""Connectomes of many subjects written to one file, one at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.lib import format as npy

from ..connectome import Connectome, edge_list, n_pairs
from ..types import FloatArray
from .errors import errors_named


@dataclass(frozen=True)
class Packing:
    """A ``.npy`` file to be written, with a row for each subject.

    Parameters
    ----------
    path : Path
    dtype : {"float64", "float32"}
        Of its numbers.
    """

    path: Path
    dtype: Literal["float64", "float32"]

    def __post_init__(self) -> None:
        if self.path.suffix.lower() != ".npy":
            raise ValueError(f"memory_map= must be a .npy file, got {self.path}")
        if self.dtype not in ("float64", "float32"):
            raise ValueError(f"dtype must be 'float64' or 'float32', got {self.dtype!r}")
        if not self.path.parent.is_dir():
            raise FileNotFoundError(f"{self.path}: no folder of this name to write it into")

    @contextmanager
    def open(self, n_subjects: int, n_regions: int) -> Iterator[Callable[[FloatArray], None]]:
        """Write the file within a ``with`` block; it is there at its end, and whole.

        Parameters
        ----------
        n_subjects, n_regions : int

        Yields
        ------
        callable
            Writes the next row, ndarray of shape (n_pairs,).

        Raises
        ------
        OSError
            If the file cannot be written.
        """
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                shape = (n_subjects, n_pairs(n_regions))
                header = {"descr": npy.dtype_to_descr(np.dtype(self.dtype))}
                npy.write_array_header_1_0(file, header | {"fortran_order": False, "shape": shape})

                def write(pairs: FloatArray) -> None:
                    with errors_named(self.path):
                        file.write(pairs.astype(self.dtype, copy=False).tobytes())

                yield write
            os.replace(part, self.path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def pairs_of_connectome(connectome: Connectome, path: Path) -> FloatArray:
    """Give the weights of all pairs of regions, row by row of the upper triangle.

    Parameters
    ----------
    connectome : Connectome
    path : Path
        Where it is from, for the error.

    Returns
    -------
    ndarray of shape (n_pairs,)

    Raises
    ------
    ValueError
        If it is directed.
    """
    if connectome.is_directed:
        raise ValueError(
            f"{path}: the connectome is directed, and memory_map= keeps one number for each pair "
            "of regions; symmetrize= makes it undirected"
        )
    n_regions = connectome.n_regions
    pairs = np.zeros(n_pairs(n_regions))
    rows, columns, weights = edge_list(connectome.weights)
    rows = rows.astype(np.int64)
    upper = rows < columns
    first = rows * n_regions - rows * (rows + 1) // 2 - rows - 1
    pairs[(first + columns)[upper]] = weights[upper]
    return pairs
