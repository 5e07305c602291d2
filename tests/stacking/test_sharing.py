import pytest
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn.stacking.sharing import _duration, numbers_of_parts, split_for_workers


@pytest.mark.parametrize(
    ("sizes", "n_workers", "n_parts"),
    [
        ([10] * 5, 1, [1] * 5),  # one worker: nothing is gained by smaller stacks
        ([10] * 4, 2, [1] * 4),  # folds alone keep both busy
        ([10], 4, [4]),
        ([2], 8, [2]),  # no more parts than networks
        ([1, 199], 2, [1, 2]),  # a small stack does not keep a worker busy
        ([1, 199, 1, 199], 2, [1, 1, 1, 1]),
        ([], 2, []),
    ],
)
def test_stacks_are_split_only_where_workers_would_idle(sizes, n_workers, n_parts):
    assert numbers_of_parts(sizes, n_workers) == n_parts


def test_fifteen_parts_in_two_rounds_beat_five_in_one():
    sizes = [100] * 5
    found = _duration(sizes, numbers_of_parts(sizes, 8), 8)
    assert found <= _duration(sizes, [3] * 5, 8) < _duration(sizes, [1] * 5, 8)


@given(st.lists(st.integers(1, 200), max_size=12), st.integers(1, 9))
def test_splitting_never_makes_it_later_nor_loses_anybody(sizes, n_workers):
    stacks = [[(at, each) for each in range(size)] for at, size in enumerate(sizes)]
    split = split_for_workers(stacks, n_workers)
    assert [[each for part in parts for each in part] for parts in split] == stacks
    assert all(part for parts in split for part in parts)
    n_parts = numbers_of_parts(sizes, n_workers)
    whole = _duration(sizes, [1] * len(sizes), n_workers)
    assert _duration(sizes, n_parts, n_workers) <= whole


@pytest.mark.parametrize(("n_stacks", "n_workers"), [(5, 2), (4, 2), (3, 1), (2, 8), (19, 8)])
def test_only_what_is_left_over_is_split(n_stacks, n_workers):
    stacks = [list(range(20 * i, 20 * (i + 1))) for i in range(n_stacks)]
    split = split_for_workers(stacks, n_workers)
    assert [[i for part in parts for i in part] for parts in split] == stacks
    n_left = n_stacks % n_workers
    assert [len(parts) for parts in split[: n_stacks - n_left]] == [1] * (n_stacks - n_left)
    assert all(len(parts) > 1 for parts in split[n_stacks - n_left :])
