"""What a unit passes on: nothing below 0, and nothing at all while it is dropped."""

import torch
from torch import nn
from torch.autograd.function import once_differentiable


class DroppingReLU(nn.Module):
    """Rectify units and, while training, drop some: per member and step, alike for all samples.

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

    def __init__(self, rate, generators):
        super().__init__()
        rate = torch.as_tensor(rate, dtype=torch.float64).expand(len(generators)).clone()
        self.register_buffer("rate", rate, persistent=False)
        self._generators = generators
        self._drops = bool((rate > 0).any())

    def forward(self, x):
        """Rectify; drop and rescale while training."""
        if not (self.training and self._drops):
            return torch.relu(x)
        return ScaledReLU.apply(x, self._draw_scale(x.shape[2:]).to(x))

    def _draw_scale(self, shape):
        """Draw what each unit is multiplied by: 0, or more than 1 to keep the expectation."""
        draws = self._generators.uniform(1, *shape).to(self.rate.device)
        rate = self.rate.view(-1, *[1] * (draws.dim() - 1))
        return (draws >= rate) / (1 - rate)


class ScaledReLU(torch.autograd.Function):
    r""":math:`s \max(x, 0)`, for :math:`s \ge 0` without a gradient.

    Large activations are written once in either direction; by two modules it would be twice.
    """

    @staticmethod
    def forward(ctx, x, scale):
        """Rectify and scale."""
        output = torch.relu(x).mul_(scale)
        ctx.save_for_backward(output, scale)
        return output

    @staticmethod
    @once_differentiable
    def backward(ctx, gradient):
        """Pass on the gradient of units that gave something."""
        output, scale = ctx.saved_tensors
        return torch.ops.aten.threshold_backward(gradient, output, 0).mul_(scale), None
