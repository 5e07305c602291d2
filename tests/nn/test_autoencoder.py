import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeAutoencoder, MemberGenerators

CHAIN = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])


@pytest.mark.parametrize(("features", "width"), [("nodes", 2), ("edges", 3)])
def test_it_gives_back_as_many_features_as_it_got(features, width):
    made = ConnectomeAutoencoder(CHAIN, features, 2, (4, 3, 2), MemberGenerators([0, 1]))
    assert made(torch.randn(5, 3, width)).shape == (2, 5, 3 * width)
    assert made.encoder(torch.randn(5, 3, width)).shape == (2, 5, 3 * 2)


def test_the_decoder_follows_the_same_connections():
    made = ConnectomeAutoencoder(CHAIN, "nodes", 1, (4, 2), MemberGenerators([0]))
    exits = made.exit.wires.to_region_matrix()[0]
    assert exits[0, 2] == exits[2, 0] == 0
    assert (exits[CHAIN.adjacency()] > 0).all()
