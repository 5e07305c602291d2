import numpy as np
import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeLinear, MemberGenerators

PATH = Connectome([[0, 1, 0], [1, 0, 2], [0, 2, 0]])
PAIR = Connectome([[0, 1, 0], [1, 0, 0], [0, 0, 0]])


def layer(connectome=PATH, n_members=2, channels=2, constraint="hard"):
    n_regions = (connectome[0] if isinstance(connectome, list) else connectome).n_regions
    regions = np.repeat(np.arange(n_regions), channels)
    return ConnectomeLinear(regions, regions, connectome, n_members, constraint)


def test_what_may_not_exist_is_no_parameter():
    wires = layer().wires
    assert wires.values.shape == (2, 4 * (3 + 4))  # own region and four directed edges
    assert sum(p.numel() for p in wires.parameters()) == wires.values.numel()


def test_dense_weights_hold_each_value_at_its_place_and_zero_elsewhere():
    wires = layer(channels=1).wires
    torch.nn.init.uniform_(wires.values, 1, 2)
    dense = wires()
    assert (dense[:, 0, 2] == 0).all() and (dense[:, 2, 0] == 0).all()
    assert (dense != 0).sum() == wires.values.numel()
    assert sorted(dense[dense != 0].tolist()) == sorted(wires.values.flatten().tolist())


def test_a_member_with_fewer_wires_is_padded_by_nothing():
    wires = layer([PATH, PAIR], channels=1).wires
    wires.reset_parameters(MemberGenerators([0, 1]))
    assert wires.values.shape == (2, 7)
    assert (wires.values[1, 5:] == 0).all()
    wires().sum().backward()
    assert (wires.values.grad[1, 5:] == 0).all()
    assert (wires()[1, 1, 2] == 0) and (wires()[0, 1, 2] != 0)


def test_the_region_matrix_sums_absolute_weights_over_channels():
    wires = layer(channels=2).wires
    torch.nn.init.constant_(wires.values, -0.5)
    matrix = wires.to_region_matrix()
    assert matrix.dtype == torch.float64
    expected = torch.tensor([[2.0, 2, 0], [2, 2, 2], [0, 2, 2]])
    assert (matrix == expected).all()


def test_count_leaves_out_a_regions_own_wires_and_zeros():
    wires = layer(channels=1).wires
    torch.nn.init.ones_(wires.values)
    wires.values.data[1, wires.pair[0] == 1] = 0
    assert wires.count().tolist() == [4, 3]


def test_variance_is_two_over_the_allowed_fan_in():
    n_regions = 60
    sparse = Connectome.from_coordinates(
        np.random.default_rng(0).normal(size=(n_regions, 3)) * 30,
        density=0.1,
        random_state=0,
    )
    wires = layer(sparse, n_members=8, channels=3).wires
    wires.reset_parameters(MemberGenerators(range(8)))
    dense = wires().detach()
    n_inputs = (dense != 0).sum(dim=1)
    scaled = (dense**2).sum(dim=1)  # of fan-in terms, each of variance 2 / fan-in
    assert float(scaled.mean()) == pytest.approx(2, rel=0.05)
    assert n_inputs.min() >= 6


def test_init_starts_at_the_connectome_but_may_leave_it():
    own = layer(constraint="init", channels=1)
    own.reset_parameters(MemberGenerators([0, 1]))
    assert (own.weight[:, 0, 2] == 0).all()
    own(torch.ones(4, 3)).square().sum().backward()
    missing = own.wires.missing[0]
    assert (own.wires.values.grad[:, missing] != 0).any()


def test_connectomes_must_be_as_many_as_members():
    with pytest.raises(ValueError, match="connectomes for 2 members, needed 3"):
        layer([PATH, PAIR], n_members=3)
