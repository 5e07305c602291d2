"""The physical cost of wiring."""

from .base import WeightedL1


class WiringCost(WeightedL1):
    r"""What the wires of a network cost: the longer and the stronger, the dearer.

    .. math:: \lambda \sum_w |w| \, d_w / \bar d

    with :math:`d_w` the distance between the two regions that wire w joins and :math:`\bar d` the
    mean distance between regions. A wire within a region is free.

    Parameters
    ----------
    strength : float or Tensor of shape (n_members,)
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
    tensor([2.])
    """

    def price(self, wires):
        """Relative length of each wire."""
        return wires.lengths
