"""Losses per member and subject: nothing mixes the members of a stack."""

import torch
from torch import Tensor, nn


def _require_same_sizes(outputs: Tensor, target: Tensor) -> None:
    # torch would stretch what has one column over what has more.
    if outputs.shape[-2:] != target.shape[-2:]:
        raise ValueError(
            f"outputs of shape {tuple(outputs.shape)} do not fit targets of shape "
            f"{tuple(target.shape)}: both need as many subjects and as many columns"
        )


class HalfSquaredError(nn.Module):
    """Half the squared error, averaged over outputs.

    Parameters
    ----------
    share : float, default=1
        What the average is multiplied by.

    Shapes
    ------
    - outputs: (n_members, batch, n_outputs); target: (batch, n_outputs)
    - loss: (n_members, batch)
    """

    def __init__(self, share: float = 1.0) -> None:
        super().__init__()
        self.share = share

    def forward(self, outputs: Tensor, target: Tensor) -> Tensor:
        """Compute the loss of each member and subject."""
        _require_same_sizes(outputs, target)
        return (outputs - target).square().mean(dim=-1) * (self.share / 2)

    def decide(self, outputs: Tensor) -> Tensor:
        """Turn raw outputs into predictions: they already are."""
        return outputs


class AbsoluteError(HalfSquaredError):
    """The absolute error, averaged over outputs; shapes as of `HalfSquaredError`."""

    def forward(self, outputs: Tensor, target: Tensor) -> Tensor:
        """Compute the loss of each member and subject."""
        _require_same_sizes(outputs, target)
        return (outputs - target).abs().mean(dim=-1) * self.share


class CrossEntropy(nn.Module):
    """Minus the log-probability of the true class.

    Shapes
    ------
    - outputs: (n_members, batch, n_classes); target: (batch,), class indices
    - loss: (n_members, batch)
    """

    def forward(self, outputs: Tensor, target: Tensor) -> Tensor:
        """Compute the loss of each member and subject."""
        log_probabilities = torch.log_softmax(outputs, dim=-1)
        index = target.expand(len(outputs), -1).unsqueeze(-1)
        return -log_probabilities.gather(-1, index).squeeze(-1)

    def decide(self, outputs: Tensor) -> Tensor:
        """Turn raw outputs into predictions: the index of the largest."""
        return outputs.argmax(dim=-1)
