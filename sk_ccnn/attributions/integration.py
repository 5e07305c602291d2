"""Integrate gradients along a path, with as many steps as completeness needs."""

import warnings

import numpy as np

FIRST_STEPS, MOST_STEPS = 16, 1024
TOLERANCE = 5e-3
BUDGET = 2**22  # numbers in one gradient; a path takes as many rows at once


def integrate(path):
    """Share out the change of a network's outputs along a path among units.

    The attributions of a subject must sum to the change. Where they do not, within half a percent
    of the largest change of any subject, its path is integrated again at twice as many points.

    Parameters
    ----------
    path : object
        With ``change()``: array of shape (n_members, n_subjects, n_outputs), ``rows_at_once``: int,
        and ``attribute(rows, n_steps)``: the attributions of some subjects, array of shape
        (n_members, n_rows, n_units, n_outputs), by so many points of `quadrature`.

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


def _chunks(n_rows, size):
    return np.array_split(np.arange(n_rows), max(1, -(-n_rows // size)))


def _integrate(path, rows, change, allowed):
    attributions, open_rows, n_steps = None, np.arange(len(rows)), FIRST_STEPS
    while open_rows.size and n_steps <= MOST_STEPS:
        found = path.attribute(rows[open_rows], n_steps)
        if attributions is None:
            attributions = found
        else:
            attributions[:, open_rows] = found
        gap = np.abs(found.sum(axis=2) - change[:, open_rows]).max(axis=(0, 2))
        open_rows, n_steps = open_rows[gap > allowed], 2 * n_steps
    if open_rows.size:
        warnings.warn(
            f"the attributions of {open_rows.size} subjects do not sum to the change of the output "
            f"within {TOLERANCE:g} of the largest one, at {MOST_STEPS} points",
            stacklevel=2,
        )
    return attributions


def quadrature(n_steps):
    """Give the points from 0 to 1 at which to look, and their weights (Gauss and Legendre)."""
    points, weights = np.polynomial.legendre.leggauss(n_steps)
    return list(zip(((points + 1) / 2).tolist(), (weights / 2).tolist(), strict=True))
