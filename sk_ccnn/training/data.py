"""Subjects as tensors, and the batches that a stack is trained on."""

import torch
from skorch.dataset import Dataset


class StackData(Dataset):
    """Features, target and weights of subjects, as tensors.

    Parameters
    ----------
    X : Tensor of shape (n_subjects, n_regions, n_channels or n_regions)
        Features, shared by all members.
    y : Tensor of shape (n_subjects, n_outputs) or (n_subjects,), optional
        Standardised targets, or class indices.
    weight : Tensor of shape (n_subjects,) or (n_members, n_subjects), optional
        Weight of each subject, in the loss of every member or of each its own; 1 by default.
    """

    def __init__(self, X, y=None, weight=None):
        super().__init__(X, y, length=len(X))
        self.weight = torch.ones(len(X), dtype=X.dtype) if weight is None else weight

    def to(self, device):
        """Give the same subjects on another device."""
        y = None if self.y is None else self.y.to(device)
        return StackData(self.X.to(device), y, self.weight.to(device))

    def rows(self, index):
        """Give a batch ``(X, y, weight)``; `index` is a slice or a tensor of rows."""
        y = None if self.y is None else self.y[index]
        return self.X[index], y, self.weight[..., index]


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
    generator : torch.Generator, optional
        Shuffles the subjects anew each time; without it they keep their order.
    """

    def __init__(self, data, batch_size, generator=None):
        self.data, self.generator = data, generator
        self.n_batches = max(1, round(len(data) / batch_size))

    def __len__(self):
        return self.n_batches

    def __iter__(self):
        if self.n_batches == 1:
            yield self.data.rows(slice(None))
            return
        if self.generator is None:
            order = torch.arange(len(self.data))
        else:
            order = torch.randperm(len(self.data), generator=self.generator)
        for rows in order.tensor_split(self.n_batches):
            yield self.data.rows(rows.to(self.data.X.device))
