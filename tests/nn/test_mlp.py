import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeMLP, MemberGenerators, RegionEncoder

CHAIN = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])


@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_a_member_starts_and_computes_the_same_in_any_company(features):
    x = torch.randn(5, 3, 1 if features == "nodes" else 3)
    outputs = []
    for seeds in ([4], [9, 4, 2]):
        made = ConnectomeMLP(CHAIN, features, 1, (4, 4), 2, MemberGenerators(seeds)).eval()
        outputs.append(made(x))
    assert outputs[1].shape == (3, 5, 2)
    torch.testing.assert_close(outputs[0][0], outputs[1][1])


def test_nothing_mixes_the_members():
    made = ConnectomeMLP(CHAIN, "nodes", 1, (4, 4), 1, MemberGenerators([0, 1])).eval()
    made(torch.randn(5, 3, 1))[0].sum().backward()
    assert all((p.grad[1] == 0).all() for p in made.parameters())
    assert any((p.grad[0] != 0).any() for p in made.parameters())


def test_building_leaves_the_global_state_alone():
    before = torch.get_rng_state()
    made = ConnectomeMLP(CHAIN, "nodes", 1, (4, 4), 1, MemberGenerators([0]), dropout=0.5)
    made(torch.randn(5, 3, 1, generator=torch.Generator()))
    assert (torch.get_rng_state() == before).all()


def test_a_network_over_edges_reads_them_out_directly_too_unless_told_not_to():
    sizes = (1, (2,), 1, MemberGenerators([0]))
    assert ConnectomeMLP(CHAIN, "nodes", *sizes).direct is None
    assert ConnectomeMLP(CHAIN, "edges", *sizes, direct=False).direct is None
    network = ConnectomeMLP(CHAIN, "edges", *sizes).eval()
    x = torch.ones(1, 3, 3)
    before = network(x).item()
    torch.nn.init.ones_(network.direct.wires.values)
    assert network(x).item() > before


PATH = Connectome([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])


def encoder(hidden_channels, in_channels=1, **settings):
    generators = MemberGenerators([0])
    made = RegionEncoder(PATH, "nodes", in_channels, hidden_channels, generators, **settings)
    made.reset_parameters(generators)
    return made.eval()


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_measure_spreads_by_one_connection_a_layer(depth):
    made = encoder((2,) * depth)
    with torch.no_grad():
        for wires in (made.entry.wires, *(layer.wires for layer in made.layers)):
            wires.values.abs_()
    x = torch.zeros(1, 4, 1)
    x[0, 0] = 1.0
    reached = made(x).view(4, 2).sum(dim=1) > 0
    assert reached.tolist() == [region <= depth for region in range(4)]


def test_layers_of_equal_width_are_residual_and_others_are_not():
    residual, plain = encoder((3, 3)), encoder((3, 2))
    for made in (residual, plain):
        torch.nn.init.zeros_(made.layers[0].wires.values)
    x = torch.randn(5, 4, 1)
    assert (residual(x) == residual.rectifier(residual.entry(x.flatten(-2)))).all()
    assert (plain(x) == 0).all()


def test_units_stand_region_by_region():
    assert encoder((3, 2), in_channels=2)(torch.ones(5, 4, 2)).shape == (1, 5, 4 * 2)
