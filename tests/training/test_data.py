import pytest
import torch

from sk_ccnn.training import Batches, Orders, StackData


@pytest.fixture
def data():
    X = torch.arange(23.0).reshape(23, 1, 1)
    return StackData(X, X[:, 0], X[:, 0, 0])


@pytest.mark.parametrize(("batch_size", "sizes"), [(1000, [23]), (10, [12, 11]), (6, [6, 6, 6, 5])])
def test_batches_are_of_nearly_equal_size(data, batch_size, sizes):
    batches = Batches(data, batch_size)
    assert [len(X) for X, _, _ in batches] == sizes
    assert len(batches) == len(sizes)


def test_every_subject_comes_once_an_epoch_with_its_target_and_weight(data):
    batches = Batches(data, 5, Orders(0))
    for _ in range(2):
        rows = list(batches)
        seen = torch.cat([X.flatten() for X, _, _ in rows])
        assert sorted(seen.tolist()) == list(range(23))
        for X, y, weight in rows:
            assert (X[:, 0] == y).all() and (X.flatten() == weight).all()


def test_each_epoch_is_shuffled_anew_and_repeatably(data):
    def orders(seed):
        batches = Batches(data, 5, Orders(seed))
        return [torch.cat([X.flatten() for X, _, _ in batches]).tolist() for _ in range(2)]

    first, second = orders(0)
    assert first != second
    assert orders(0) == [first, second] != orders(1)


def test_members_may_weigh_subjects_in_their_own_way(data):
    own = StackData(data.X, data.y, torch.rand(3, 23))
    X, _, weight = own.rows(torch.tensor([4, 2]))
    assert (weight == own.weight[:, [4, 2]]).all()
    assert X.flatten().tolist() == [4, 2]


def test_weights_are_one_by_default(data):
    assert (StackData(data.X).weight == 1).all()
