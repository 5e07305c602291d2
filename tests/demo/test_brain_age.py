import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error

from sk_ccnn.demo import brain_age
from sk_ccnn.demo.models import OURS

N_PEOPLE = 90
MODELS = ("dummy", "RidgeCV")


@pytest.fixture(scope="module")
def people():
    return brain_age.load_cohort(N_PEOPLE)


@pytest.fixture(scope="module")
def found(people):
    return brain_age.compare_on_ages(*people, n_splits=3, models=MODELS, n_jobs=1)


@pytest.fixture(scope="module")
def gaps(found, people):
    return brain_age.gaps_of(found, people[0].index)


def test_the_people_are_real():
    X, age = brain_age.load_cohort()
    assert X.shape == (556, 68) and X.index.is_unique
    assert X.index[0] == "sub-IXI002" and age.iloc[0] == pytest.approx(35.80013689)


def test_every_person_is_predicted_once_by_each_model_on_the_same_folds(found):
    one, other = (found.predictions.query("model == @model") for model in MODELS)
    assert sorted(one["subject"]) == list(range(N_PEOPLE))
    assert (
        one[["fold", "subject"]].to_numpy().tolist() == other[["fold", "subject"]].values.tolist()
    )
    for (model, fold), table in found.predictions.groupby(["model", "fold"]):
        assert found.by_fold("MAE (years)").loc[fold, model] == pytest.approx(
            mean_absolute_error(table["y"], table["predicted"])
        )


def test_gaps_are_those_of_a_brain_age_regressor_that_was_fitted_to_the_others(people, gaps):
    X, age = people
    of_ridge = gaps[gaps["model"] == "RidgeCV"]
    for _, of_fold in of_ridge.groupby("fold"):
        test = of_fold["subject"]
        train = X.index.difference(test, sort=False)
        model = brain_age.TunedBrainAge(brain_age.make_model("RidgeCV"))
        fitted = model.fit(X.loc[train], age[train]).brain_age_
        for column, corrected in (("gap", False), ("corrected_gap", True)):
            expected = fitted.predict_gap(X.loc[test], age[test], corrected=corrected)
            assert np.allclose(of_fold[column], expected)


def test_the_true_age_of_a_person_shifts_only_what_is_reported_of_this_person(people, found):
    """What is learned for a fold is learned from the others."""
    X, age = people
    fold = found.predictions.query("model == 'RidgeCV' and fold == 0")["subject"].to_numpy()
    other_age = age.copy()
    other_age.iloc[fold] = age.iloc[fold][::-1].to_numpy() + 100
    other_X = X.copy()
    other_X.iloc[fold[1:]] = 9.0
    again = brain_age.compare_on_ages(
        other_X, other_age, n_splits=3, models=("RidgeCV", "dummy"), n_jobs=1
    )
    for name in (brain_age.SLOPE, brain_age.INTERCEPT):
        first, second = found.by_fold(name)["RidgeCV"], again.by_fold(name)["RidgeCV"]
        assert first[0] == second[0] and first[1] != second[1]
    first, second = (
        each.predictions.query("model == 'RidgeCV'").set_index("subject")["predicted"][fold[0]]
        for each in (found, again)
    )
    assert first == second


def test_the_report_is_of_all_people_together(gaps):
    scores = brain_age.report_on_gaps(gaps, "RidgeCV").scores
    of_ridge = gaps[gaps["model"] == "RidgeCV"]
    assert scores.loc["uncorrected", "MAE"] == pytest.approx(of_ridge["gap"].abs().mean())
    assert scores.loc["corrected", "MAE"] == pytest.approx(of_ridge["corrected_gap"].abs().mean())
    before, after = scores["r(gap, age)"]
    assert before < -0.2 and abs(after) < abs(before)


@pytest.mark.slow
def test_a_network_tells_which_wiring_cost_was_chosen(people):
    lambdas = [1e-4, 1e-2]
    models = ("dummy", OURS)
    found = brain_age.compare_on_ages(*people, 2, models=models, lambdas=lambdas, n_jobs=1)
    chosen = found.by_fold("lambda_wiring")
    assert set(chosen[OURS]) <= set(lambdas) and (chosen["dummy"] == 0).all()
