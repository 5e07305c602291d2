import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeMLP, EdgeReadout, MemberGenerators, Readout

CHAIN = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])


def test_it_is_one_linear_map_a_member():
    readout = Readout(4, 2, n_members=3)
    readout.reset_parameters(MemberGenerators([0, 1, 2]))
    x = torch.randn(3, 5, 4)
    expected = torch.stack([x[m] @ readout.weight[m] + readout.bias[m] for m in range(3)])
    torch.testing.assert_close(readout(x), expected)
    torch.testing.assert_close(readout(x[0])[2], x[0] @ readout.weight[2] + readout.bias[2])


def test_it_starts_near_the_mean_of_the_target():
    readout = Readout(1000, 1, n_members=4)
    readout.reset_parameters(MemberGenerators(range(4)))
    assert readout(torch.randn(200, 1000)).std() < 0.3


def test_each_pair_counts_once_whether_members_share_their_wires_or_not():
    x = torch.randn(6, 3, 3)
    x = x + x.transpose(1, 2)
    shared = EdgeReadout(2, CHAIN, n_members=2)
    own = EdgeReadout(2, [CHAIN, CHAIN], n_members=2)
    weights = torch.randn(2, 4)
    for layer in (shared, own):
        layer.wires.values.data.copy_(weights)
    expected = x[:, [0, 1], [1, 2]] @ weights.view(2, 2, 2)
    torch.testing.assert_close(shared(x), expected)
    torch.testing.assert_close(own(x), expected)
    torch.testing.assert_close(shared(x.expand(2, 6, 3, 3)), expected)


def test_the_scale_of_the_pairs_multiplies_their_sum_only():
    layer, scaled = EdgeReadout(1, CHAIN), EdgeReadout(1, CHAIN, scale=0.5)
    for each in (layer, scaled):
        torch.nn.init.ones_(each.wires.values)
        torch.nn.init.ones_(each.bias)
    x = torch.ones(1, 3, 3)
    assert layer(x).item() == 3
    assert scaled(x).item() == 2


def test_a_network_over_edges_reads_them_out_directly_too_unless_told_not_to():
    sizes = (1, (2,), 1, MemberGenerators([0]))
    assert ConnectomeMLP(CHAIN, "nodes", *sizes).direct is None
    assert ConnectomeMLP(CHAIN, "edges", *sizes, direct=False).direct is None
    network = ConnectomeMLP(CHAIN, "edges", *sizes).eval()
    x = torch.ones(1, 3, 3)
    before = network(x).item()
    torch.nn.init.ones_(network.direct.wires.values)
    assert network(x).item() > before
