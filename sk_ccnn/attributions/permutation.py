"""The fall of a network's score when a region or a connection is permuted among subjects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import ArrayLike
from sklearn.utils import check_random_state
from torch import Tensor, nn

from ..connectome import n_pairs
from ..estimators import BaseConnectomeEstimator
from ..nn import pairs_of
from ..results import Scorer
from ..types import BoolArray, FloatArray
from .subjects import Unit, arranged, n_units

Position: TypeAlias = tuple[slice | int | Tensor, ...]


def permutation_drops(
    network: BaseConnectomeEstimator,
    X: ArrayLike,
    y: ArrayLike,
    unit: Unit,
    scorer: Scorer,
    *,
    n_repeats: int,
    random_state: int,
) -> FloatArray:
    """Permute each region or pair among the subjects, whole, and score again.

    Parameters
    ----------
    network : ConnectomeRegressor or ConnectomeClassifier
        Fitted.
    X : array-like
        Subjects that were not in `fit`, as the network takes them.
    y : array-like of shape (n_subjects,) or (n_subjects, n_outputs)
        Truth.
    unit : {"regions", "edges"}
        What is permuted: all measures of a region, or over edges all its connections; or a pair.
    scorer : callable
        From estimator, X and y to a float; larger is better.
    n_repeats : int
        Permutations, the same ones for every unit.
    random_state : int
        Of the permutations.

    Returns
    -------
    ndarray of shape (1 + n_members, n_units)
        Fall of the score, mean over permutations: of the network, then of each member alone.

    Raises
    ------
    ValueError
        If there are fewer than two subjects.
    """
    subjects = arranged(network, X)
    if len(subjects) < 2:
        raise ValueError(
            f"permutation needs folds of at least 2 held-out subjects, got {len(subjects)}"
        )
    random = check_random_state(random_state)
    orders = [random.permutation(len(subjects)) for _ in range(n_repeats)]
    whole = _scores(network, subjects, X, y, scorer)
    drops = np.zeros((len(whole), n_units(network, unit)))
    matters = _matters(network, unit)
    for number, positions in enumerate(_positions(network, unit)):
        if not matters[number]:
            continue
        own = [subjects[position].clone() for position in positions]
        for order in orders:
            for position, values in zip(positions, own, strict=True):
                subjects[position] = values[order]
            drops[:, number] += whole - _scores(network, subjects, X, y, scorer)
        for position, values in zip(positions, own, strict=True):
            subjects[position] = values
    return drops / n_repeats


def _positions(network: BaseConnectomeEstimator, unit: Unit) -> Iterator[tuple[Position, ...]]:
    """Give where the features of each unit are: tuples of indices into all subjects."""
    everyone, n_regions = slice(None), network.n_regions_
    pairs = pairs_of(network.net_.module_)
    if pairs is not None:
        for of_unit in _columns(pairs, n_regions, unit):
            yield ((everyone, 0, of_unit),)
        return
    if unit == "edges":
        rows, columns = np.triu_indices(n_regions, k=1)
        for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
            yield (everyone, i, j), (everyone, j, i)
        return
    for region in range(n_regions):
        row = (everyone, region)
        yield (row,) if network.features_ == "nodes" else (row, (everyone, everyone, region))


def _columns(pairs: Tensor, n_regions: int, unit: Unit) -> Iterator[Tensor]:
    """Give the columns of each unit, in a table of the pairs that a network reads."""
    if unit == "edges":
        bounds = torch.arange(n_pairs(n_regions) + 1, device=pairs.device)
        first = torch.searchsorted(pairs, bounds).tolist()
        yield from (torch.arange(*ends) for ends in pairwise(first))
        return
    ends = torch.triu_indices(n_regions, n_regions, offset=1, device=pairs.device)[:, pairs]
    for region in range(n_regions):
        yield (ends == region).any(dim=0).nonzero()[:, 0]


def _matters(network: BaseConnectomeEstimator, unit: Unit) -> BoolArray:
    """Tell which units can change an output at all: bool array of shape (n_units,)."""
    matters = np.ones(n_units(network, unit), dtype=bool)
    pairs = pairs_of(network.net_.module_)
    if unit == "edges" and pairs is not None:
        matters[:] = False
        matters[pairs.cpu().numpy()] = True
    return matters


def _scores(
    network: BaseConnectomeEstimator, subjects: Tensor, X: ArrayLike, y: ArrayLike, scorer: Scorer
) -> FloatArray:
    """Score the network, and each member alone: array of shape (1 + n_members,)."""
    outputs = network.net_.member_outputs(subjects)
    members = [outputs[member : member + 1] for member in range(len(outputs))]
    return np.array([scorer(_replayed(network, each), X, y) for each in (outputs, *members)])


class _RecordedNet:
    """A net that returns the same recorded outputs for all subjects."""

    def __init__(self, outputs: Tensor, module: nn.Module) -> None:
        self.outputs, self.module_ = outputs, module

    def member_outputs(self, X: object, layer: object = None) -> Tensor:
        return self.outputs


def _replayed(network: BaseConnectomeEstimator, outputs: Tensor) -> BaseConnectomeEstimator:
    """Give an estimator that predicts from recorded outputs, so that nothing is computed again."""
    replay = object.__new__(type(network))
    replay.__dict__.update(vars(network) | {"net_": _RecordedNet(outputs, network.net_.module_)})
    return replay
