"""The network is found wherever it is wrapped."""

import pytest
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.brain_age import BrainAgeRegressor
from sk_ccnn.metrics.network import fitted_network, last_step


def test_what_is_not_fitted_gives_the_network_that_will_be(brain):
    network = ConnectomeRegressor(brain)
    pipeline = make_pipeline(StandardScaler(), network)
    for model in (network, pipeline, GridSearchCV(pipeline, {}), BrainAgeRegressor(pipeline)):
        assert last_step(model) is network
        with pytest.raises(NotFittedError):
            fitted_network(model)


def test_what_is_fitted_gives_the_network_that_predicts(brain, cohort):
    network = ConnectomeRegressor(brain, n_members=1, max_epochs=2, random_state=0)
    search = GridSearchCV(network, {"alpha": [1.0]}, cv=2).fit(*cohort)
    assert fitted_network(search) is search.best_estimator_
    model = BrainAgeRegressor(search, cv=2).fit(*cohort)
    assert fitted_network(model) is model.estimator_.best_estimator_
