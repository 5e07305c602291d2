import pytest
import torch

from sk_ccnn.datasets import load_connectome
from sk_ccnn.nn import READOUTS, GraphNetwork, MemberGenerators


@pytest.fixture
def brain():
    return load_connectome("desikan_killiany", cortex_only=True)


@pytest.mark.parametrize("readout", READOUTS)
@pytest.mark.parametrize("in_channels", [1, 68])
def test_a_member_of_a_stack_is_what_it_is_alone(readout, in_channels, brain):
    x = torch.randn(6, 68, in_channels)
    how = {"dropout": 0.3, "readout": readout}
    stack = GraphNetwork(brain, in_channels, (4, 4), 2, MemberGenerators([7, 8, 9]), **how)
    alone = GraphNetwork(brain, in_channels, (4, 4), 2, MemberGenerators([8]), **how)
    for _ in range(2):  # dropout draws go on alike
        torch.testing.assert_close(stack(x)[1], alone(x)[0])


def test_a_reset_begins_as_a_new_network_does(brain):
    net = GraphNetwork(brain, 1, (4, 4), 1, MemberGenerators([0, 1]), readout="attention")
    start = {name: p.detach().clone() for name, p in net.named_parameters()}
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(1)
    net.reset_parameters(MemberGenerators([0, 1]))
    for name, parameter in net.named_parameters():
        assert (parameter == start[name]).all()


def test_a_subject_is_seen_alone(brain):
    net = GraphNetwork(brain, 1, (4, 4), 1, MemberGenerators([0]))
    x = torch.randn(6, 68, 1)
    torch.testing.assert_close(net(x)[:, 2:3], net(x[2:3]))
