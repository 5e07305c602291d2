"""Scores on bootstrap samples of test subjects, which two estimators of one seed share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.base import is_classifier
from sklearn.utils import _safe_indexing, check_random_state, resample
from sklearn.utils.validation import _num_samples

from ..types import IntArray


class ResampledScorer:
    """Scores an estimator on test subjects, and on bootstrap samples of them.

    Parameters
    ----------
    scorer : callable
        From estimator, X and y to a float.
    seeds : sequence of int
        One of each sample; scorers of one seed draw the same subjects, class by class.
    """

    def __init__(self, scorer: Callable[..., float], seeds: Sequence[int]) -> None:
        self.scorer, self.seeds = scorer, list(seeds)

    def __call__(self, estimator: Any, X: Any, y: Any) -> list[float]:
        """Give the scores: all subjects first, then the samples, list of float."""
        rows = [_drawn(y, is_classifier(estimator), seed) for seed in self.seeds]
        samples = [(_safe_indexing(X, row), _safe_indexing(y, row)) for row in rows]
        return [self.scorer(estimator, *sample) for sample in [(X, y), *samples]]


def _drawn(y: Any, is_classes: bool, seed: int) -> IntArray:
    """Draw a bootstrap sample of subjects; of numbers one that has two, if y has two: rows."""
    everyone, random = np.arange(_num_samples(y)), check_random_state(seed)
    if is_classes:
        return np.asarray(resample(everyone, random_state=random, stratify=y))
    target = np.asarray(y).reshape(len(everyone), -1)
    varies = (target != target[0]).any(axis=0)
    while True:
        rows = np.asarray(resample(everyone, random_state=random))
        if (target[rows] != target[rows[0]]).any(axis=0)[varies].all():
            return rows
