"""What a network learns, on the scale that it learns it on."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.class_weight import compute_class_weight
from torch import nn

from ..caller import warn_caller
from ..training import AbsoluteError, CrossEntropy, HalfSquaredError
from ..types import AnyArray, FloatArray
from .feature_scale import FeatureScale, ScaleOfBlocks
from .layout import FeatureLayout
from .table_on_disk import TableOnDisk

Loss: TypeAlias = Literal["absolute_error", "squared_error"]
ClassWeight: TypeAlias = dict[Any, float] | Literal["balanced"] | None

LOSSES: dict[str, type[nn.Module]] = {
    "absolute_error": AbsoluteError,
    "squared_error": HalfSquaredError,
}


class ContinuousTarget:
    """Numbers, standardised, so that a penalty means the same for every unit of measurement.

    Parameters
    ----------
    y : ndarray of shape (n_subjects,) or (n_subjects, n_outputs)
        Targets of the training subjects.
    weight : ndarray of shape (n_subjects,)
        Weights of the subjects.
    loss : {"absolute_error", "squared_error"}, default="squared_error"
        What is minimised.

    Attributes
    ----------
    mean, scale : ndarray of shape (n_outputs,)
        Weighted mean and standard deviation in the units of y; the scale of a constant is 0.
    is_single : bool
        Whether y is one number a subject, and so is a prediction.

    Raises
    ------
    ValueError
        If y is so large that it has no finite standard deviation.
    """

    learns_features = False

    def __init__(self, y: AnyArray, weight: FloatArray, loss: Loss = "squared_error") -> None:
        self.loss = loss
        columns = self._columns(y)
        self.is_single = np.ndim(y) == 1
        with np.errstate(over="ignore", invalid="ignore"):
            self.mean = np.average(columns, axis=0, weights=weight)
            self.scale = np.sqrt(np.average((columns - self.mean) ** 2, axis=0, weights=weight))
        if not np.isfinite(self.scale).all():
            raise ValueError(
                f"y is too large for its standard deviation to be computed: it goes from "
                f"{columns.min():g} to {columns.max():g}; give it in larger units"
            )
        lowest, highest = columns[weight > 0].min(axis=0), columns[weight > 0].max(axis=0)
        constant = highest - lowest <= 10 * np.finfo(np.float64).eps * np.abs(highest)
        self.mean[constant], self.scale[constant] = lowest[constant], 0.0

    @staticmethod
    def _columns(y: ArrayLike) -> FloatArray:
        try:
            numbers = np.asarray(y, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise ValueError(f"y must hold numbers: {error}") from error
        return numbers.reshape(len(numbers), -1)

    @property
    def criterion(self) -> type[nn.Module] | nn.Module:
        """Loss per member and subject."""
        return LOSSES[self.loss]

    @property
    def n_outputs(self) -> int:
        """Number of outputs of the network."""
        return len(self.mean)

    def warn_if_constant(self) -> None:
        """Warn of targets that there is nothing to learn about."""
        constant = np.flatnonzero(self.scale == 0)
        if constant.size:
            which = "y is" if self.is_single else f"columns {constant.tolist()} of y are"
            warn_caller(
                f"{which} constant in the training subjects; the prediction is that constant"
            )

    def encode(self, y: ArrayLike, dtype: str) -> FloatArray:
        """Standardise: array of shape (n_subjects, n_outputs)."""
        columns = self._columns(y)
        if columns.shape[1] != self.n_outputs:
            raise ValueError(
                f"the target has {columns.shape[1]} columns, but had {self.n_outputs} before"
            )
        centred = columns - self.mean
        return (centred / np.where(self.scale > 0, self.scale, np.inf)).astype(dtype)

    def decode(self, outputs: FloatArray) -> FloatArray:
        """Return raw outputs, of members or their mean, to the units of y."""
        predicted = outputs * self.scale + self.mean
        return predicted[..., 0] if self.is_single else predicted

    def strata(self, y: AnyArray) -> AnyArray | None:
        """Give the groups that a validation set must hold in proportion: none."""
        return None

    def weigh(self, y: AnyArray, weight: FloatArray) -> FloatArray:
        """Weigh subjects in the loss: by their own weights."""
        return weight


class FeatureTarget(ContinuousTarget):
    """The features themselves, which an autoencoder rebuilds.

    Parameters
    ----------
    table : ndarray or TableOnDisk of shape (n_subjects, n_columns)
        Features of the training subjects.
    weight : ndarray of shape (n_subjects,)
        Weights of the subjects.
    layout : FeatureLayout
        What the columns are.
    scale : FeatureScale, optional
        Standardises them.
    """

    learns_features = True

    def __init__(
        self,
        table: FloatArray | TableOnDisk,
        weight: FloatArray,
        layout: FeatureLayout,
        scale: FeatureScale | None,
    ) -> None:
        if isinstance(table, TableOnDisk):
            self._learn_in_blocks(table, weight, layout, scale)
        else:
            super().__init__(layout.select(table, scale), weight)
        # Pairs stand for matrices, in which each is twice, and the diagonal is rebuilt for nothing.
        pairs_of_matrix = (layout.n_regions - 1) / layout.n_regions
        self._share = pairs_of_matrix if layout.features == "edges" else 1.0

    def _learn_in_blocks(
        self,
        table: TableOnDisk,
        weight: FloatArray,
        layout: FeatureLayout,
        scale: FeatureScale | None,
    ) -> None:
        self.loss, self.is_single = "squared_error", False
        sums = ScaleOfBlocks(layout.n_columns)
        for rows, features in table.blocks():
            sums.add(layout.select(features, scale), weight[rows])
        found = sums.scale()
        self.mean, self.scale = found.mean, found.scale

    @property
    def criterion(self) -> nn.Module:
        """Half the squared error, averaged over measures, or over the cells of matrices."""
        return HalfSquaredError(self._share)


class ClassTarget:
    """Classes, as their indices.

    Parameters
    ----------
    classes : ndarray of shape (n_classes,)
        Distinct classes, sorted.
    class_weight : dict, "balanced" or None, default=None
        Weights of the classes in the loss.
    """

    criterion = CrossEntropy
    learns_features = False

    def __init__(self, classes: AnyArray, class_weight: ClassWeight = None) -> None:
        self.classes = classes
        self.class_weight = class_weight

    @property
    def n_outputs(self) -> int:
        """Number of outputs of the network: one for each class."""
        return len(self.classes)

    def encode(self, y: ArrayLike, dtype: str) -> AnyArray:
        """Give indices of the classes: int array of shape (n_subjects,)."""
        unknown = np.setdiff1d(y, self.classes)
        if unknown.size:
            raise ValueError(f"y holds {unknown.tolist()}, but the classes are {self.classes}")
        return np.searchsorted(self.classes, y).astype(np.int64)

    def strata(self, y: AnyArray) -> AnyArray | None:
        """Give the groups that a validation set must hold in proportion: the classes."""
        return y

    def weigh(self, y: AnyArray, weight: FloatArray) -> FloatArray:
        """Weigh subjects in the loss: by their own weights times those of their classes."""
        return class_weighted(y, weight, self.class_weight)


Target: TypeAlias = ContinuousTarget | ClassTarget


def class_weighted(y: AnyArray, weight: FloatArray, class_weight: ClassWeight) -> FloatArray:
    """Weigh subjects by their own weight times that of their class.

    Parameters
    ----------
    y : ndarray of shape (n_subjects,)
        Classes.
    weight : ndarray of shape (n_subjects,)
        Weights of the subjects.
    class_weight : dict, "balanced" or None
        ``"balanced"`` gives the classes equal sums of weights.

    Returns
    -------
    ndarray of shape (n_subjects,)

    Raises
    ------
    ValueError
        If a weight is negative, or none is positive.
    """
    if class_weight is None:
        return weight
    classes, index = np.unique(y, return_inverse=True)
    if class_weight != "balanced":
        weighted = weight * compute_class_weight(class_weight, classes=classes, y=y)[index]
        if weighted.min() < 0 or not weighted.any():
            raise ValueError(
                "class_weight needs weights that are not negative, and one that is positive for a "
                f"class in y, got {class_weight} for {classes.tolist()}"
            )
        return weighted
    sums = np.bincount(index, weights=weight)
    balanced = weight.sum() / (np.count_nonzero(sums) * np.where(sums > 0, sums, np.inf))
    return weight * balanced[index]
