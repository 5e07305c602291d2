import numpy as np
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeRegression, MemberGenerators

CHAIN = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])


def test_each_pair_that_is_connected_has_one_weight():
    made = ConnectomeRegression(CHAIN, "edges", 1, 2, MemberGenerators([0]))
    torch.nn.init.ones_(made.readout.wires.values)
    assert made.readout.wires.values.shape == (1, 2 * 2)
    x = torch.tensor(np.ones((1, 3, 3)) - np.eye(3)).float()
    assert made(x).tolist() == [[[2.0, 2.0]]]


def test_its_pairs_fold_back_to_both_directions():
    made = ConnectomeRegression(CHAIN, "edges", 1, 1, MemberGenerators([0]))
    torch.nn.init.ones_(made.readout.wires.values)
    assert (made.readout.wires.to_region_matrix()[0].numpy() == CHAIN.adjacency()).all()


def test_it_starts_at_zero_and_nodes_have_no_wires():
    made = ConnectomeRegression(CHAIN, "nodes", 2, 1, MemberGenerators([0, 1]))
    assert (made(torch.randn(4, 3, 2)) == 0).all()
    assert not any("wires" in name for name, _ in made.named_modules())
