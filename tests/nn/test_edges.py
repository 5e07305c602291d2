import pytest
import torch

from sk_ccnn import Connectome
from sk_ccnn.nn import EdgesToRegions, MemberGenerators, RegionsToEdges

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
