import numpy as np
import pytest
from sklearn.metrics import mean_absolute_error

from sk_ccnn.demo import brain_age


def test_every_subject_is_predicted_once_by_each_model_on_the_same_folds():
    models = ("dummy", "RidgeCV")
    jobs = brain_age.brain_age_jobs(n_subjects=60, n_splits=3, models=models)
    results = [function(*arguments) for function, arguments in jobs]
    for model in models:
        tables = [table for _, table in results if (table["model"] == model).all()]
        assert sorted(np.concatenate([table["subject"] for table in tables])) == list(range(60))
    for rows, table in results:
        scores = {metric: value for _, _, _, metric, value, _ in rows}
        assert scores["MAE (years)"] == pytest.approx(
            mean_absolute_error(table["age"], table["predicted"])
        )


def test_only_ours_is_bound_to_the_connectome():
    ours = brain_age.make_model(brain_age.OURS).estimator[-1]
    other = brain_age.make_model(brain_age.UNCONSTRAINED).estimator[-1]
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
