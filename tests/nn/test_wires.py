import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import sparse

from sk_ccnn import Connectome
from sk_ccnn.nn import (
    ConnectomeLinear,
    ConnectomeMLP,
    EdgeReadout,
    MemberGenerators,
    Wires,
    select_members,
)
from sk_ccnn.penalties import ModularCost, OffConnectomeCost, WiringCost

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


@st.composite
def stored_twice(draw):
    """Draw a connectome with dense and with sparse weights."""
    n_regions, rng = draw(st.integers(2, 8)), np.random.default_rng(draw(st.integers(0, 999)))
    weights = rng.random((n_regions, n_regions)) * (rng.random((n_regions, n_regions)) < 0.4)
    if draw(st.booleans()):
        weights = np.maximum(weights, weights.T)
    coordinates = rng.normal(size=(n_regions, 3)) * 40 if draw(st.booleans()) else None
    return [
        Connectome(make(weights), coordinates=coordinates) for make in (np.array, sparse.csr_array)
    ]


@settings(max_examples=60)
@given(
    connectomes=stored_twice(),
    features=st.sampled_from(["nodes", "edges"]),
    constraint=st.sampled_from(["hard", "soft", "init"]),
)
def test_wires_and_what_they_cost_do_not_depend_on_the_storage(connectomes, features, constraint):
    n_regions = connectomes[0].n_regions
    communities = np.arange(n_regions) % 2
    penalties = [WiringCost(0.3), OffConnectomeCost(0.2), ModularCost(0.1, communities)]
    dense, thin = (
        ConnectomeMLP(
            each, features, 1, (2, 2), 1, MemberGenerators([0, 1]), constraint=constraint
        ).double()
        for each in connectomes
    )
    parts = [[p for p in each.modules() if isinstance(p, Wires)] for each in (dense, thin)]
    for one, other in zip(*parts, strict=True):
        for name in ("values", "index", "pair", "missing", "exists"):
            assert torch.equal(getattr(one, name), getattr(other, name)), name
        assert_allclose(one.lengths, other.lengths, rtol=1e-10)
        for penalty in penalties:
            assert_allclose(penalty.value(one).detach(), penalty.value(other).detach(), rtol=1e-10)
            for wires in (one, other):
                penalty.prox(wires, torch.full_like(wires.values, 0.1))
        assert_allclose(one.values.detach(), other.values.detach(), rtol=1e-10)


@pytest.mark.parametrize(
    "make", [lambda brain: layer(brain), lambda brain: EdgeReadout(2, brain, 2)]
)
def test_the_sparse_region_matrices_are_the_dense_ones(make):
    wires = make(PATH).wires
    torch.nn.init.normal_(wires.values, generator=torch.Generator().manual_seed(0))
    wires.values.data[:, ::3] = 0
    dense, thin = wires.to_region_matrix(), wires.to_sparse_matrices()
    assert len(thin) == wires.n_members
    for matrix, expected in zip(thin, dense.numpy(), strict=True):
        assert_allclose(matrix.toarray(), expected, rtol=1e-12)
        assert matrix.nnz == np.count_nonzero(expected)


def test_a_member_that_left_the_others_has_no_padding():
    stack, generators = layer([PATH, PAIR], channels=1), MemberGenerators([0, 1])
    torch.nn.init.normal_(stack.wires.values)
    alone, _ = select_members(stack, generators, [1])
    assert alone.wires.values.shape == (1, 5) and alone.wires.exists.all()
    assert torch.equal(alone.weight[0], torch.where(stack.weight[1] != 0, stack.weight[1], 0))
    built = layer(PAIR, n_members=1, channels=1)
    built.load_state_dict(alone.state_dict())
    assert torch.equal(built.weight, alone.weight)
    both, _ = select_members(stack, generators, [1, 0])
    assert both.wires.values.shape == (2, 7)
