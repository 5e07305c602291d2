import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeLinear, MemberGenerators, Readout
from sk_ccnn.nn.linear import UnitsFirstProduct, dense_map


@st.composite
def layers(draw):
    """Layers over random connectomes, directed or not, with any units in any regions."""
    n_regions = draw(st.integers(1, 6))
    adjacency = draw(
        st.lists(st.booleans(), min_size=n_regions**2, max_size=n_regions**2).map(
            lambda edges: np.array(edges, dtype=float).reshape(n_regions, n_regions)
        )
    )
    units = st.lists(st.integers(0, n_regions - 1), min_size=1, max_size=8)
    connectome = Connectome(adjacency)
    constraint = draw(st.sampled_from(["hard", "soft", "init", "none"]))
    layer = ConnectomeLinear(draw(units), draw(units), connectome, 2, constraint)
    layer.reset_parameters(MemberGenerators([draw(st.integers(0, 99)), 5]))
    return connectome, layer.double()


@given(layers())
def test_it_is_the_product_with_its_dense_weights(made):
    _, layer = made
    x = torch.randn(2, 5, layer.wires.shape[0], dtype=torch.float64)
    expected = torch.einsum("mbi,mio->mbo", x, layer.weight) + layer.bias
    torch.testing.assert_close(layer(x), expected)
    torch.testing.assert_close(layer(x[0])[0], expected[0])


@given(layers())
def test_hard_weights_are_zero_wherever_the_connectome_has_no_edge(made):
    connectome, layer = made
    if layer.constraint not in ("hard", "init"):
        return
    source, target = np.divmod(layer.wires.pair[0].numpy(), connectome.n_regions)
    nonzero = (layer.wires.values != 0).any(dim=0).numpy()
    allowed = connectome.adjacency()[source, target] | (source == target)
    assert allowed[nonzero].all()
    if layer.constraint == "hard":
        assert allowed.all()


def test_gradients_are_those_of_the_dense_layer():
    chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    layer = ConnectomeLinear([0, 1, 2], [0, 1, 2], chain, n_members=2).double()
    layer.reset_parameters(MemberGenerators([0, 1]))
    x = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(layer, (x,))


def test_directed_connectomes_connect_one_way():
    one_way = Connectome([[0, 1], [0, 0]])
    layer = ConnectomeLinear([0, 1], [0, 1], one_way)
    torch.nn.init.ones_(layer.wires.values)
    assert layer.weight[0].tolist() == [[1, 1], [0, 1]]


def test_a_larger_scale_of_weights_goes_with_fewer_connections():
    n_regions = 40
    coordinates = np.random.default_rng(0).normal(size=(n_regions, 3)) * 40
    spread = []
    for density in (0.1, 0.9):
        connectome = Connectome.from_coordinates(coordinates, density=density, random_state=0)
        regions = np.repeat(np.arange(n_regions), 3)
        layer = ConnectomeLinear(regions, regions, connectome)
        layer.reset_parameters(MemberGenerators([0]))
        spread.append(layer.wires.values.std().item())
    assert spread[0] > 1.5 * spread[1]


def test_repr_tells_members_and_shape():
    chain = Connectome([[0, 1], [1, 0]])
    assert "n_members=3, n_wires=4, shape=(2, 2)" in repr(
        ConnectomeLinear([0, 1], [0, 1], chain, n_members=3)
    )


@pytest.mark.parametrize("n_members", [1, 4])
def test_shapes(n_members):
    chain = Connectome([[0, 1], [1, 0]])
    layer = ConnectomeLinear([0, 1], [0, 0, 1], chain, n_members)
    assert layer(torch.ones(5, 2)).shape == (n_members, 5, 3)
    assert layer(torch.ones(n_members, 5, 2)).shape == (n_members, 5, 3)


def test_without_generators_it_starts_like_torchs_own_layers():
    chain = Connectome([[0, 1], [1, 0]])
    weights = []
    for seed in (0, 0, 1):
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            weights.append(ConnectomeLinear([0, 1], [0, 1], chain).weight)
    assert (weights[0] == weights[1]).all() and (weights[0] != 0).all()
    assert not (weights[0] == weights[2]).any()


def test_a_readout_is_one_linear_map_a_member():
    readout = Readout(4, 2, n_members=3)
    readout.reset_parameters(MemberGenerators([0, 1, 2]))
    x = torch.randn(3, 5, 4)
    expected = torch.stack([x[m] @ readout.weight[m] + readout.bias[m] for m in range(3)])
    torch.testing.assert_close(readout(x), expected)
    torch.testing.assert_close(readout(x[0])[2], x[0] @ readout.weight[2] + readout.bias[2])


def test_a_readout_starts_near_the_mean_of_the_target():
    readout = Readout(1000, 1, n_members=4)
    readout.reset_parameters(MemberGenerators(range(4)))
    assert readout(torch.randn(200, 1000)).std() < 0.3


def test_units_that_come_first_in_memory_give_the_same_and_stay_first():
    weight = torch.randn(3, 4, 5).double().requires_grad_()
    units_first = torch.randn(3, 4, 6).double().requires_grad_()
    x, upstream = units_first.transpose(1, 2), torch.randn(3, 6, 5).double()
    product = dense_map(x, weight)
    assert product.transpose(1, 2).is_contiguous()
    torch.testing.assert_close(product, torch.matmul(x, weight), rtol=0, atol=1e-12)
    inputs = [units_first, weight]
    expected = torch.autograd.grad(torch.matmul(x, weight), inputs, upstream)
    found = torch.autograd.grad(product, inputs, upstream)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)
    assert all(each.is_contiguous() for each in found)
    assert torch.autograd.gradcheck(UnitsFirstProduct.apply, inputs)


def test_units_of_several_members_may_go_to_one_whatever_their_order_in_memory():
    weight = torch.randn(1, 4, 5).double().requires_grad_()
    x = torch.randn(3, 4, 6).double().transpose(1, 2)
    found = torch.autograd.grad(dense_map(x, weight).sum(), weight)
    expected = torch.autograd.grad(torch.matmul(x.contiguous(), weight).sum(), weight)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-12)
