"""What stands before and behind a network in a model that is nothing but torch."""

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..types import Features
from .plain import constant


class PlainFeatures(nn.Module):
    """Columns to standardised measures of regions, or to matrices.

    Parameters
    ----------
    features : {"nodes", "edges"}
        Whether a column is a measure of a region or a pair of regions.
    n_regions, in_channels : int
        Sizes.
    columns : Tensor of shape (n_columns,), int
        The columns region by region, or pair by pair in the order of the upper triangle.
    mean, factor : Tensor of shape (n_columns,)
        In that order: what is subtracted, and what the difference is multiplied by.

    Shapes
    ------
    - input: (batch, n_columns), (batch, n_regions, in_channels) or (batch, n_regions, n_regions)
    - output: (batch, n_regions, in_channels), or (batch, n_regions, n_regions)
    """

    columns: Tensor
    mean: Tensor
    factor: Tensor
    upper: Tensor
    square: Tensor

    def __init__(
        self,
        features: Features,
        n_regions: int,
        in_channels: int,
        columns: Tensor,
        mean: Tensor,
        factor: Tensor,
    ) -> None:
        super().__init__()
        self.is_edges, self.n_columns = features == "edges", len(columns)
        self.n_regions, self.in_channels = n_regions, in_channels
        for name, values in {"columns": columns, "mean": mean, "factor": factor}.items():
            self.register_buffer(name, values.clone())
        low, high = torch.triu_indices(n_regions, n_regions, 1) if self.is_edges else (columns,) * 2
        square = torch.full((n_regions, n_regions), self.n_columns)  # the diagonal is a zero behind
        if self.is_edges:
            square[low, high] = square[high, low] = torch.arange(self.n_columns)
        self.register_buffer("upper", low * n_regions + high)
        self.register_buffer("square", square.flatten())

    def forward(self, x: Tensor) -> Tensor:
        """Arrange and standardise."""
        if x.dim() != 2 and x.dim() != 3:
            raise ValueError(
                f"X has {x.dim()} axes, but needed are subjects and {self.n_columns} columns; one "
                "subject is X[None]"
            )
        if x.dim() == 3:
            x = x.flatten(1)
            if self.is_edges:
                x = x.index_select(1, self.upper)
        if x.shape[1] != self.n_columns:
            raise ValueError(f"X has {x.shape[1]} columns, but needed are {self.n_columns}")
        x = x.to(self.mean.dtype).index_select(1, self.columns)
        x = (x - self.mean) * self.factor
        if not self.is_edges:
            return x.unflatten(1, (self.n_regions, self.in_channels))
        padded = functional.pad(x, (0, 1))
        return padded.index_select(1, self.square).unflatten(1, (self.n_regions, self.n_regions))


class PlainTarget(nn.Module):
    """Raw outputs of the members to what an estimator predicts.

    Parameters
    ----------
    kind : {"numbers", "probabilities", "units"}
        ``"numbers"``: the mean over members, in the units of the target. ``"probabilities"``: those
        of the classes, by the mean logits. ``"units"``: the units of all members side by side.
    mean, scale : Tensor of shape (n_outputs,), optional
        Units of the target.
    is_single : bool, default=False
        Whether the target is one number a subject.

    Shapes
    ------
    - input: (n_members, batch, n_outputs)
    - output: (batch,), (batch, n_outputs), or (batch, n_members * n_outputs) for units
    """

    def __init__(
        self,
        kind: Literal["numbers", "probabilities", "units"],
        mean: Tensor | None = None,
        scale: Tensor | None = None,
        is_single: bool = False,
    ) -> None:
        super().__init__()
        self.kind, self.is_single = kind, is_single
        self.mean = constant(torch.zeros(1) if mean is None else mean)
        self.scale = constant(torch.ones(1) if scale is None else scale)

    def forward(self, outputs: Tensor) -> Tensor:
        """Average over members, and give the outputs their meaning."""
        if self.kind == "units":
            return outputs.transpose(0, 1).flatten(1)
        mean = outputs.mean(dim=0)
        if self.kind == "probabilities":
            return mean.softmax(dim=-1)
        numbers = mean * self.scale + self.mean
        if self.is_single:
            numbers = numbers.squeeze(-1)
        return numbers
