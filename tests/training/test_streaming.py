import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.testing import assert_close

from sk_ccnn.training import StackData, StreamedTensor
from sk_ccnn.training.data import Batches, Orders

TABLE = np.random.default_rng(0).normal(size=(20, 1, 4))
WHOLE = torch.from_numpy(TABLE)


def streamed(counts=None):
    """Give the table as if it were on disk."""

    def read(rows):
        if counts is not None:
            counts.append(rows)
        return TABLE[rows]

    return StreamedTensor(read, TABLE.shape, torch.float64)


def test_it_has_what_training_needs_of_a_tensor():
    found = streamed()
    assert found.shape == WHOLE.shape
    assert (len(found), found.dtype, found.device) == (20, WHOLE.dtype, WHOLE.device)
    assert not found.is_inference()
    assert found.clone() is found
    assert found.to("cpu").device == torch.device("cpu")
    assert found.to("meta")[:3].device.type == "meta"
    assert_close(found[2:5], WHOLE[2:5])


@given(st.lists(st.integers(0, 19), min_size=1), st.lists(st.integers(0, 19), min_size=3))
def test_rows_are_those_of_a_tensor(rows, chosen):
    assert_close(streamed()[torch.tensor(rows)], WHOLE[rows])
    part = streamed().subset(np.array(chosen))
    assert_close(part[:], WHOLE[chosen])
    index = torch.tensor([[0, 2, 1], [1, 1, 2]])
    assert_close(part[index], WHOLE[chosen][index])


def test_what_members_share_is_read_once():
    counts = []
    index = torch.tensor([[3, 1, 2], [2, 3, 1]])
    assert_close(streamed(counts)[index], WHOLE[index])
    assert [sorted(rows.tolist()) for rows in counts] == [[1, 2, 3]]


@pytest.mark.parametrize("seeds", [[1], [1, 1], [1, 2]])
def test_batches_are_those_of_a_tensor(seeds):
    y, weight = torch.arange(20.0), torch.rand(20)
    found, expected = (
        list(Batches(StackData(X, y, weight), 6, Orders(seeds))) for X in (streamed(), WHOLE)
    )
    assert len(found) == len(expected) == 3
    for one, other in zip(found, expected, strict=True):
        for given_, wanted in zip(one, other, strict=True):
            assert_close(given_, wanted, rtol=0, atol=0)


def test_a_part_of_a_stream_is_not_read():
    counts, rows = [], np.array([4, 2, 9])
    data = StackData(streamed(counts), streamed(counts), torch.arange(20.0))
    part = data.subset(rows)
    assert counts == []
    whole = StackData(WHOLE, WHOLE, torch.arange(20.0)).subset(rows)
    for X in (part.X, part.y):
        assert_close(X[:], WHOLE[rows])
    assert_close(part.weight, whole.weight)
    assert_close(part.trainable().to("cpu").rows(slice(None)), whole.rows(slice(None)))
    held = StackData(streamed(), torch.arange(20.0)).subset(rows)
    assert held.y.tolist() == [4, 2, 9]
