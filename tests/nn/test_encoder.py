import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import MemberGenerators, RegionEncoder

CHAIN = Connectome([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])


def encoder(hidden_channels, in_channels=1, **settings):
    generators = MemberGenerators([0])
    made = RegionEncoder(CHAIN, "nodes", in_channels, hidden_channels, generators, **settings)
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
