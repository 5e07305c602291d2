import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import EdgeReadout, EdgesToRegions, MemberGenerators, RegionsToEdges

CHAIN = Connectome([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
RING = Connectome(
    [[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]],
    coordinates=[[0, 0, 0], [10, 0, 0], [10, 10, 0], [0, 10, 0]],
)


@pytest.fixture
def entry():
    layer = EdgesToRegions(3, RING, n_members=2)
    layer.reset_parameters(MemberGenerators([0, 1]))
    return layer


def changed_regions(layer, i, j):
    """Give the regions whose units change with the connection of i and j."""
    x = torch.zeros(1, 4, 4)
    x[0, i, j] = x[0, j, i] = 1
    difference = layer(x) - layer(torch.zeros(1, 4, 4))
    return difference.view(2, 4, 3).abs().sum(dim=(0, 2)).nonzero()[:, 0].tolist()


def test_a_connection_reaches_its_two_regions_only(entry):
    assert changed_regions(entry, 0, 1) == [0, 1]
    assert changed_regions(entry, 2, 3) == [2, 3]


def test_a_pair_that_the_connectome_does_not_connect_never_enters(entry):
    assert changed_regions(entry, 0, 2) == []


def test_the_wire_of_a_pair_is_as_long_as_its_regions_are_apart(entry):
    lengths = entry.wires.lengths[0] * RING.distances().sum() / 12
    source, target = entry.wires.pair[0] // 4, entry.wires.pair[0] % 4
    assert (source != target).all()
    expected = torch.tensor(RING.distances())[source, target]
    torch.testing.assert_close(lengths, expected)


def test_what_is_rebuilt_is_symmetric_without_a_diagonal():
    exit_ = RegionsToEdges(3, RING, n_members=2, constraint="none").double()
    exit_.reset_parameters(MemberGenerators([0, 1]))
    torch.nn.init.normal_(exit_.bias)
    out = exit_(torch.randn(2, 5, 12, dtype=torch.float64))
    assert out.shape == (2, 5, 4, 4)
    torch.testing.assert_close(out, out.transpose(-1, -2))
    assert (out.diagonal(dim1=-2, dim2=-1) == 0).all()


def test_members_may_have_subjects_of_their_own(entry):
    x = torch.randn(2, 5, 4, 4)
    torch.testing.assert_close(entry(x)[1], entry(x[1])[1])


def test_a_pair_is_rebuilt_from_its_two_regions_only_and_if_the_connectome_connects_them():
    exit_ = RegionsToEdges(3, RING)
    exit_.reset_parameters(MemberGenerators([0]))
    units = torch.zeros(1, 1, 12)
    units[0, 0, :3] = 1
    changed = (exit_(units) != 0)[0, 0].nonzero().tolist()
    assert changed == [[0, 1], [0, 3], [1, 0], [3, 0]]


def test_each_pair_counts_once_whether_members_share_their_wires_or_not():
    x = torch.randn(6, 3, 3)
    x = x + x.transpose(1, 2)
    shared = EdgeReadout(2, CHAIN, n_members=2)
    own = EdgeReadout(2, [CHAIN, CHAIN], n_members=2)
    weights = torch.randn(2, 4)
    for layer in (shared, own):
        layer.wires.values.data.copy_(weights)
    expected = x[:, [0, 1], [1, 2]] @ weights.view(2, 2, 2)
    torch.testing.assert_close(shared(x), expected)
    torch.testing.assert_close(own(x), expected)
    torch.testing.assert_close(shared(x.expand(2, 6, 3, 3)), expected)


def test_the_scale_of_the_pairs_multiplies_their_sum_only():
    layer, scaled = EdgeReadout(1, CHAIN), EdgeReadout(1, CHAIN, scale=0.5)
    for each in (layer, scaled):
        torch.nn.init.ones_(each.wires.values)
        torch.nn.init.ones_(each.bias)
    x = torch.ones(1, 3, 3)
    assert layer(x).item() == 3
    assert scaled(x).item() == 2
