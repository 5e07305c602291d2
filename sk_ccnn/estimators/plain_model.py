"""A fitted estimator as a plain torch module."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import torch
from torch import nn

from ..nn import PlainFeatures, PlainTarget, to_plain
from ..types import FloatArray
from .plan import FitPlan
from .targets import ClassTarget


def plain_model(
    network: nn.Module, plan: FitPlan, dtype: torch.dtype, *, encoder_only: bool
) -> nn.Module:
    """Copy a fitted network with its scaling and units; see `BaseConnectomeEstimator.to_torch`.

    Parameters
    ----------
    network : Module
        Trained.
    plan : FitPlan
        By which it was.
    dtype : torch.dtype
        Of input, weights and output.
    encoder_only : bool
        Whether to leave out what reads the target out of the encoder, as a transformer does.

    Returns
    -------
    Module

    Raises
    ------
    TypeError
        If `dtype` is no floating point type.
    """
    if not isinstance(dtype, torch.dtype) or not dtype.is_floating_point:
        raise TypeError(f"dtype must be a floating point type such as torch.float64, got {dtype!r}")
    parts = {
        "features": _features(plan),
        "network": to_plain(network.get_submodule("encoder") if encoder_only else network),
        "target": PlainTarget("units") if encoder_only else _target(plan),
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
