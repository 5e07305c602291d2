import pytest

from sk_ccnn.model_selection._sharing import n_parts_of


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
