import numpy as np
import pytest

from sk_ccnn.preprocessing import fisher_z, log_counts, strength_normalized


def test_a_perfect_correlation_stays_finite():
    assert np.isfinite(fisher_z([-1.0, 1.0, 1.0 + 1e-9])).all()
    with pytest.raises(ValueError, match="between -1 and 1, got 0 to 2"):
        fisher_z([0.0, 2.0])


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="not negative, got -1"):
        log_counts([3, -1])


def test_a_region_without_connections_stays_without():
    alone = strength_normalized([[0, 3.0, 0], [3.0, 0, 0], [0, 0, 7.0]])
    assert alone[2].tolist() == [0, 0, 0]
    assert alone[0, 1] == pytest.approx(1)
