import numpy as np
import pytest
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV

from sk_ccnn.brain_age import BrainAgeRegressor
from sk_ccnn.demo.models import OURS, inner_folds, make_model
from sk_ccnn.demo.tuned import TunedBrainAge, chosen_lambda, intercept_of_bias, slope_of_bias


def test_it_is_brain_age_of_the_best_candidate(cohort):
    X, age = cohort
    search = GridSearchCV(Ridge(), {"alpha": [1.0, 1e5]}, cv=inner_folds())
    tuned = TunedBrainAge(search).fit(X, age)
    assert not hasattr(search, "best_params_")  # it was cloned
    expected = BrainAgeRegressor(Ridge(alpha=search.fit(X, age).best_params_["alpha"]), cv=3)
    expected.fit(X, age)
    assert np.array_equal(tuned.predict(X), expected.predict(X))
    assert slope_of_bias(tuned, X, age) == expected.slope_
    assert intercept_of_bias(tuned, X, age) == expected.intercept_
    assert chosen_lambda(tuned, X, age) == 0


def test_without_a_search_the_model_stays_as_it_is(cohort):
    X, age = cohort
    tuned = TunedBrainAge(Ridge(alpha=3.0)).fit(X, age)
    assert tuned.brain_age_.estimator_.alpha == 3.0
    assert np.array_equal(tuned.predict(X), Ridge(alpha=3.0).fit(X, age).predict(X))


@pytest.mark.slow
def test_the_wiring_cost_of_a_network_is_told():
    from sk_ccnn.demo.brain_age import load_cohort

    X, age = load_cohort(60)
    tuned = TunedBrainAge(make_model(OURS, [1e-3])).fit(X, age)
    assert chosen_lambda(tuned, X, age) == 1e-3
