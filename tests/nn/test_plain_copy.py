"""A plain copy of a network gives what the network gives, however its layers are stored."""

import numpy as np
import pytest
import torch
from torch import nn

from sk_ccnn import Connectome
from sk_ccnn.nn import (
    AttentionPooling,
    ConnectomeLinear,
    ConnectomeMLP,
    ConnectomeRegression,
    EdgeReadout,
    EdgesToRegions,
    GraphConvolution,
    GraphNetwork,
    MeanPooling,
    MemberGenerators,
    Readout,
    RegionEncoder,
    to_plain,
)
from sk_ccnn.nn.wires import Wires

N = 6
RANDOM = np.random.default_rng(0)


def brain(seed, density=0.5):
    weights = np.random.default_rng(seed).random((N, N))
    return Connectome(np.where(weights + weights.T < 2 * density, weights + weights.T, 0))


ONE = brain(0)
EACH = [brain(1, 0.3), brain(2, 0.6)]
REGIONS = [0, 1, 2, 3, 4, 5]


def generators():
    return MemberGenerators([0, 1])


MODULES = {
    "linear": lambda c: (ConnectomeLinear(REGIONS, REGIONS, c, 2, generators=generators()), (N,)),
    "readout": lambda c: (Readout(N, 3, 2, generators()), (N,)),
    "edges to regions": lambda c: (EdgesToRegions(3, c, 2, generators=generators()), (N, N)),
    "edge readout": lambda c: (EdgeReadout(2, c, 2, scale=0.3), (N, N)),
    "convolution": lambda c: (GraphConvolution(3, 5, c, 2, generators=generators()), (N, 3)),
    "convolution to fewer": lambda c: (
        GraphConvolution(3, 1, c, 2, generators=generators()),
        (N, 3),
    ),
    "encoder": lambda c: (RegionEncoder(c, "nodes", 2, (3, 3, 1), generators()), (N, 2)),
    "mlp over nodes": lambda c: (ConnectomeMLP(c, "nodes", 1, (2, 2), 1, generators()), (N, 1)),
    "mlp over edges": lambda c: (ConnectomeMLP(c, "edges", 1, (2, 2), 2, generators()), (N, N)),
    "regression": lambda c: (ConnectomeRegression(c, "nodes", 2, 1, generators()), (N, 2)),
    "regression over edges": lambda c: (
        ConnectomeRegression(c, "edges", 1, 2, generators()),
        (N, N),
    ),
    **{
        f"graph network, {readout}": lambda c, readout=readout: (
            GraphNetwork(c, 2, (4, 4), 1, generators(), readout=readout, dropout=0.5),
            (N, 2),
        )
        for readout in ("regions", "mean", "attention")
    },
}
KINDS = pytest.mark.parametrize("kind", MODULES)
OF_EACH = pytest.mark.parametrize("connectome", [ONE, EACH], ids=["shared", "of each member"])


def trained(kind, connectome):
    """Make a network whose every weight is something, and an input for it."""
    module, size = MODULES[kind](connectome)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(generator=torch.Generator().manual_seed(3))
        for part in module.modules():
            if isinstance(part, Wires):
                part.values.mul_(part.exists)
    x = torch.from_numpy(RANDOM.normal(size=(7, *size)))
    if size == (N, N):
        x = (x + x.transpose(1, 2)) * (1 - torch.eye(N))
    return module.double().eval(), x


@KINDS
@OF_EACH
@pytest.mark.parametrize("most_dense", [2**26, 0], ids=["dense", "wire by wire"])
def test_it_gives_what_the_network_gives(kind, connectome, most_dense, monkeypatch):
    monkeypatch.setattr("sk_ccnn.nn.plain_copy.MOST_DENSE", most_dense)
    module, x = trained(kind, connectome)
    plain = to_plain(module)
    torch.testing.assert_close(plain(x), module(x), rtol=1e-10, atol=1e-10)
    again = to_plain(module)
    again.load_state_dict(plain.state_dict())
    assert all(type(part).__module__.rpartition(".")[2] != "wires" for part in plain.modules())


@KINDS
def test_it_is_independent_of_the_network(kind):
    module, x = trained(kind, ONE)
    plain = to_plain(module)
    before = plain(x)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
    assert torch.equal(plain(x), before)
    assert not any(parameter.requires_grad for parameter in plain.parameters())


def test_layers_within_a_module_of_another_kind_become_plain():
    layer = ConnectomeLinear(REGIONS, REGIONS, ONE, 2, generators=generators())
    own = nn.Sequential(layer, nn.Tanh()).double()
    x = torch.from_numpy(RANDOM.normal(size=(4, N)))
    plain = to_plain(own)
    torch.testing.assert_close(plain(x), own(x), rtol=1e-10, atol=1e-10)
    assert own[0] is layer and "PlainLinear" in str(plain)


def test_poolings():
    x = torch.from_numpy(RANDOM.normal(size=(2, 5, N, 3)))
    for pooling in (AttentionPooling(3, generators()).double(), MeanPooling()):
        torch.testing.assert_close(to_plain(pooling)(x), pooling(x), rtol=1e-10, atol=1e-10)
