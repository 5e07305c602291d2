"""What a penalty on wires is."""

import torch


class BasePenalty:
    """A cost of wires, added to the loss of each member.

    A penalty is minimised by its proximal step, not by its gradient, so it may make weights
    exactly 0. To write your own, override the three methods.
    """

    def is_active(self, wires):
        """Tell whether the penalty can change anything in these wires."""
        raise NotImplementedError

    def value(self, wires):
        """Compute the cost: tensor of shape (n_members,)."""
        raise NotImplementedError

    def prox(self, wires, step):
        """Move ``wires.values`` in place to the minimum of cost * step + half squared distance.

        Parameters
        ----------
        wires : Wires
            Their ``values`` are changed.
        step : Tensor of shape (n_members, n_wires)
            Step of each weight: its learning rate, scaled as the optimizer scaled its gradient.
        """
        raise NotImplementedError


class WeightedL1(BasePenalty):
    """Sum of rate * abs(weight); its proximal step is soft thresholding.

    Parameters
    ----------
    strength : float or Tensor of shape (n_members,)
        Strength of the penalty for each member, not negative.
    """

    def __init__(self, strength):
        self.strength = torch.as_tensor(strength, dtype=torch.float64).reshape(-1, 1)
        if not (torch.isfinite(self.strength) & (self.strength >= 0)).all():
            raise ValueError(f"strength must be finite and >= 0, got {strength}")

    def price(self, wires):
        """Cost of a unit of weight at strength 1: tensor of shape (1 or n_members, n_wires)."""
        raise NotImplementedError

    def rate(self, wires):
        """Cost of a unit of weight: tensor of shape (n_members, n_wires)."""
        price = self.price(wires).to(wires.values)
        return wires.per_member(self.strength.to(wires.values) * price)

    def is_active(self, wires):
        """Tell whether any weight costs anything."""
        return bool((self.rate(wires) > 0).any())

    def value(self, wires):
        """Compute the sum of rate * abs(weight): tensor of shape (n_members,)."""
        return (self.rate(wires) * wires.values.detach().abs()).sum(dim=1)

    @torch.no_grad()
    def prox(self, wires, step):
        """Shrink each weight by step * rate, to exactly 0 where it was smaller than that."""
        threshold = step * self.rate(wires)
        wires.values -= torch.clamp(wires.values, -threshold, threshold)
