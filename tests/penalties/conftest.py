"""Wires over a small brain with distances."""

import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeLinear


@pytest.fixture
def wires():
    """Wires of two members over a chain of three regions, all allowed."""
    chain = Connectome(
        [[0, 1, 0], [1, 0, 2], [0, 2, 0]], coordinates=[[0, 0, 0], [10, 0, 0], [30, 0, 0]]
    )
    layer = ConnectomeLinear([0, 1, 2], [0, 1, 2], chain, 2, constraint="soft").double()
    torch.nn.init.normal_(layer.wires.values)
    return layer.wires
