"""Agreement is that of rankings, on what is used at all."""

import numpy as np
import pytest

from sk_ccnn.attributions.stability import mean_agreement


def test_rankings_agree_or_not():
    assert mean_agreement([[1, 2, 3], [4, 50, 600]]) == pytest.approx(1)
    assert mean_agreement([[1, 2, 3], [3, 2, 1]]) == pytest.approx(-1)


def test_units_that_nobody_uses_do_not_count_as_agreement():
    used = np.array([[1.0, 2, 3], [2, 3, 1]])
    padded = np.pad(used, [(0, 0), (0, 100)])
    assert mean_agreement(padded) == pytest.approx(mean_agreement(used))


def test_without_two_rankings_there_is_no_agreement():
    for rows in ([[1, 2, 3]], [[1, 1, 1], [1, 2, 3]], np.zeros((3, 4))):
        assert np.isnan(mean_agreement(rows))


def test_a_ranking_of_nothing_is_not_averaged_away():
    assert np.isnan(mean_agreement([[1, 2, 3], [1, 2, 3], [4, 4, 4]]))
    assert np.isnan(mean_agreement([[1, 2, 3], [1, 2, 3], [0.3, 0.1 + 0.2, 0.3]]))
    assert np.isnan(mean_agreement([[1, 2, 3], [1, np.nan, 3]]))


def test_units_that_are_equal_but_for_rounding_have_one_rank():
    one, other = np.mean([0.1, 0.1, 0.4]), np.mean([0.1, 0.4, 0.1])
    assert one != other
    found = {mean_agreement([[a, b, 1.0], [1, 2, 3]]) for a, b in ((one, other), (other, one))}
    assert len(found) == 1
