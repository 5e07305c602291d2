"""The scale of each feature, as the training subjects have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.preprocessing import StandardScaler

from ..caller import warn_caller
from ..types import FloatArray


@dataclass(frozen=True, eq=False)
class FeatureScale:
    """Mean and standard deviation of each feature.

    Parameters
    ----------
    mean, scale : ndarray of shape (n_features,), float64
        In the units of X; the scale of a feature that is constant is 0.
    """

    mean: FloatArray
    scale: FloatArray

    @classmethod
    def of(cls, features: FloatArray, weight: FloatArray) -> FeatureScale:
        """Learn the scale from training subjects.

        Parameters
        ----------
        features : ndarray of shape (n_subjects, n_features)
            A column for each feature.
        weight : ndarray of shape (n_subjects,)
            Weights of the subjects.

        Returns
        -------
        FeatureScale

        Raises
        ------
        ValueError
            If numbers are too large for their variance to be one.
        """
        counted = weight > 0
        if not counted.all():
            features, weight = features[counted], weight[counted]
        with np.errstate(over="ignore", invalid="ignore"):
            # Relative weights: what is constant must not depend on their unit.
            scaler = StandardScaler().fit(features, sample_weight=weight / weight.mean())
        spread = np.sqrt(scaler.var_)
        if not np.isfinite(spread).all():
            largest = np.abs(features).max()
            raise ValueError(
                f"X holds numbers as large as {largest:.3g}, whose variance is no finite number, "
                "so that they cannot be standardised"
            )
        # Where it finds no spread beyond rounding, the scaler divides by 1 instead.
        scale = np.where(scaler.scale_ == spread, spread, 0.0)
        return cls(scaler.mean_, scale)

    def ordered(self, columns: Sequence[int] | None) -> FeatureScale:
        """Give the scale of features in another order.

        Parameters
        ----------
        columns : sequence of int or None
            The feature that stands at each position; None where the order stays.

        Returns
        -------
        FeatureScale
        """
        if columns is None:
            return self
        return FeatureScale(self.mean[list(columns)], self.scale[list(columns)])

    def apply(self, features: FloatArray) -> None:
        """Standardise in place; what was constant in the training subjects becomes 0.

        Parameters
        ----------
        features : ndarray of shape (n_subjects, n_features)
            In the same units.
        """
        features -= self.mean
        features /= np.where(self.scale > 0, self.scale, np.inf)

    def warn_of_constants(self, names: Sequence[str] | None) -> None:
        """Warn of features that tell nothing about any subject.

        Parameters
        ----------
        names : sequence of str or None
            Of the features.
        """
        constant = np.flatnonzero(self.scale == 0)
        if not constant.size:
            return
        shown = [
            str(column) if names is None else names[column] for column in constant[:5].tolist()
        ]
        more = ", ..." if constant.size > len(shown) else ""
        warn_caller(
            f"{constant.size} of {len(self.scale)} features are constant in the training subjects, "
            f"so the network gets 0 for them: {', '.join(shown)}{more}"
        )
