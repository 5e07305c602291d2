import numpy as np
import pytest

from sk_ccnn.results import MeanOverFolds, within_range


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [("AUC", 0, 1), ("r", -1, 1), ("MAE", 0, 9), ("R²", -9, 1), ("one of mine", -9, 9)],
)
def test_an_interval_ends_where_the_score_does(metric, low, high):
    found = within_range(MeanOverFolds(0.5, -9.0, 9.0, 0.2), metric)
    assert found == (0.5, low, high, 0.2)


def test_what_is_not_known_stays_so():
    assert np.isnan(within_range(MeanOverFolds(*[np.nan] * 4), "AUC")).all()
