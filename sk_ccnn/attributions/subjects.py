"""Subjects and outputs of a fitted network, as attributions need them."""

from __future__ import annotations

from functools import partial
from typing import Literal, TypeAlias

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor

from ..connectome import n_pairs
from ..estimators import BaseConnectomeEstimator, ContinuousTarget, read_in_batches, to_table
from ..types import FloatArray

Unit: TypeAlias = Literal["regions", "edges"]


def arranged(network: BaseConnectomeEstimator, X: ArrayLike) -> Tensor:
    """Give subjects as the network's module takes them.

    Parameters
    ----------
    network : ConnectomeRegressor or ConnectomeClassifier
        Fitted.
    X : array-like
        As it takes it.

    Returns
    -------
    Tensor of shape (n_subjects, ...)
    """
    return network.read_features(X).to(network.net_.device)


def baseline_of(
    network: BaseConnectomeEstimator, baseline: str | ArrayLike, training: ArrayLike
) -> Tensor:
    """Give the subject that all others are compared with.

    Parameters
    ----------
    network : ConnectomeRegressor or ConnectomeClassifier
        Fitted.
    baseline : {"mean", "zero"} or array-like
        See `region_importance`.
    training : array-like
        Subjects whose mean is ``"mean"``, as the network takes them.

    Returns
    -------
    Tensor
        One of what `arranged` gives.

    Raises
    ------
    ValueError
        If an array does not have one value for each column.
    """
    layout = network.plan_.layout
    if isinstance(baseline, str):
        if baseline == "mean":
            return _mean_subject(network, training)
        return _of_one(network, np.zeros((1, layout.n_columns)))
    needed = (
        f"baseline must hold one finite number for each of the {layout.n_columns} columns that "
        f"reach the network, got an array of shape {np.shape(baseline)}"
    )
    try:
        table, _ = to_table(np.asarray(baseline, dtype=float)[np.newaxis], layout.features)
    except ValueError as error:
        raise ValueError(f"{needed}: {error}") from error
    if table.shape != (1, layout.n_columns) or not np.isfinite(table).all():
        raise ValueError(needed)
    return _of_one(network, table)


def _mean_subject(network: BaseConnectomeEstimator, X: ArrayLike) -> Tensor:
    """Average subjects: Tensor of shape (n_regions, ...)."""
    total, n_subjects = np.zeros(()), 0
    arrange = partial(network.plan_.arrange, module=network.net_.module_)
    for batch in read_in_batches(network, X, network.plan_.layout, arrange):
        total = total + batch.sum(axis=0, dtype=np.float64)
        n_subjects += len(batch)
    return _like_weights(network, total / n_subjects)


def _of_one(network: BaseConnectomeEstimator, table: FloatArray) -> Tensor:
    """Give a single subject as the network takes it: Tensor of shape (n_regions, ...)."""
    return _like_weights(network, network.plan_.arrange(table, network.net_.module_)[0])


def _like_weights(network: BaseConnectomeEstimator, features: FloatArray) -> Tensor:
    """Give features in the precision of a network, where it is: Tensor."""
    return torch.from_numpy(features.astype(network.plan_.dtype)).to(network.net_.device)


def to_decision_scale(network: BaseConnectomeEstimator, outputs: Tensor) -> Tensor:
    """Give raw outputs a meaning, up to a constant.

    Parameters
    ----------
    network : ConnectomeRegressor or ConnectomeClassifier
        Fitted.
    outputs : Tensor of shape (..., n_outputs)
        Raw outputs.

    Returns
    -------
    Tensor of shape (..., n_scales)
        Regressors: in the units of y. Classifiers: the log odds of the second of two classes, or
        one logit a class.
    """
    target = network.plan_.target
    if isinstance(target, ContinuousTarget):
        return outputs * torch.as_tensor(target.scale).to(outputs)
    return outputs[..., 1:] - outputs[..., :1] if outputs.shape[-1] == 2 else outputs


def scale_names(network: BaseConnectomeEstimator) -> tuple[str, ...]:
    """Name what `to_decision_scale` gives: tuple of str."""
    target = network.plan_.target
    if isinstance(target, ContinuousTarget):
        n_outputs = target.n_outputs
        return ("y",) if n_outputs == 1 else tuple(f"y{column}" for column in range(n_outputs))
    classes = [str(each) for each in target.classes]
    return (f"log odds of {classes[1]}",) if len(classes) == 2 else tuple(classes)


def n_units(network: BaseConnectomeEstimator, unit: Unit) -> int:
    """Count the regions, or the pairs of regions: int."""
    return network.n_regions_ if unit == "regions" else n_pairs(network.n_regions_)
