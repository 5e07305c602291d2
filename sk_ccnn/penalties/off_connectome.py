"""The cost of connections that the brain does not have."""

from .base import WeightedL1


class OffConnectomeCost(WeightedL1):
    r"""What the wires cost that the connectome lacks: the soft constraint.

    .. math:: \lambda \sum_{w \notin \text{connectome}} |w|

    Parameters
    ----------
    strength : float or Tensor of shape (n_members,)
        :math:`\lambda` of each member.
    """

    def price(self, wires):
        """1 for a wire that the connectome lacks, else 0."""
        return wires.missing
