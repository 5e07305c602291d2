"""The cost of connections between communities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy.typing as npt
import torch
from torch import Tensor

from ..types import FloatArray
from .weighted_l1 import WeightedL1

if TYPE_CHECKING:
    from ..nn import Wires


class ModularCost(WeightedL1):
    r"""The cost of wires between communities of regions, which keeps a network modular.

    .. math:: \lambda \sum_{w \text{ between communities}} |w|

    Parameters
    ----------
    strength : float or array-like of shape (n_members,)
        :math:`\lambda` of each member.
    communities : array-like of shape (n_regions,) or (n_members, n_regions), int
        Community of each region.

    References
    ----------
    Sporns O, Betzel RF (2016). Modular brain networks. Annual Review of Psychology 67, 613-640.
    doi:10.1146/annurev-psych-122414-033634

    Examples
    --------
    >>> import torch
    >>> from sk_ccnn import Connectome
    >>> from sk_ccnn.nn import ConnectomeLinear
    >>> from sk_ccnn.penalties import ModularCost
    >>> chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> layer = ConnectomeLinear([0, 1, 2], [0, 1, 2], chain)
    >>> _ = torch.nn.init.constant_(layer.wires.values, 0.5)
    >>> ModularCost(2.0, [0, 0, 1]).value(layer.wires)  # two wires of 0.5 between communities
    tensor([2.], grad_fn=<SumBackward1>)
    """

    def __init__(
        self,
        strength: float | Sequence[float] | FloatArray | Tensor,
        communities: npt.ArrayLike | Tensor,
    ) -> None:
        super().__init__(strength)
        rows = torch.as_tensor(communities, dtype=torch.int64)
        rows = rows.reshape(-1, rows.shape[-1])
        # One row for all members costs less.
        is_shared = bool((rows == rows[:1]).all())
        self.communities = rows[:1] if is_shared else rows
        self._priced: tuple[Wires, Tensor] | None = None

    def price(self, wires: Wires) -> Tensor:
        """1 for a wire between two communities, else 0."""
        # The price is the same at every step of a training.
        if self._priced is not None:
            priced, price = self._priced
            if priced is wires and price.device == wires.pair.device:
                return price
        price = self._between(wires)
        self._priced = (wires, price)
        return price

    def _between(self, wires: Wires) -> Tensor:
        communities = self.communities.to(wires.pair.device)
        if communities.shape[1] != wires.n_regions:
            raise ValueError(
                f"got communities of {communities.shape[1]} regions, but these wires join "
                f"{wires.n_regions}"
            )
        n_rows = max(len(communities), len(wires.pair))
        communities, source, target = (
            each.expand(n_rows, -1) for each in (communities, wires.source, wires.target)
        )
        return communities.gather(1, source) != communities.gather(1, target)
