"""What nulls need is asked for at the door, in words that help."""

import pytest

from sk_ccnn.connectome import Connectome
from sk_ccnn.nulls.checks import checked_for_swaps, require_positive_integer, require_swaps


@pytest.mark.parametrize(
    ("weights", "n_swaps"),
    [([[0, 1, 2], [1, 0, 0], [2, 0, 0]], 20), ([[0, 1, 2], [0, 0, 3], [0, 0, 0]], 30)],
)
def test_an_undirected_edge_counts_once(weights, n_swaps):
    assert checked_for_swaps(weights, 10, "degree") == (Connectome(weights), n_swaps)


def test_no_swap_at_all_is_an_error():
    with pytest.raises(ValueError, match="whose swap keeps the degrees; .* sparser"):
        require_swaps(0, Connectome([[0, 1], [1, 0]]), "the degrees")
    require_swaps(1, None, "")


@pytest.mark.parametrize("value", [0, -3, 1.0, True, "2", None])
def test_only_whole_numbers_count(value):
    with pytest.raises(ValueError, match=r"n_nulls must be a whole number of at least 1, got"):
        require_positive_integer(value, "n_nulls")
