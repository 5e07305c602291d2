"""ReLU and dropout in one, with masks that a member draws for itself."""

from typing import Any

import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from .generators import MemberGenerators


class DroppingReLU(nn.Module):
    """ReLU with dropout: at each step a member drops the same units for all samples.

    A mask shared by the batch makes a sample of weight 2 the same as the sample twice, which
    per-sample masks do not.

    Parameters
    ----------
    rate : float or array-like of shape (n_members,)
        Probability that a unit is dropped, in [0, 1).
    generators : MemberGenerators
        Where each member draws its masks from.

    Shapes
    ------
    - input and output: (n_members, batch, units) or (n_members, batch, n_regions, channels)
    """

    rate: Tensor

    def __init__(self, rate: npt.ArrayLike, generators: MemberGenerators) -> None:
        super().__init__()
        rate = torch.as_tensor(rate, dtype=torch.float64)
        if rate.shape not in ((), (1,), (len(generators),)) or not ((rate >= 0) & (rate < 1)).all():
            raise ValueError(
                f"dropout must be one number in [0, 1), or one for each of {len(generators)} "
                f"members, got {rate.tolist()}"
            )
        rate = rate.expand(len(generators)).clone()
        self.register_buffer("rate", rate, persistent=False)
        self._generators = generators
        self._drops = bool((rate > 0).any())

    def forward(self, x: Tensor) -> Tensor:
        """Rectify; drop and rescale while training."""
        if not (self.training and self._drops):
            return torch.relu(x)
        scale = self._generators.dropout(1, *x.shape[2:], rate=self.rate, like=x)
        return ScaledReLU.apply(x, scale)


class ScaledReLU(torch.autograd.Function):
    r""":math:`s \max(x, 0)`, for :math:`s \ge 0` without a gradient.

    It writes large activations once in each direction; two modules would write them twice.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, scale: Tensor) -> Tensor:
        """Rectify and scale."""
        output = torch.relu(x).mul_(scale)
        ctx.save_for_backward(output, scale)
        return output

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        """Pass the gradient through units whose output is not 0."""
        output, scale = ctx.saved_tensors
        return torch.ops.aten.threshold_backward(gradient, output, 0).mul_(scale), None
