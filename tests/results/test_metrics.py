"""A score of subjects who do not differ is none."""

import numpy as np
import pytest
from sklearn.metrics import r2_score

from sk_ccnn.results import defined_r2, pearson_r
from sk_ccnn.results.metrics import mean_pearson_r

TRUE, PREDICTED = np.array([1.0, 2.0, 4.0]), np.array([1.0, 3.0, 3.0])


@pytest.mark.parametrize("score", [pearson_r, mean_pearson_r, defined_r2])
@pytest.mark.parametrize("truth", [[31.0], [31.0] * 3, [0.3, 0.1 + 0.2, 0.3]])
def test_one_subject_and_subjects_of_one_age_have_none(score, truth):
    assert np.isnan(score(truth, np.arange(len(truth)) + 30.0))


def test_predictions_that_are_all_the_same_tell_nothing():
    assert pearson_r(TRUE, [7.0] * 3) == 0
    assert mean_pearson_r(TRUE, np.full((3, 1), 7.0)) == 0


def test_else_they_are_what_they_always_were():
    assert pearson_r(TRUE, PREDICTED) == pytest.approx(np.corrcoef(TRUE, PREDICTED)[0, 1])
    assert defined_r2(TRUE, PREDICTED) == r2_score(TRUE, PREDICTED)
    several = np.stack([TRUE, PREDICTED], axis=1)
    assert defined_r2(several, several[::-1]) == r2_score(several, several[::-1])
    assert np.isnan(defined_r2(np.stack([TRUE, [1, 1, 1]], axis=1), several))
