import pytest
import torch

from sk_ccnn.training.data import Batches, Orders, StackData


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


def test_members_of_one_seed_see_their_subjects_in_one_order_and_others_in_their_own():
    orders = Orders([4, 9, 4])
    for _ in range(3):
        order = orders.draw(30)
        assert order.shape == (3, 30)
        assert (order[0] == order[2]).all()
        assert (order[0] != order[1]).any()
        assert (order.sort(dim=1).values == torch.arange(30)).all()


def test_a_members_order_is_the_one_that_it_would_have_alone():
    together, alone = Orders([4, 9, 7]), [Orders(seed) for seed in (4, 9, 7)]
    for _ in range(3):
        order = together.draw(30)
        assert (order == torch.stack([each.draw(30) for each in alone])).all()


@pytest.mark.parametrize("seeds", [5, [5], [5, 5, 5]])
def test_members_of_a_single_seed_share_their_batches(seeds):
    assert Orders(seeds).draw(30).shape == (30,)


def test_orders_go_on_from_where_they_were():
    orders = Orders([4, 9, 4])
    orders.draw(30)
    state, expected = orders.get_state(), orders.draw(30)
    again = Orders([4, 9, 4])
    again.set_state(state)
    assert (again.draw(30) == expected).all()


def test_every_member_sees_every_subject_once_an_epoch_with_its_target_and_weight(data):
    for X, y, weight in Batches(data, 5, Orders([0, 1])):
        assert X.shape[:2] == y.shape[:2] == weight.shape
        assert (X[..., 0] == y).all() and (X[..., 0, 0] == weight).all()
    seen = torch.cat([X[..., 0, 0] for X, _, _ in Batches(data, 5, Orders([0, 1]))], dim=1)
    assert (seen.sort(dim=1).values == torch.arange(23.0)).all()
    assert (seen[0] != seen[1]).any()


def test_one_batch_of_all_is_shared_whatever_the_orders(data):
    ((X, y, weight),) = Batches(data, 100, Orders([0, 1, 2]))
    assert torch.equal(X, data.X) and torch.equal(y, data.y) and torch.equal(weight, data.weight)


@pytest.mark.parametrize("own_weights", [False, True])
def test_members_may_have_targets_of_their_own_in_orders_of_their_own(data, own_weights):
    factor = torch.tensor([1.0, 10.0, 100.0]).view(3, 1, 1)
    weight = data.weight * factor[:, :, 0] if own_weights else data.weight
    own = StackData(data.X, data.y * factor, weight, own_y=True).to("cpu")
    for orders in (None, Orders(0), Orders([0, 1, 2])):
        for X, y, weight in Batches(own, 5, orders):
            assert torch.equal(y, (X[..., 0] * factor).expand(y.shape))
            expected = X[..., 0, 0] * (factor[:, :, 0] if own_weights else 1.0)
            assert torch.equal(weight, expected.expand(weight.shape))


def test_classes_may_be_members_own_too(data):
    classes = torch.arange(46).view(2, 23)
    own = StackData(data.X, classes, own_y=True)
    _, y, _ = own.rows(torch.tensor([4, 2]))
    assert y.tolist() == [[4, 2], [27, 25]]
    _, y, _ = own.rows(torch.tensor([[4, 2], [0, 1]]))
    assert y.tolist() == [[4, 2], [23, 24]]


@pytest.mark.parametrize("n_pairs", [1, 5, 70_000])
@pytest.mark.parametrize(
    "index", [slice(None), slice(1, 3), torch.tensor([3, 0, 3]), torch.tensor([[1, 2], [0, 3]])]
)
def test_a_table_of_pairs_is_taken_as_it_is(n_pairs, index):
    X = torch.randn(4, 1, n_pairs)
    assert (StackData(X).rows(index)[0] == X[index]).all()


def test_a_table_of_pairs_lies_pair_by_pair():
    X, _, _ = StackData(torch.randn(6, 1, 9)).rows(torch.tensor([4, 2, 1]))
    assert X.shape == (3, 1, 9)
    assert X[:, 0].t().is_contiguous()
