import numpy as np
import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.datasets import load_connectome
from sk_ccnn.nn import GraphConvolution, MemberGenerators, relative_weights, select_members


@pytest.fixture
def brain():
    return load_connectome("desikan_killiany")


def drawn(n_regions, density, seed=0):
    rng = np.random.default_rng(seed)
    coordinates = rng.normal(size=(n_regions, 3)) * 40
    return Connectome.from_coordinates(coordinates, density=density, random_state=seed)


def of_torch_geometric(x, layer, member, connectome):
    """Compute torch-geometric's GCNConv over the batch of all subjects' graphs."""
    from torch_geometric.data import Batch, Data
    from torch_geometric.nn import GCNConv

    weights = torch.tensor(relative_weights(connectome)).to(x)
    edges = weights.nonzero().T
    strength = weights[edges[0], edges[1]]
    batch = Batch.from_data_list([Data(x=s, edge_index=edges, edge_attr=strength) for s in x])
    conv = GCNConv(*layer.weight.shape[1:]).to(x.dtype)
    conv.lin.weight = torch.nn.Parameter(layer.weight[member].detach().T.clone())
    conv.bias = torch.nn.Parameter(layer.bias[member, 0].detach().clone())
    y = conv(batch.x, batch.edge_index, batch.edge_attr)
    return y.view(*x.shape[:2], -1), conv


@pytest.mark.parametrize("learn_edges", [False, True])
@pytest.mark.parametrize("channels", [(1, 8), (6, 2)])
# 200 regions of which one in twenty is connected are multiplied as a sparse matrix.
@pytest.mark.parametrize("connectome", [drawn(40, 0.3), drawn(200, 0.05)], ids=["dense", "sparse"])
def test_it_equals_torch_geometric_with_all_gradients(connectome, channels, learn_edges):
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(5, connectome.n_regions, channels[0], generator=generator)
    mine, its = x.clone().requires_grad_(), x.clone().requires_grad_()
    layer = GraphConvolution(
        *channels, connectome, 3, generators=MemberGenerators([0, 1, 2]), learn_edges=learn_edges
    )
    torch.nn.init.normal_(layer.bias, generator=generator)
    y = layer(mine)
    reference, conv = of_torch_geometric(its, layer, 1, connectome)
    torch.testing.assert_close(y[1], reference, atol=1e-6, rtol=1e-5)

    upstream = torch.randn(reference.shape, generator=generator)
    y[1].backward(upstream)
    reference.backward(upstream)
    torch.testing.assert_close(mine.grad, its.grad, atol=1e-6, rtol=1e-5)
    scale = layer.weight.grad[1].abs().max()  # sums over all subjects and regions
    torch.testing.assert_close(
        layer.weight.grad[1] / scale, conv.lin.weight.grad.T / scale, atol=1e-6, rtol=1e-5
    )
    torch.testing.assert_close(layer.bias.grad[1, 0], conv.bias.grad, atol=1e-5, rtol=1e-5)
    assert (layer.weight.grad[[0, 2]] == 0).all()


@pytest.mark.parametrize("own_input", [False, True])
def test_gradients_are_those_of_finite_differences(own_input):
    connectome = drawn(6, 0.4)
    layer = GraphConvolution(2, 3, connectome, 2, learn_edges=True).double()
    x = torch.randn(*((2,) if own_input else ()), 4, 6, 2, dtype=torch.float64, requires_grad=True)
    names = [name for name, _ in layer.named_parameters()]

    def of(x, *values):
        return torch.func.functional_call(layer, dict(zip(names, values, strict=True)), (x,))

    assert torch.autograd.gradcheck(of, (x, *layer.parameters()))


def test_a_member_passes_messages_along_its_own_connectome():
    one, other = drawn(12, 0.3, seed=1), drawn(12, 0.6, seed=2)
    stack = GraphConvolution(2, 3, [one, other, one], 3, generators=MemberGenerators([5, 6, 7]))
    x = torch.randn(4, 12, 2)
    for member, (connectome, seed) in enumerate([(one, 5), (other, 6), (one, 7)]):
        alone = GraphConvolution(2, 3, connectome, generators=MemberGenerators([seed]))
        torch.testing.assert_close(stack(x)[member], alone(x)[0])


def test_what_a_region_is_not_connected_with_does_not_reach_it():
    chain = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    layer = GraphConvolution(1, 1, chain, learn_edges=True)
    x = torch.zeros(1, 3, 1)
    before = layer(x)
    x[0, 0] = 1
    change = (layer(x) - before)[0, 0, :, 0]
    assert change[2] == 0
    assert change[0] != 0
    assert change[1] != 0


def test_edges_are_learned_only_where_asked(brain):
    assert not GraphConvolution(1, 2, brain).wires.values.requires_grad
    assert GraphConvolution(1, 2, brain, learn_edges=True).wires.values.requires_grad


def test_a_reset_begins_at_the_connectome_again(brain):
    layer = GraphConvolution(1, 2, brain, 2, learn_edges=True)
    start = layer.wires.values.detach().clone()
    torch.nn.init.zeros_(layer.wires.values)
    layer.reset_parameters(MemberGenerators([3, 4]))
    assert (layer.wires.values == start).all()
    again = layer.weight.detach().clone()
    layer.reset_parameters(MemberGenerators([3, 4]))
    assert (layer.weight == again).all()


def test_one_member_of_several_graphs_starts_again_at_its_own():
    generators, graphs = MemberGenerators([0, 1]), [drawn(8, 0.3), drawn(8, 0.8)]
    stack = GraphConvolution(2, 3, graphs, 2, generators=generators, learn_edges=True)
    alone, own = select_members(stack, generators, [0])
    started = alone.wires.values.detach().clone()
    torch.nn.init.ones_(alone.wires.values)
    alone.reset_parameters(own)
    assert alone.wires.values.shape[1] < stack.wires.values.shape[1]
    assert (alone.wires.values == started).all()
