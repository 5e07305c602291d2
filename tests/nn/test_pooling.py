import pytest
import torch

from sk_ccnn.nn import READOUTS, AttentionPooling, MemberGenerators
from sk_ccnn.nn.pooling import make_pooling


@pytest.mark.parametrize("readout", READOUTS)
def test_it_gives_as_many_units_as_it_says(readout):
    pooling, n_units = make_pooling(readout, 7, 3, MemberGenerators([0, 1]))
    assert pooling(torch.randn(2, 5, 7, 3)).shape == (2, 5, n_units)


@pytest.mark.parametrize("readout", ["mean", "attention"])
def test_a_mean_does_not_know_which_region_it_was(readout):
    pooling, _ = make_pooling(readout, 7, 3, MemberGenerators([0, 1]))
    x = torch.randn(2, 5, 7, 3)
    torch.testing.assert_close(pooling(x), pooling(x[:, :, torch.randperm(7)]))


def test_all_regions_are_read_one_by_one():
    pooling, _ = make_pooling("regions", 7, 3, MemberGenerators([0]))
    x = torch.randn(1, 5, 7, 3)
    assert (pooling(x) == x.view(1, 5, 21)).all()


def test_attention_lies_within_the_range_of_the_regions_and_follows_the_query():
    pooling = AttentionPooling(3, MemberGenerators([0, 1]))
    x = torch.randn(2, 5, 7, 3, generator=torch.Generator().manual_seed(0))
    y = pooling(x)
    assert (y <= x.amax(-2)).all()
    assert (y >= x.amin(-2)).all()
    torch.nn.init.zeros_(pooling.query)
    torch.testing.assert_close(pooling(x), x.mean(-2))
    with torch.no_grad():
        pooling.query[0, 0, 1] = 1e4  # only the region with the largest second channel counts
    largest = x[0, :, :, 1].argmax(-1)
    torch.testing.assert_close(pooling(x)[0], x[0, torch.arange(5), largest])
