import pytest
from sklearn.metrics import mean_absolute_error

from sk_ccnn.demo import brain_age


def test_every_subject_is_predicted_once_by_each_model_on_the_same_folds():
    models = ("dummy", "RidgeCV")
    found = brain_age.compare_on_ages(n_subjects=60, n_splits=3, models=models, n_jobs=1)
    one, other = (found.predictions.query("model == @model") for model in models)
    assert sorted(one["subject"]) == list(range(60))
    assert (
        one[["fold", "subject"]].to_numpy().tolist() == other[["fold", "subject"]].values.tolist()
    )
    for (model, fold), table in found.predictions.groupby(["model", "fold"]):
        assert found.by_fold("MAE (years)").loc[fold, model] == pytest.approx(
            mean_absolute_error(table["y"], table["predicted"])
        )


def test_only_ours_is_bound_to_the_connectome():
    ours = brain_age.make_model(brain_age.OURS).estimator
    other = brain_age.make_model(brain_age.UNCONSTRAINED).estimator
    differences = {
        name for name, value in ours.get_params().items() if other.get_params()[name] != value
    }
    assert differences == {"constraint"}


def test_the_curve_has_a_line_for_each_lambda():
    X, age = brain_age.make_cohort(60)
    curve, learned = brain_age.search_all(X, age, lambdas=[1e-4, 1.0])
    assert curve["lambda_wiring"].tolist() == [1e-4, 1.0]
    assert curve["density"].is_monotonic_decreasing
    assert learned.coordinates is not None
