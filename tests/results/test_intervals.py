import numpy as np
import pytest
from scipy import stats

from sk_ccnn.results import corrected_t_test


def test_without_shared_subjects_the_interval_is_students():
    values = np.array([1.0, 2.0, 4.0, 3.0])
    _, low, high, p_value = corrected_t_test(values, test_share=0)
    expected = stats.t.interval(0.95, 3, values.mean(), stats.sem(values))
    assert (low, high) == pytest.approx(expected)
    assert p_value == pytest.approx(stats.ttest_1samp(values, 0).pvalue)


def test_shared_subjects_widen_the_interval():
    values = [1.0, 2.0, 4.0, 3.0]
    mean, low, high, _ = corrected_t_test(values, test_share=1 / 3)
    _, narrow_low, _, _ = corrected_t_test(values, test_share=0)
    assert mean - low == pytest.approx(high - mean)
    assert (mean - low) / (mean - narrow_low) == pytest.approx(np.sqrt((1 / 4 + 1 / 3) * 4))


def test_the_interval_holds_zero_if_and_only_if_the_p_value_is_large():
    random = np.random.default_rng(0)
    for _ in range(50):
        test = corrected_t_test(random.normal(0.6, 1, 8), test_share=0.25)
        assert (test.low < 0 < test.high) == (test.p_value > 0.05)


def test_one_fold_is_refused():
    with pytest.raises(ValueError, match="two or more, got 1"):
        corrected_t_test([1.0], test_share=0.25)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_fold_without_a_number_leaves_no_mean_no_interval_and_no_p_value(bad):
    assert np.isnan(corrected_t_test([0.4, bad, 0.5], test_share=0.25)).all()


def test_differences_that_are_rounding_are_no_differences():
    same = np.mean([0.1, 0.1, 0.4]) - np.mean([0.1, 0.4, 0.1])
    assert same != 0
    assert corrected_t_test([same] * 5, test_share=0.25) == (0, 0, 0, 1)
    in_euros = corrected_t_test([1e-6, 1.1e-6, 1e-6], test_share=0.25, scale=1e6)
    assert in_euros == (0, 0, 0, 1)
    assert corrected_t_test([1e-6, 1.1e-6, 1e-6], test_share=0.25).low > 0
