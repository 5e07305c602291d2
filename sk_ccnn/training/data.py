"""Subjects as tensors, and the batches that a stack is trained on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import torch
from skorch.dataset import Dataset
from torch import Tensor

from ..types import IntArray
from .streaming import StreamedTensor

_BLOCK = 2**18  # numbers that stay in the cache

Batch: TypeAlias = tuple[Tensor, Tensor | None, Tensor]
"""Features, targets and weights of some subjects."""


class StackData(Dataset):
    """Features, target and weights of subjects, as tensors.

    Parameters
    ----------
    X : Tensor or StreamedTensor of shape (n_subjects, ...)
        Features, shared by all members.
    y : Tensor of shape ([n_members,] n_subjects, n_outputs) or ([n_members,] n_subjects), optional
        Standardised targets, or class indices; of all members or of each its own.
    own_y : bool, default=False
        Whether each member has targets of its own.
    weight : Tensor of shape (n_subjects,) or (n_members, n_subjects), optional
        Weight of each subject, in the loss of every member or of each its own; 1 by default.
    """

    X: Tensor | StreamedTensor
    y: Tensor | StreamedTensor | None

    def __init__(
        self,
        X: Tensor | StreamedTensor,
        y: Tensor | StreamedTensor | None = None,
        weight: Tensor | None = None,
        own_y: bool = False,
    ) -> None:
        super().__init__(X, y, length=len(X))
        self.weight = torch.ones(len(X), dtype=X.dtype) if weight is None else weight
        self.own_y = own_y

    def to(self, device: str | torch.device) -> StackData:
        """Give the same subjects on another device."""
        y = None if self.y is None else self.y.to(device)
        return StackData(self.X.to(device), y, self.weight.to(device), self.own_y)

    def trainable(self) -> StackData:
        """Give the same subjects by tensors that autograd can keep.

        Those that were made under ``torch.inference_mode()`` cannot be kept, but their copies can.
        """
        tensors = [self.X, self.y, self.weight]
        if not any(each is not None and each.is_inference() for each in tensors):
            return self
        y = None if self.y is None else self.y.clone()
        return StackData(self.X.clone(), y, self.weight.clone(), self.own_y)

    def subset(self, index: IntArray) -> StackData:
        """Give some subjects of a stack that shares its targets; streamed ones are not read."""
        if isinstance(self.X, Tensor):
            return StackData(*self.rows(torch.tensor(index)))
        y, rows = self.y, torch.tensor(index)
        if y is not None:
            y = y[rows] if isinstance(y, Tensor) else y.subset(index)
        return StackData(self.X.subset(index), y, self.weight[rows])

    def rows(self, index: slice | Tensor) -> Batch:
        """Give a batch ``(X, y, weight)``.

        Parameters
        ----------
        index : slice, or Tensor of shape (batch,) or (n_members, batch)
            Rows, for all members or for each its own.

        Returns
        -------
        tuple of Tensor
            With a leading axis of members where rows, targets or weights are their own.
        """
        y, weight = self.y, self.weight
        if isinstance(y, Tensor) and self.own_y:
            y = _of_each(y, index)
        elif y is not None:
            y = y[index]
        weight = _of_each(weight, index) if weight.dim() == 2 else weight[index]
        if isinstance(self.X, Tensor) and self.X.dim() == 3 and self.X.shape[1] == 1:
            return _of_table(self.X, index), y, weight
        return self.X[index], y, weight


def _of_table(X: Tensor, index: slice | Tensor) -> Tensor:
    """Take subjects of a table of shape (n_subjects, 1, n_pairs), pair by pair in memory.

    So networks multiply them. A block of pairs is taken and turned while it is in the cache.
    """
    if isinstance(index, Tensor) and index.dim() == 2:
        return X[index]
    table = X[:, 0]
    n_subjects = len(table[index]) if isinstance(index, slice) else len(index)
    turned = X.new_empty(X.shape[2], n_subjects)
    size = max(1, _BLOCK // max(n_subjects, 1))
    for first in range(0, X.shape[2], size):
        block = table[:, first : first + size]
        turned[first : first + size] = block[index].t()
    return turned.t().unsqueeze(1)


def _of_each(per_member: Tensor, index: slice | Tensor) -> Tensor:
    """Take rows of a tensor of shape (n_members, n_subjects, ...)."""
    if isinstance(index, Tensor) and index.dim() == 2:
        return per_member[torch.arange(len(per_member), device=index.device).unsqueeze(1), index]
    return per_member[:, index]


class Orders:
    """Random orders of the subjects, epoch by epoch: one for all members, or one for each.

    Parameters
    ----------
    seeds : int or sequence of int, length n_members
        Members of one seed see their subjects in one order.
    """

    def __init__(self, seeds: int | Sequence[int]) -> None:
        distinct: dict[int, int] = {}
        of_member = [distinct.setdefault(int(seed), len(distinct)) for seed in np.atleast_1d(seeds)]
        self._of_member = torch.tensor(of_member)
        self._generators = [torch.Generator().manual_seed(seed) for seed in distinct]

    def draw(self, n_subjects: int) -> Tensor:
        """Draw the next order: int tensor (n_subjects,), or (n_members, n_subjects)."""
        orders = [torch.randperm(n_subjects, generator=each) for each in self._generators]
        return orders[0] if len(orders) == 1 else torch.stack(orders)[self._of_member]

    def get_state(self) -> list[Tensor]:
        """Give the states of the generators: list of byte tensors."""
        return [generator.get_state() for generator in self._generators]

    def set_state(self, states: Sequence[Tensor]) -> None:
        """Return to a state of `get_state`."""
        for generator, state in zip(self._generators, states, strict=True):
            generator.set_state(state)


class Batches:
    """Batches of nearly equal size, in random order while training.

    The number of batches is the number of subjects over `batch_size`, rounded, so that no epoch
    ends with a batch of a few. One batch holds all subjects in their own order.

    Parameters
    ----------
    data : StackData
        Subjects.
    batch_size : int
        Subjects per batch, about.
    orders : Orders, optional
        Shuffle the subjects anew each time; without them they keep their order.
    """

    def __init__(self, data: StackData, batch_size: int, orders: Orders | None = None) -> None:
        self.data, self.orders = data, orders
        self.n_batches = max(1, round(len(data) / batch_size))

    def __len__(self) -> int:
        return self.n_batches

    def __iter__(self) -> Iterator[Batch]:
        if self.n_batches == 1:
            yield self.data.rows(slice(None))
            return
        n_subjects = len(self.data)
        order = torch.arange(n_subjects) if self.orders is None else self.orders.draw(n_subjects)
        order = order.to(self.data.X.device)
        for rows in order.tensor_split(self.n_batches, dim=-1):
            yield self.data.rows(rows)
