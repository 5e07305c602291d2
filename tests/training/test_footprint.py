import pytest
import torch

from sk_ccnn.nn import ConnectomeMLP, MemberGenerators, Memberwise
from sk_ccnn.training import bytes_of_layout, bytes_per_member


def network(brain, features="nodes", channels=(2, 2), n_members=1, dtype=torch.float32):
    generators = MemberGenerators(range(n_members))
    return ConnectomeMLP(brain, features, 1, channels, 1, generators, dropout=0.5).to(dtype)


def batch(n_subjects, features="nodes", dtype=torch.float32):
    return torch.ones(n_subjects, 8, 8 if features == "edges" else 1, dtype=dtype)


@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_what_is_larger_takes_more(features, connectomes):
    (brain,) = connectomes(1)
    small = bytes_per_member(network(brain, features), batch(20, features))
    assert type(small) is int
    assert small > 0
    assert bytes_per_member(network(brain, features), batch(40, features)) > small
    assert bytes_per_member(network(brain, features, (4, 4)), batch(20, features)) > small
    own_rows = bytes_per_member(network(brain, features), batch(20, features), own_rows=True)
    own_wires = bytes_per_member(network(brain, features), batch(20, features), own_wires=True)
    assert min(own_rows, own_wires) > small


def test_twice_the_precision_takes_twice_as_much(connectomes):
    (brain,) = connectomes(1)
    double = network(brain, dtype=torch.float64)
    assert bytes_per_member(double, batch(20, dtype=torch.float64)) == (
        2 * bytes_per_member(network(brain), batch(20))
    )


def test_it_covers_weights_gradients_and_moments_at_least(connectomes):
    (brain,) = connectomes(1)
    module = network(brain, channels=(16, 16))
    n_values = sum(parameter.numel() for parameter in module.parameters())
    assert bytes_per_member(module, batch(2)) > 4 * 4 * n_values


def test_networks_that_know_nothing_of_members_are_measured_too():
    def build():
        return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(8, 50))

    def measure(n_subjects):
        return bytes_per_member(Memberwise(build, MemberGenerators([0])), batch(n_subjects))

    assert measure(200) - measure(100) >= 4 * 50 * 100


def test_looking_leaves_no_trace(connectomes):
    (brain,) = connectomes(1)
    module = network(brain)
    before = [parameter.detach().clone() for parameter in module.parameters()]
    bytes_per_member(module, batch(20))
    assert not any(part._forward_hooks for part in module.modules())
    assert all(parameter.grad is None for parameter in module.parameters())
    for parameter, old in zip(module.parameters(), before, strict=True):
        assert torch.equal(parameter, old)


def test_laying_out_takes_as_much_for_every_number_of_members(connectomes):
    (brain,) = connectomes(1)
    one, three = (bytes_of_layout(network(brain, n_members=count)) for count in (1, 3))
    assert one == three > 0
    assert bytes_of_layout(network(brain, channels=(4, 4))) > one
