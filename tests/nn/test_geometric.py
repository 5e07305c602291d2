import copy

import pytest
import torch
from torch_geometric.data import Batch, Data
from torch_geometric.nn import GATConv, GCNConv, GraphConv, SAGEConv

from sk_ccnn.datasets import load_connectome
from sk_ccnn.nn import relative_weights
from sk_ccnn.nn.geometric import SUBJECTS_AT_ONCE, GeometricNetwork, WeightedConvolution

CONVOLUTIONS = {
    "gat": (GATConv, {}),
    "gat, two heads": (GATConv, {"heads": 2}),
    "gat, weighted": (GATConv, {"edge_dim": 1}),
    "gcn": (GCNConv, {}),
    "sage": (SAGEConv, {}),
    "graph": (GraphConv, {}),
}


@pytest.fixture(scope="module")
def brain():
    return load_connectome("desikan_killiany", cortex_only=True)


@pytest.fixture
def x():
    n_subjects = SUBJECTS_AT_ONCE + 5
    return torch.randn(n_subjects, 68, 3, generator=torch.Generator().manual_seed(0))


def on_a_batch(convolution, x, brain):
    """Call torch-geometric as its own documentation does."""
    weights = torch.tensor(relative_weights(brain)).float()
    edges = weights.nonzero().T
    strength = weights[edges[0], edges[1]]
    batch = Batch.from_data_list([Data(x=s, edge_index=edges, strength=strength) for s in x])
    given = {}
    if isinstance(convolution, GCNConv | GraphConv):
        given["edge_weight"] = batch.strength
    elif getattr(convolution, "edge_dim", None):
        given["edge_attr"] = batch.strength[:, None]
    return convolution(batch.x, batch.edge_index, **given).unflatten(0, x.shape[:2])


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_it_begins_as_torch_geometrics_own(name, brain, x):
    kind, options = CONVOLUTIONS[name]
    layer = WeightedConvolution(kind(3, 4, **options), brain)
    torch.testing.assert_close(layer(x), on_a_batch(layer.convolution, x, brain))


# Attention still compares a region with its neighbours, to share out what remains.
@pytest.mark.parametrize("name", ["gcn", "sage", "graph"])
def test_a_wire_of_weight_0_carries_no_message(name, brain, x):
    kind, options = CONVOLUTIONS[name]
    layer = WeightedConvolution(kind(3, 4, **options), brain)
    torch.nn.init.zeros_(layer.wires.values)
    y = layer(x)
    x[:, 0] += 1
    change = (layer(x) - y).abs().sum(dim=(0, 2))
    assert change[0] > 0
    assert (change[1:] == 0).all()


def test_every_wire_gets_a_gradient(brain, x):
    layer = WeightedConvolution(GATConv(3, 4), brain)
    layer(x).square().sum().backward()
    assert (layer.wires.values.grad != 0).all()


def test_a_copy_has_wires_of_its_own(brain, x):
    layer = WeightedConvolution(GATConv(3, 4), brain)
    y, twin = layer(x), copy.deepcopy(layer)
    torch.nn.init.zeros_(twin.wires.values)
    assert (twin(x) != y).any()
    assert (layer(x) == y).all()
    assert not layer.convolution._message_forward_hooks


def test_heads_side_by_side_widen_the_next_layer(brain, x):
    net = GeometricNetwork(brain, GATConv, 3, (4, 4), 2, options={"heads": 2})
    assert net.layers[1].convolution.in_channels == 8
    assert net(x).shape == (len(x), 2)
    assert net.readout.weight.shape == (1, 68 * 8, 2)


def test_dropout_is_alike_for_all_subjects_and_only_in_training(brain, x):
    net = GeometricNetwork(brain, SAGEConv, 3, (4, 4), 1, dropout=0.5)
    twice = torch.cat([x, x])
    first, second = net(twice).chunk(2)
    torch.testing.assert_close(first, second)
    assert (net(x) != net(x)).any()
    net.eval()
    assert (net(x) == net(x)).all()


def test_a_convolution_that_sends_other_messages_is_an_error(brain, x):
    class Doubled(SAGEConv):
        def message(self, x_j):
            return torch.cat([x_j, x_j])

    layer = WeightedConvolution(Doubled(3, 4), brain)
    with pytest.raises(ValueError, match="Doubled sends .* messages over .* needed is one"):
        layer(x)
