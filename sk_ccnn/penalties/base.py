"""The contract of a penalty on wires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from ..nn import Wires


class BasePenalty:
    """A cost of wires, added to the loss of each member.

    The estimators minimise a penalty by its proximal step, not by its gradient, so that it can make
    weights exactly 0; `proximal_step` does the same in a training loop of your own. To write your
    own penalty, override the three methods.
    """

    def is_active(self, wires: Wires) -> bool:
        """Tell whether the penalty can change anything in these wires."""
        raise NotImplementedError

    def value(self, wires: Wires) -> Tensor:
        """Compute the cost: tensor of shape (n_members,), through which gradients flow."""
        raise NotImplementedError

    def prox(self, wires: Wires, step: Tensor) -> None:
        """Move ``wires.values`` in place to the minimum of cost * step + half squared distance.

        Parameters
        ----------
        wires : Wires
            Their ``values`` are changed.
        step : Tensor of shape (n_members, n_wires)
            Step of each weight: its learning rate, scaled as the optimizer scaled its gradient.
        """
        raise NotImplementedError
