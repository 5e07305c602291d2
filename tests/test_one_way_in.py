"""Wherever a network is wanted, the same is accepted, and one error says what is not."""

import numpy as np
import pytest
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import (
    BrainAgeRegressor,
    ConformalRegressor,
    ConnectomeRegressor,
    ConnectomeRegressorCV,
)
from sk_ccnn.attributions import edge_importance, region_importance
from sk_ccnn.inference import null_connectome_test, permutation_test
from sk_ccnn.metrics import evaluate
from sk_ccnn.model_selection import LambdaPathCV, StackedGridSearchCV
from sk_ccnn.pruning import prune, pruning_path
from sk_ccnn.transfer import TransferClassifier, TransferRegressor

QUICK = {"n_members": 2, "max_epochs": 2, "random_state": 0}
GRID = {"connectomeregressor__alpha": [1.0]}


def pipeline(brain):
    return make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))


# From a connectome to an estimator that is not fitted.
WRAPPERS = {
    "estimator": lambda brain: ConnectomeRegressor(brain, **QUICK),
    "pipeline": pipeline,
    "nested pipeline": lambda brain: make_pipeline(StandardScaler(), pipeline(brain)),
    "search": lambda brain: GridSearchCV(pipeline(brain), GRID, cv=2),
    "stacked search": lambda brain: StackedGridSearchCV(pipeline(brain), GRID, cv=2),
    "path of a pipeline": lambda brain: LambdaPathCV(pipeline(brain), lambdas=[0.01], cv=2),
    "path estimator": lambda brain: ConnectomeRegressorCV(brain, lambdas=[0.01], cv=2, **QUICK),
    "brain age": lambda brain: BrainAgeRegressor(pipeline(brain), cv=2),
    "brain age of a search": lambda brain: BrainAgeRegressor(
        GridSearchCV(pipeline(brain), GRID, cv=2), cv=2
    ),
    "intervals": lambda brain: ConformalRegressor(pipeline(brain), cv=2),
}


# From an estimator that is fitted, and subjects.
OF_FITTED = {
    "evaluate": lambda e, X, y: evaluate(e, X, y, n_nulls=1, n_random_graphs=0, random_state=0),
    "prune": lambda e, X, y: prune(e, X, y, fraction=0.5, fine_tune=1),
    "region importance, prefit": lambda e, X, y: region_importance(e, X, y, cv="prefit"),
    "TransferRegressor": lambda e, X, y: TransferRegressor(
        e, n_trainable_regions=2, max_epochs=1
    ).fit(X, y),
    "TransferClassifier": lambda e, X, y: TransferClassifier(
        e, n_trainable_regions=2, max_epochs=1
    ).fit(X, y > np.median(y)),
}
# From an estimator, fitted or not, that is trained anew.
OF_ANY = {
    "region importance": lambda e, X, y: region_importance(e, X, y, cv=2),
    "edge importance": lambda e, X, y: edge_importance(e, X, y, cv=2),
    "pruning path": lambda e, X, y: pruning_path(e, X, y, fractions=[0.5], cv=2),
    "null test": lambda e, X, y: null_connectome_test(
        e, X, y, nulls="degree", n_nulls=1, cv=2, random_state=0
    ),
    "permutation test": lambda e, X, y: permutation_test(
        e, X, y, n_permutations=1, cv=2, random_state=0
    ),
    "BrainAgeRegressor": lambda e, X, y: BrainAgeRegressor(e, cv=2).fit(X, y),
    "ConformalRegressor": lambda e, X, y: ConformalRegressor(e, cv=2).fit(X, y),
}


@pytest.fixture(scope="module")
def subjects(cohort):
    X, y = cohort
    return X[:40], y[:40]


@pytest.fixture(scope="module")
def fitted(brain, subjects):
    """Give every way to wrap a network, fitted, and a frozen one."""
    models = {name: wrap(brain).fit(*subjects) for name, wrap in WRAPPERS.items()}
    return models | {"frozen": FrozenEstimator(models["pipeline"])}


@pytest.mark.parametrize("wrapper", [*WRAPPERS, "frozen"])
@pytest.mark.parametrize("function", OF_FITTED)
def test_what_needs_a_trained_network_takes_it_in_any_wrapping(function, wrapper, fitted, subjects):
    before = fitted[wrapper].predict(subjects[0])
    assert OF_FITTED[function](fitted[wrapper], *subjects) is not None
    assert np.array_equal(fitted[wrapper].predict(subjects[0]), before)  # nothing was changed


@pytest.mark.parametrize("wrapper", [*WRAPPERS, "frozen"])
@pytest.mark.parametrize("function", OF_ANY)
def test_what_trains_a_network_takes_it_in_any_wrapping(function, wrapper, brain, fitted, subjects):
    model = fitted[wrapper] if wrapper == "frozen" else WRAPPERS[wrapper](brain)
    before = fitted[wrapper].predict(subjects[0])
    assert OF_ANY[function](model, *subjects) is not None
    assert np.array_equal(fitted[wrapper].predict(subjects[0]), before)


@pytest.mark.parametrize(
    "function", sorted({*OF_FITTED, *OF_ANY} - {"BrainAgeRegressor", "ConformalRegressor"})
)
@pytest.mark.parametrize(
    "other", [Ridge(), make_pipeline(StandardScaler(), Ridge()), GridSearchCV(Ridge(), {}, cv=2)]
)
def test_what_has_no_network_gets_one_error(function, other, subjects):
    call = {**OF_FITTED, **OF_ANY}[function]
    with pytest.raises(TypeError) as error:
        call(other.fit(*subjects), *subjects)
    assert "must be a " in str(error.value)
    assert "or a Pipeline, search, BrainAgeRegressor or FrozenEstimator of one, got" in str(
        error.value
    )


def test_brain_age_is_that_of_any_regressor(subjects):
    assert BrainAgeRegressor(Ridge(), cv=2).fit(*subjects).predict(subjects[0]).shape == (40,)


def test_a_pruned_network_predicts_through_what_was_around_it(fitted, subjects):
    X, _ = subjects
    for wrapper in ("nested pipeline", "search", "brain age", "frozen"):
        nothing = prune(fitted[wrapper], fraction=0.0)
        assert type(nothing) is type(fitted[wrapper])
        assert np.array_equal(nothing.predict(X), fitted[wrapper].predict(X))
        assert not np.array_equal(
            prune(fitted[wrapper], fraction=0.9).predict(X), nothing.predict(X)
        )
