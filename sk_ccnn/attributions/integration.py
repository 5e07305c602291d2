"""Integrate gradients along a path, with as many steps as completeness needs."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..caller import warn_caller
from ..types import FloatArray, IntArray

FIRST_STEPS, MOST_STEPS = 16, 1024
TOLERANCE = 5e-3
BUDGET = 2**22  # numbers in one gradient; a path takes as many rows at once


class Path(Protocol):
    """A path from a baseline to the subjects, along which a network's outputs change."""

    @property
    def rows_at_once(self) -> int:
        """Number of subjects whose gradients fit into memory."""

    def change(self) -> FloatArray:
        """Change of the outputs along the path: (n_members, n_subjects, n_outputs)."""

    def attribute(self, rows: IntArray, n_steps: int) -> FloatArray:
        """Attributions of some subjects by `n_steps` points of `quadrature`.

        Parameters
        ----------
        rows : ndarray of int
            Which subjects.
        n_steps : int

        Returns
        -------
        ndarray of shape (n_members, n_rows, n_units, n_outputs)
        """


def integrate(path: Path) -> FloatArray:
    """Share out the change of a network's outputs along a path among units.

    The attributions of a subject must sum to the change. Where they do not, within half a percent
    of the largest change of any subject, its path is integrated again at twice as many points.

    Parameters
    ----------
    path : Path

    Returns
    -------
    ndarray of shape (n_members, n_subjects, n_units, n_outputs)

    References
    ----------
    Sundararajan M, Taly A, Yan Q (2017). Axiomatic attribution for deep networks.
    arXiv:1703.01365.
    """
    change = path.change()
    allowed = TOLERANCE * np.abs(change).max(initial=0)
    parts = [
        _integrate(path, rows, change[:, rows], allowed)
        for rows in _chunks(change.shape[1], path.rows_at_once)
    ]
    return np.concatenate(parts, axis=1)


def _chunks(n_rows: int, size: int) -> list[IntArray]:
    return np.array_split(np.arange(n_rows), max(1, -(-n_rows // size)))


def _integrate(path: Path, rows: IntArray, change: FloatArray, allowed: float) -> FloatArray:
    open_rows, n_steps = np.arange(len(rows)), FIRST_STEPS
    attributions: FloatArray = np.empty(0)
    while open_rows.size and n_steps <= MOST_STEPS:
        found = path.attribute(rows[open_rows], n_steps)
        if n_steps == FIRST_STEPS:
            attributions = found
        else:
            attributions[:, open_rows] = found
        gap = np.abs(found.sum(axis=2) - change[:, open_rows]).max(axis=(0, 2))
        open_rows, n_steps = open_rows[gap > allowed], 2 * n_steps
    if open_rows.size:
        warn_caller(
            f"the attributions of {open_rows.size} subjects do not sum to the change of the output "
            f"within {TOLERANCE:g} of the largest one, at {MOST_STEPS} points"
        )
    return attributions


def quadrature(n_steps: int) -> list[tuple[float, float]]:
    """Give the points from 0 to 1 at which to look, and their weights (Gauss and Legendre)."""
    points, weights = np.polynomial.legendre.leggauss(n_steps)
    return list(zip(((points + 1) / 2).tolist(), (weights / 2).tolist(), strict=True))
