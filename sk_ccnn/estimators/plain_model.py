"""A fitted estimator as a plain torch module."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
import torch
from sklearn.utils import get_tags
from sklearn.utils.validation import check_is_fitted
from torch import nn

from ..nn import PlainFeatures, PlainTarget, to_plain
from ..types import FloatArray
from .plan import FitPlan
from .targets import ClassTarget

if TYPE_CHECKING:
    from .base import BaseConnectomeEstimator


def plain_model(estimator: BaseConnectomeEstimator, dtype: torch.dtype) -> nn.Module:
    """Copy a fitted network with its scaling and units; see `BaseConnectomeEstimator.to_torch`.

    Parameters
    ----------
    estimator : ConnectomeRegressor, ConnectomeClassifier or ConnectomeTransformer
    dtype : torch.dtype
        Of input, weights and output.

    Returns
    -------
    Module
    """
    check_is_fitted(estimator)
    if not isinstance(dtype, torch.dtype) or not dtype.is_floating_point:
        raise TypeError(f"dtype must be a floating point type such as torch.float64, got {dtype!r}")
    network: nn.Module = estimator.net_.module_
    is_transformer = get_tags(estimator).transformer_tags is not None
    if is_transformer:
        network = network.get_submodule("encoder")
    parts = {
        "features": _features(estimator.plan_),
        "network": to_plain(network),
        "target": PlainTarget("units") if is_transformer else _target(estimator.plan_),
    }
    return nn.Sequential(OrderedDict(parts)).to(dtype).eval()


def _features(plan: FitPlan) -> PlainFeatures:
    """Arrange and standardise as `FitPlan.arrange` does."""
    layout, scale = plan.layout, plan.scale
    mean: FloatArray = np.zeros(layout.n_columns)
    factor: FloatArray = np.ones(layout.n_columns)
    if scale is not None:
        mean = scale.mean
        factor = np.divide(1.0, scale.scale, out=np.zeros_like(factor), where=scale.scale > 0)
    return PlainFeatures(
        layout.features,
        layout.n_regions,
        layout.in_channels,
        torch.from_numpy(layout.positions()),
        torch.tensor(mean, dtype=torch.float64),
        torch.tensor(factor, dtype=torch.float64),
    )


def _target(plan: FitPlan) -> PlainTarget:
    """Give outputs the meaning that `predict` or `predict_proba` gives them."""
    target = plan.target
    if isinstance(target, ClassTarget):
        return PlainTarget("probabilities")
    mean, scale = torch.tensor(target.mean), torch.tensor(target.scale)
    return PlainTarget("numbers", mean, scale, target.is_single)
