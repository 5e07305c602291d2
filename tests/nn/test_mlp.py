import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import ConnectomeMLP, MemberGenerators

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
