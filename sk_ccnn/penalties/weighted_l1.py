"""Penalties that are a weighted sum of absolute weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from ..types import FloatArray
from .base import BasePenalty

if TYPE_CHECKING:
    from ..nn import Wires


class WeightedL1(BasePenalty):
    """Sum of rate * abs(weight); its proximal step is soft thresholding.

    Parameters
    ----------
    strength : float or array-like of shape (n_members,)
        Strength of the penalty for each member, not negative.
    """

    def __init__(self, strength: float | Sequence[float] | FloatArray | Tensor) -> None:
        self.strength = torch.as_tensor(strength, dtype=torch.float64).reshape(-1, 1)
        if not (torch.isfinite(self.strength) & (self.strength >= 0)).all():
            raise ValueError(f"strength must be finite and >= 0, got {strength}")
        self._placed = self.strength

    def price(self, wires: Wires) -> Tensor:
        """Cost of a unit of weight at strength 1: tensor of shape (1 or n_members, n_wires)."""
        raise NotImplementedError

    def rate(self, wires: Wires) -> Tensor:
        """Cost of a unit of weight: tensor of shape (n_members, n_wires)."""
        if len(self.strength) not in (1, wires.n_members):
            raise ValueError(
                f"got strengths of {len(self.strength)} members, but these wires have "
                f"{wires.n_members}"
            )
        price = self.price(wires).to(wires.values)
        return wires.per_member(self._strength_like(price) * price)

    def _strength_like(self, price: Tensor) -> Tensor:
        """Give the strengths in the precision and on the device of a price; moved once."""
        if self._placed.dtype != price.dtype or self._placed.device != price.device:
            self._placed = self.strength.to(price)
        return self._placed

    def is_active(self, wires: Wires) -> bool:
        """Tell whether any weight costs anything."""
        return bool((self.rate(wires) > 0).any())

    def value(self, wires: Wires) -> Tensor:
        """Compute the sum of rate * abs(weight), differentiable: tensor of shape (n_members,)."""
        return (self.rate(wires) * wires.values.abs()).sum(dim=1)

    @torch.no_grad()
    def prox(self, wires: Wires, step: Tensor) -> None:
        """Shrink each weight by step * rate, to exactly 0 where it was smaller than that."""
        threshold = step * self.rate(wires)
        wires.values.sub_(torch.clamp(wires.values, -threshold, threshold))


class WiringCost(WeightedL1):
    r"""The cost of wires: it grows with their weight and with their length.

    .. math:: \lambda \sum_w |w| \, d_w / \bar d

    with :math:`d_w` the distance between the two regions that wire w joins and :math:`\bar d` the
    mean distance of all pairs of different regions, connected or not. A wire within a region is
    free. Distances are those of ``Connectome.distances()``: tract lengths in mm where they were
    measured, else between coordinates; of a connectome with neither, along its strongest
    connections, in no unit of length.

    Parameters
    ----------
    strength : float or array-like of shape (n_members,)
        :math:`\lambda` of each member.

    References
    ----------
    Bullmore E, Sporns O (2012). The economy of brain network organization. Nature Reviews
    Neuroscience 13, 336-349. doi:10.1038/nrn3214

    Examples
    --------
    >>> import torch
    >>> from sk_ccnn import Connectome
    >>> from sk_ccnn.nn import ConnectomeLinear
    >>> from sk_ccnn.penalties import WiringCost
    >>> pair = Connectome([[0, 1], [1, 0]], coordinates=[[0, 0, 0], [30, 0, 0]])
    >>> layer = ConnectomeLinear([0, 1], [0, 1], pair)
    >>> _ = torch.nn.init.constant_(layer.wires.values, 0.5)
    >>> WiringCost(2.0).value(layer.wires)  # two wires of mean length, two of length 0
    tensor([2.], grad_fn=<SumBackward1>)
    """

    def price(self, wires: Wires) -> Tensor:
        """Relative length of each wire."""
        return wires.lengths


class OffConnectomeCost(WeightedL1):
    r"""The cost of wires that the connectome lacks: the soft constraint.

    .. math:: \lambda \sum_{w \notin \text{connectome}} |w|

    Parameters
    ----------
    strength : float or array-like of shape (n_members,)
        :math:`\lambda` of each member.
    """

    def price(self, wires: Wires) -> Tensor:
        """1 for a wire that the connectome lacks, else 0."""
        return wires.missing
