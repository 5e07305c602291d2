"""The network is found wherever it is wrapped, and put there again."""

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from sk_ccnn import (
    BrainAgeRegressor,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ConnectomeRegressorCV,
    ConnectomeTransformer,
)
from sk_ccnn.estimators import (
    clone_unfrozen,
    find_network,
    steps_before,
    transform_before,
    with_network,
    wrapped_estimators,
)

QUICK = {"n_members": 1, "max_epochs": 2, "random_state": 0}


@pytest.fixture
def network(brain):
    return ConnectomeRegressor(brain, **QUICK)


@pytest.mark.parametrize(
    "kind",
    [ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer, ConnectomeRegressorCV],
)
def test_a_network_is_found_as_it_is_and_at_the_end_of_a_pipeline(kind):
    network = kind()
    assert find_network(network) is network
    assert find_network(make_pipeline(StandardScaler(), network)) is network


def test_what_is_not_fitted_gives_the_network_that_will_be(network):
    pipeline = make_pipeline(StandardScaler(), network)
    nested = make_pipeline(StandardScaler(), pipeline)
    wrapped = (GridSearchCV(nested, {}), BrainAgeRegressor(pipeline), FrozenEstimator(pipeline))
    for model in (network, pipeline, nested, *wrapped):
        assert find_network(model) is network
        with pytest.raises(NotFittedError):
            find_network(model, fitted=True)


def test_what_is_fitted_gives_the_network_that_predicts(network, cohort):
    search = GridSearchCV(network, {"alpha": [1.0]}, cv=2).fit(*cohort)
    assert find_network(search, fitted=True) is search.best_estimator_
    model = BrainAgeRegressor(search, cv=2).fit(*cohort)
    assert find_network(model, fitted=True) is model.estimator_.best_estimator_
    assert find_network(FrozenEstimator(model)) is model.estimator_.best_estimator_


@pytest.mark.parametrize(
    "estimator",
    [
        Ridge(),
        make_pipeline(StandardScaler(), Ridge()),
        make_pipeline(ConnectomeTransformer(), Ridge()),
        make_pipeline(StandardScaler(), "passthrough"),
        GridSearchCV(Ridge(), {}),
        FrozenEstimator(Ridge()),
        "network",
        None,
    ],
)
def test_anything_else_is_refused_by_name(estimator):
    with pytest.raises(TypeError, match="must be a ConnectomeRegressor, ConnectomeClass") as error:
        find_network(estimator)
    assert repr(estimator) in str(error.value)


def test_what_predicts_nothing_is_refused_where_a_prediction_is_needed():
    transformer = make_pipeline(StandardScaler(), ConnectomeTransformer())
    with pytest.raises(TypeError, match="source must be a ConnectomeRegressor or Conn"):
        find_network(transformer, name="source", predicts=True)


def test_subjects_go_through_the_same_steps_on_every_way_in(network, cohort):
    X, y = cohort
    inner = make_pipeline(FunctionTransformer(lambda X: 2 * X), "passthrough", network)
    search = GridSearchCV(make_pipeline(StandardScaler(), inner), {}, cv=2).fit(X, y)
    expected = 2 * StandardScaler().fit_transform(X)
    assert np.allclose(transform_before(search, X), expected)
    kinds = [type(step) for step in steps_before(search)]
    assert kinds == [StandardScaler, FunctionTransformer]
    found = find_network(search, fitted=True)
    assert np.array_equal(found.predict(expected), search.predict(X))


def test_nothing_comes_before_a_network_alone(network, cohort):
    X, _ = cohort
    assert steps_before(network) == []
    assert transform_before(network, X) is X


def test_another_network_takes_the_place_of_the_first_and_nothing_else_changes(network, cohort):
    X, y = cohort
    other = ConnectomeRegressor(None, **QUICK).fit(StandardScaler().fit_transform(X), y)
    pipeline = make_pipeline(StandardScaler(), make_pipeline(network))
    model = BrainAgeRegressor(GridSearchCV(pipeline, {}, cv=2), cv=2).fit(X, y)
    before = model.predict(X)
    changed = with_network(FrozenEstimator(model), other)
    assert find_network(changed) is other
    assert np.array_equal(changed.predict(X), other.predict(StandardScaler().fit_transform(X)))
    assert np.array_equal(model.predict(X), before)


def test_a_clone_for_training_is_not_frozen_and_not_fitted(network, cohort):
    fitted = make_pipeline(StandardScaler(), network).fit(*cohort)
    for frozen in (
        FrozenEstimator(fitted),
        make_pipeline(StandardScaler(), FrozenEstimator(fitted[-1])),
        GridSearchCV(FrozenEstimator(fitted), {}),
    ):
        cloned = find_network(clone_unfrozen(frozen))
        assert cloned is not fitted[-1]
        assert not hasattr(cloned, "net_")
    assert hasattr(fitted[-1], "net_")


def test_all_wrappings_are_listed_from_outside_to_the_network():
    network = ConnectomeRegressor()
    inner = make_pipeline(StandardScaler(), network)
    outer = GridSearchCV(inner, {"connectomeregressor__alpha": [1.0]})
    assert wrapped_estimators(outer) == [outer, inner, network]
