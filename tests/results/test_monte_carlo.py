"""A p-value counts ties against the finding, and says nothing of what is not defined."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sk_ccnn.results import (
    LEVEL,
    missing_gain,
    monte_carlo_p_value,
    smallest_p_value,
    why_undecided,
)


def test_ties_by_rounding_count_as_ties():
    same = np.mean([0.1, 0.1, 0.4]) - np.mean([0.1, 0.4, 0.1])
    assert same != 0
    assert monte_carlo_p_value([same] * 19) == 1
    assert monte_carlo_p_value([-same] * 19) == 1


@given(st.lists(st.floats(0.1, 0.9), min_size=2, max_size=6), st.floats(1e-9, 1e9))
def test_the_order_of_folds_is_no_gain_whatever_the_unit(scores, unit):
    scores = np.array(scores) * unit
    orders = [np.mean(np.roll(scores, shift)) for shift in range(len(scores))]
    gains = np.mean(scores) - np.array(orders)
    assert monte_carlo_p_value(gains, scale=np.abs(scores).max()) == 1


def test_it_is_that_of_scipy_where_the_statistic_has_ties():
    values = np.array([0.1, 0.1, 0.4, 0.1, 0.4, 0.1])
    found = stats.permutation_test(
        (values[:3], values[3:]),
        lambda a, b: np.mean(a),
        alternative="greater",
        vectorized=False,
        n_resamples=np.inf,
    )
    gains = found.statistic - found.null_distribution
    # scipy enumerates all; the true one is among the nulls.
    assert found.pvalue == np.count_nonzero(gains <= 1e-12) / len(gains)
    assert monte_carlo_p_value(gains) == pytest.approx(
        (found.pvalue * len(gains) + 1) / (len(gains) + 1)
    )


def test_a_small_gain_in_a_small_unit_is_one():
    assert monte_carlo_p_value([1e-12] * 19, scale=1e-11) == 0.05


@pytest.mark.parametrize("gains", [[np.nan] * 19, [0.4] * 18 + [np.nan]])
def test_nothing_is_counted_that_is_not_defined(gains):
    assert math.isnan(monte_carlo_p_value(gains))


@pytest.mark.parametrize("n_nulls", range(1, 40))
def test_a_test_can_decide_if_and_only_if_it_can_reach_the_level(n_nulls):
    assert monte_carlo_p_value([1.0] * n_nulls) == smallest_p_value(n_nulls)
    reason = why_undecided(n_nulls, "nulls")
    assert (reason == "") == (smallest_p_value(n_nulls) <= LEVEL) == (n_nulls >= 19)
    if reason:
        assert f"with {n_nulls} nulls" in reason and "at least 19 are needed" in reason


@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=130).map(np.array),
    st.sampled_from([1e-3, 1.0, 1e3]),
)
def test_a_test_finds_something_if_and_only_if_the_gains_are_that_much_larger(counts, unit):
    gains = counts * unit
    missing = missing_gain(gains, scale=50 * unit)
    assert (missing == math.inf) == bool(why_undecided(len(gains), "nulls"))
    assert (monte_carlo_p_value(gains, 50 * unit) <= LEVEL) == (missing < 0)
    if missing < math.inf:
        assert monte_carlo_p_value(gains + missing + 0.1 * unit, 50 * unit) <= LEVEL
        assert monte_carlo_p_value(gains + missing - 0.1 * unit, 50 * unit) > LEVEL


def test_what_was_missing_cannot_be_told_of_gains_that_are_not_defined():
    assert math.isnan(missing_gain([0.4] * 18 + [np.nan]))
