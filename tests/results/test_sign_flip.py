"""A gain that folds have by chance is as often a loss: every flip of signs is as likely."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sk_ccnn.results import sign_flip_test
from sk_ccnn.results.sign_flip import smallest_sign_flip_p_value

# Multiples of a quarter: sums have no rounding, and many flips tie.
QUARTERS = st.lists(st.integers(-20, 20).map(lambda n: n / 4), min_size=2, max_size=9)


@given(QUARTERS)
def test_it_is_the_share_of_all_flips_that_are_as_large(values):
    flips = [np.dot(signs, values) for signs in product([1, -1], repeat=len(values))]
    assert sign_flip_test(values) == np.mean(np.array(flips) >= sum(values))


def test_it_is_that_of_scipy():
    values = np.random.default_rng(0).normal(0.3, 1, size=12)
    found = stats.permutation_test(
        (values,), np.mean, permutation_type="samples", n_resamples=np.inf, alternative="greater"
    )
    assert sign_flip_test(values) == found.pvalue


@given(QUARTERS, st.floats(1e-6, 1e6))
def test_the_unit_of_a_score_makes_no_difference(values, unit):
    scaled = np.array(values) * unit
    assert sign_flip_test(scaled, scale=unit) == sign_flip_test(values)


@pytest.mark.parametrize("n", [2, 4, 5, 10, 20])
def test_where_all_gain_the_p_value_is_the_smallest_there_is(n):
    p = sign_flip_test(np.arange(1.0, n + 1))
    assert p == smallest_sign_flip_p_value(n) == 1 / 2**n
    assert sign_flip_test(-np.arange(1.0, n + 1)) == 1


def test_without_a_difference_it_rejects_as_often_as_it_says():
    random = np.random.default_rng(0)
    p = np.array([sign_flip_test(random.standard_t(3, size=7)) for _ in range(1000)])
    # Six standard errors of the largest share: each share is exact but for the 1000 draws.
    for level in (1 / 128, 0.0625, 0.25, 0.5):
        assert abs(np.mean(p <= level) - level) < 6 * np.sqrt(level * (1 - level) / 1000)


def test_of_many_values_some_flips_are_drawn_and_always_the_same():
    values = np.random.default_rng(0).normal(0.35, 1, size=30)
    p = sign_flip_test(values)
    assert p == sign_flip_test(values)
    # The mean of so many flips is nearly normal.
    z = values.sum() / np.sqrt((values**2).sum())
    assert 0 < p < 0.1 and p == pytest.approx(stats.norm.sf(z), rel=0.2)
    assert sign_flip_test(np.ones(40)) == smallest_sign_flip_p_value(40) == 2.0**-16


def test_a_difference_by_rounding_is_none():
    by_rounding = np.mean([0.1, 0.1, 0.4]) - np.mean([0.1, 0.4, 0.1])
    assert by_rounding != 0
    assert sign_flip_test([abs(by_rounding)] * 6) == 1
    assert sign_flip_test([0.0] * 3) == 1


def test_what_is_not_defined_is_claimed_nothing_of():
    assert np.isnan(sign_flip_test([0.1, np.nan, 0.2]))
    assert np.isnan(sign_flip_test([0.1, np.inf]))
    for few in ([], [0.1]):
        with pytest.raises(ValueError, match=f"needs two values or more, got {len(few)}"):
            sign_flip_test(few)
