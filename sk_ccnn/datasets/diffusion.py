"""Network diffusion: how a disease process spreads from region to region."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse.csgraph import laplacian

from ..types import FloatArray


class NetworkDiffusion:
    """The network diffusion model, ``x(t) = exp(-rate * H * t) x(0)``.

    H is the normalised Laplacian of the connections, so that `rate` does not depend on the unit of
    their weights.

    Parameters
    ----------
    weights : ndarray of shape (n_regions, n_regions)
        Symmetric and not negative.
    rate : float, per unit of time

    References
    ----------
    Raj, Kuceyeski & Weiner 2012, Neuron 73:1204-1215, doi 10.1016/j.neuron.2011.12.040
    """

    def __init__(self, weights: FloatArray, rate: float) -> None:
        self.laplacian = laplacian(weights, normed=True)
        self.rate = rate
        eigenvalues, self._modes = np.linalg.eigh(self.laplacian)
        self._rates = rate * np.clip(eigenvalues, 0.0, None)

    def matrix(self, time: float) -> FloatArray:
        """Return exp(-rate * H * time), ndarray of shape (n_regions, n_regions)."""
        spread: FloatArray = self._modes * np.exp(-time * self._rates) @ self._modes.T
        return spread

    def spread(self, initial: FloatArray, times: FloatArray) -> FloatArray:
        """Let every subject's own insults spread, and standardise the result.

        Parameters
        ----------
        initial : ndarray of shape (n_subjects, n_regions)
            Independent, of unit variance.
        times : ndarray of shape (n_subjects,)

        Returns
        -------
        ndarray of shape (n_subjects, n_regions)
            Every region's variance over subjects is 1 whatever the time: what time changes is how
            alike connected regions are.
        """
        decay = np.exp(-np.outer(times, self._rates))
        spread = (initial @ self._modes * decay) @ self._modes.T
        standardised: FloatArray = spread / np.sqrt(decay**2 @ self._modes.T**2)
        return standardised

    def accumulate(self, initial: FloatArray, times: ArrayLike) -> FloatArray:
        """Add up what has passed through every region, the integral of x from 0 to t.

        Parameters
        ----------
        initial : ndarray of shape (n_regions,)
        times : ndarray of shape (n_times,)

        Returns
        -------
        ndarray of shape (n_times, n_regions)
        """
        time = np.asarray(times, dtype=float)[:, np.newaxis]
        rates = np.where(self._rates > 1e-12, self._rates, 1.0)
        passed = np.where(self._rates > 1e-12, -np.expm1(-time * rates) / rates, time)
        accumulated: FloatArray = passed * (initial @ self._modes) @ self._modes.T
        return accumulated
