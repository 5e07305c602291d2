"""A score of subjects who do not differ is none."""

import numpy as np
import pytest
from sklearn.metrics import r2_score

from sk_ccnn.results import defined_r2, metrics_for, pearson_r
from sk_ccnn.results.metrics import calibration_error, mean_pearson_r

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


@pytest.mark.parametrize("sharpness", [1.0, 3.0])
def test_probabilities_are_calibrated_where_they_are_what_happens(sharpness):
    random = np.random.default_rng(0)
    log_odds = random.normal(size=20000)
    happened = random.random(20000) < 1 / (1 + np.exp(-log_odds))
    error = calibration_error(happened, 1 / (1 + np.exp(-sharpness * log_odds)))
    assert error < 0.01 if sharpness == 1 else error > 0.1


def test_calibration_error_is_that_of_bins_of_equal_size():
    truth, probability = np.array([1, 0, 1, 0], dtype=bool), np.array([0.9, 0.2, 0.6, 0.1])
    assert calibration_error(truth, probability, n_bins=2) == pytest.approx((0.15 + 0.25) / 2)
    assert calibration_error(truth, truth.astype(float)) == 0
    assert calibration_error([True], [0.3]) == pytest.approx(0.7)  # fewer subjects than bins


def test_a_name_of_ours_is_refused_with_that_of_scikit_learn():
    with pytest.raises(ValueError, match=r"'MAE' .* is 'neg_mean_absolute_error'\. MAE, R², r"):
        metrics_for("regressor", TRUE, "MAE")
    with pytest.raises(ValueError, match=r"'roc_auk' .*; close to it: 'roc_auc'"):
        metrics_for("classifier", TRUE, {"mine": "roc_auk"})
    (known,) = metrics_for("regressor", TRUE, "r2")
    assert known.scorer == "r2"
