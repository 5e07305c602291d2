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
