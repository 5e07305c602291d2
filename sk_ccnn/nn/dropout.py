"""Dropout that every member draws for itself."""

import torch
from torch import nn


class UnitDropout(nn.Module):
    """Drop units, per member and step, alike for all samples of a batch.

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
    - input and output: (n_members, batch, units)
    """

    def __init__(self, rate, generators):
        super().__init__()
        rate = torch.as_tensor(rate, dtype=torch.float64).expand(len(generators)).clone()
        self.register_buffer("rate", rate.view(-1, 1, 1), persistent=False)
        self._generators = generators
        self._is_active = bool((rate > 0).any())

    def forward(self, x):
        """Drop and rescale while training; pass through otherwise."""
        if not (self.training and self._is_active):
            return x
        draws = self._generators.uniform(1, x.shape[-1]).to(x.device)
        return x * ((draws >= self.rate) / (1 - self.rate)).to(x.dtype)
