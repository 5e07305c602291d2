"""Features of subjects on disk as a network takes them: in memory if they fit, else streamed."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from ..connectome import Connectome, edge_list, index_of_pairs
from ..nn import pairs_of
from ..training import StreamedTensor
from ..types import AnyArray, Constraint, FloatArray, IntArray
from .feature_scale import FeatureScale
from .layout import FeatureLayout
from .table_on_disk import TableOnDisk
from .targets import Target


class _Plan(Protocol):
    """What is needed of a `FitPlan`, which needs this file."""

    @property
    def layout(self) -> FeatureLayout: ...
    @property
    def scale(self) -> FeatureScale | None: ...
    @property
    def dtype(self) -> str: ...
    @property
    def target(self) -> Target: ...
    def arrange(self, table: FloatArray, module: nn.Module) -> FloatArray: ...
    def shaped(self, features: FloatArray, *, is_pairs: bool) -> FloatArray: ...


def columns_to_keep(
    layout: FeatureLayout, connectome: Connectome, constraint: Constraint, architecture: Any
) -> IntArray:
    """Tell which columns a network will read, before there is one.

    Parameters
    ----------
    layout : FeatureLayout
    connectome : Connectome
    constraint : {"hard", "soft", "init", "none"}
    architecture : str or callable

    Returns
    -------
    ndarray of int
        All, unless only pairs that are connected can be used.
    """
    reads_pairs = architecture in ("linear", "mlp", "encoder", "autoencoder")
    if layout.features == "nodes" or constraint != "hard" or not reads_pairs:
        return layout.positions()
    low, high, _ = edge_list(connectome.weights)
    low, high = low[low < high].astype(np.int64), high[low < high]
    return layout.positions(np.unique(index_of_pairs(low, high, connectome.n_regions)))


def features_of(plan: _Plan, table: TableOnDisk, module: nn.Module) -> Any:
    """Give subjects as a network of a plan takes them.

    Parameters
    ----------
    plan : FitPlan
    table : TableOnDisk
    module : Module
        The network, or a stack of it and others.

    Returns
    -------
    Tensor or StreamedTensor of shape (n_subjects, ...)
        A tensor if it takes no more memory than the cohort may.
    """
    table.require_valid()
    pairs = pairs_of(module)
    chosen = None if pairs is None else pairs.cpu().numpy()
    columns, scale = plan.layout.positions(chosen), plan.scale
    alike = pickle.dumps((chosen is None, columns, scale, plan.dtype))
    earlier = table.recall(alike)
    if earlier is not None:
        return earlier
    kept = table.take_kept(columns)
    if kept is None:
        found = _read_or_stream(table, lambda features: plan.arrange(features, module))
    else:
        plan.layout.standardise(kept, scale, chosen)
        found = torch.from_numpy(plan.shaped(kept, is_pairs=chosen is not None))
    return table.remember(found, alike)


def rebuilt_features(plan: _Plan, table: FloatArray | TableOnDisk) -> Any:
    """Give the features that a network of a plan rebuilds: Tensor or StreamedTensor."""

    def encode(features: FloatArray) -> AnyArray:
        return plan.target.encode(plan.layout.select(features, plan.scale), plan.dtype)

    if isinstance(table, TableOnDisk):
        return _read_or_stream(table, encode)
    return torch.from_numpy(encode(table))


def _read_or_stream(
    table: TableOnDisk, arrange: Callable[[FloatArray], AnyArray]
) -> Tensor | StreamedTensor:
    one = arrange(table[:1])
    shape = (len(table), *one.shape[1:])
    if one.nbytes * len(table) > table.memory_limit:
        dtype = torch.from_numpy(one).dtype
        return StreamedTensor(lambda rows: arrange(table[rows]), shape, dtype)
    found = np.empty(shape, one.dtype)
    for rows, features in table.blocks():
        found[rows] = arrange(features)
    return torch.from_numpy(found)
