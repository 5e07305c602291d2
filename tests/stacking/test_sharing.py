import pytest

from sk_ccnn.stacking.sharing import n_parts_of, split_for_workers


@pytest.mark.parametrize(
    ("n_problems", "n_stacks", "n_workers", "n_parts"),
    [
        (10, 5, 1, 1),  # one worker: nothing is gained by smaller stacks
        (10, 4, 2, 1),  # folds alone keep both busy
        (10, 1, 4, 4),
        (2, 1, 8, 2),  # no more parts than networks
        (100, 5, 8, 3),  # 15 parts in two rounds beat 5 in one
    ],
)
def test_stacks_are_split_only_where_workers_would_idle(n_problems, n_stacks, n_workers, n_parts):
    assert n_parts_of(n_problems, n_stacks, n_workers) == n_parts


@pytest.mark.parametrize(("n_stacks", "n_workers"), [(5, 2), (4, 2), (3, 1), (2, 8), (19, 8)])
def test_only_what_is_left_over_is_split(n_stacks, n_workers):
    stacks = [list(range(20 * i, 20 * (i + 1))) for i in range(n_stacks)]
    split = split_for_workers(stacks, n_workers)
    assert [[i for part in parts for i in part] for parts in split] == stacks
    n_left = n_stacks % n_workers
    assert [len(parts) for parts in split[: n_stacks - n_left]] == [1] * (n_stacks - n_left)
    assert all(len(parts) > 1 for parts in split[n_stacks - n_left :])
