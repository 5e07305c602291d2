"""Equal up to rounding is equal; what differs by more is not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn.results import is_constant, magnitude, merge_ties

SCORES = st.lists(st.integers(-50, 50), min_size=1, max_size=20)
ORDERS = [np.mean([0.1, 0.1, 0.4]), np.mean([0.1, 0.4, 0.1]), np.mean([0.4, 0.1, 0.1])]


@given(SCORES, st.integers(0, 2**32 - 1), st.floats(1e-6, 1e6))
def test_rounding_never_changes_which_scores_are_equal(scores, seed, unit):
    exact = np.array(scores) / 7 * unit
    noise = np.random.default_rng(seed).uniform(-1, 1, len(scores))
    merged = merge_ties(exact + noise * 1e-14 * magnitude(exact))
    assert ((merged[:, None] == merged) == (exact[:, None] == exact)).all()
    assert ((merged[:, None] < merged) == (exact[:, None] < exact)).all()


def test_means_of_the_same_scores_in_another_order_are_one():
    assert len(set(ORDERS)) > 1
    assert len(set(merge_ties(ORDERS).tolist())) == 1


def test_a_difference_that_is_none_is_told_by_the_scores_it_was_taken_of():
    assert merge_ties([0.0, 5e-17])[0] != merge_ties([0.0, 5e-17])[1]
    assert (merge_ties([0.0, 5e-17], scale=0.2) == 0).all()


def test_numbers_of_fewer_digits_are_equal_sooner():
    near = np.array([1.0, 1 + 1e-6])
    assert len(np.unique(merge_ties(near))) == 2
    assert len(np.unique(merge_ties(near.astype(np.float32)))) == 1


def test_what_is_not_defined_stays_so_and_merges_with_nothing():
    merged = merge_ties([np.nan, 1.0, np.nan, np.inf, 1.0, -np.inf])
    assert np.isnan(merged[[0, 2]]).all()
    assert merged[[1, 3, 4, 5]].tolist() == [1, np.inf, 1, -np.inf]
    assert magnitude([np.nan, -3], [np.inf, 2]) == 3
    assert magnitude([np.nan]) == 0
    assert merge_ties(np.zeros((0, 3))).shape == (0, 3)


@pytest.mark.parametrize("values", [[], [4.0], [0.1, 0.1], [0.3, 0.1 + 0.2], ORDERS])
def test_numbers_that_vary_by_rounding_only_are_constant(values):
    assert is_constant(values)
    assert not is_constant([*values, 7.0, 8.0])
