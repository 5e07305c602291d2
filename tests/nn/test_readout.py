import torch

from sk_ccnn.nn import MemberGenerators, Readout


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
