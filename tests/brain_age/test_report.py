import numpy as np
import pytest
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, r2_score

from sk_ccnn.brain_age import BrainAgeRegressor, BrainAgeReport


@pytest.mark.parametrize("correction", ["beheshti", "cole"])
def test_uncorrected_comes_first_and_both_are_there(cohort, correction):
    X, age = cohort
    model = BrainAgeRegressor(Ridge(), correction=correction).fit(X[:150], age[:150])
    report = model.report(X[150:], age[150:])
    assert list(report.scores.index) == ["uncorrected", "corrected"]
    lines = str(report).splitlines()
    assert lines[2].startswith("uncorrected") and lines[3].startswith("corrected")
    assert lines[-1].startswith("50 subjects. ")


def test_scores_are_those_of_the_prediction_and_of_the_corrected_gap(cohort):
    X, age = cohort
    model = BrainAgeRegressor(Ridge()).fit(X[:150], age[:150])
    X, age = X[150:], age[150:]
    scores = model.report(X, age).scores
    assert scores.loc["uncorrected", "MAE"] == mean_absolute_error(age, model.predict(X))
    assert scores.loc["uncorrected", "R²"] == r2_score(age, model.predict(X)) == model.score(X, age)
    gap = model.predict_gap(X, age)
    assert scores.loc["corrected", "MAE"] == pytest.approx(np.abs(gap).mean())
    assert scores.loc["corrected", "r(gap, age)"] == pytest.approx(np.corrcoef(gap, age)[0, 1])


def test_a_model_that_knows_nothing_looks_perfect_when_corrected_and_the_report_says_why(cohort):
    X, age = cohort
    report = BrainAgeRegressor(DummyRegressor()).fit(X, age).report(X, age)
    assert report.scores.loc["uncorrected", "R²"] == pytest.approx(0, abs=1e-9)
    assert report.scores.loc["corrected", "r"] > 0.99
    assert "inflated" in str(report)


def test_cole_leaves_r_as_it_was(cohort):
    X, age = cohort
    model = BrainAgeRegressor(Ridge(), correction="cole").fit(X[:150], age[:150])
    report = model.report(X[150:], age[150:])
    uncorrected, corrected = report.scores["r"]
    assert corrected == pytest.approx(uncorrected)
    assert "inflated" not in str(report)


def test_without_correction_there_is_one_row(cohort):
    X, age = cohort
    report = BrainAgeRegressor(Ridge(), correction=None).fit(X, age).report(X, age)
    assert list(report.scores.index) == ["uncorrected"]
    assert "No age-bias correction" in str(report)


@pytest.mark.parametrize("age", [[40.0], [40.0, 40.0, 40.0]])
def test_people_of_one_age_have_an_error_and_no_r(age):
    predicted = np.array(age) + np.arange(len(age))
    report = BrainAgeReport.of(np.array(age), predicted, predicted, "beheshti")
    assert report.scores[["R²", "r", "r(gap, age)"]].isna().all(axis=None)
    assert report.scores["MAE"].notna().all()
    assert "nan" not in str(report) and report.table().splitlines()[2].split()[-3:] == ["–"] * 3
