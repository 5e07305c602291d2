"""Functional connectivity between regions, as a connectome."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..connectome import Connectome
from ..types import FloatArray

DENSITY = 0.2
# So that the order of a sum never decides which of two equal correlations is kept.
DECIMALS = 10


def correlation_connectome(
    measures: FloatArray, weight: FloatArray, labels: Sequence[str] | None = None
) -> Connectome:
    """Connect the regions whose measures vary together over subjects.

    Parameters
    ----------
    measures : ndarray of shape (n_subjects, n_regions, n_channels)
        Measures of regions; with several channels, their correlations are averaged.
    weight : ndarray of shape (n_subjects,)
        Weight of each subject.
    labels : sequence of str, optional
        Names of the regions.

    Returns
    -------
    Connectome
        Pearson correlations, the strongest fifth of them by absolute value and what keeps the
        regions together. A region that is constant has no connections.
    """
    n_regions = measures.shape[1]
    channels = np.moveaxis(measures.astype(np.float64), 2, 0)
    weights = np.mean([_correlation(channel, weight) for channel in channels], axis=0)
    connectome = Connectome(weights.round(DECIMALS), labels=labels, name="correlation")
    density = min(max(DENSITY, 2 / n_regions), connectome.density)
    return connectome.threshold(density) if density > 0 else connectome


def _correlation(columns: FloatArray, weight: FloatArray) -> FloatArray:
    share = weight / weight.sum()
    centred = columns - share @ columns
    covariance = (centred * share[:, None]).T @ centred
    scale = np.sqrt(np.diag(covariance))
    varies = scale > 1e-12 * np.abs(columns).max(axis=0, initial=0)
    scale = np.where(varies, scale, np.inf)
    return covariance / np.outer(scale, scale)
