"""What a penalty on wires is."""


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
