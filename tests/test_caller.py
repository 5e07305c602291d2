"""A warning points at the line of the user's own code, however deep its reason is found."""

import warnings

import numpy as np
from sklearn.exceptions import DataConversionWarning
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from sk_ccnn import (
    BrainAgeRegressor,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ConnectomeRegressorCV,
)
from sk_ccnn.model_selection import StackedGridSearchCV, compare
from sk_ccnn.preprocessing import ConfoundRegressor
from sk_ccnn.pruning import pruning_path
from sk_ccnn.transfer import TransferRegressor

QUICK = {"n_members": 1, "max_epochs": 4, "random_state": 0}
GRID = {"lambda_wiring": [0.0, 0.1]}


def lines_of_warnings(call, message, category=UserWarning):
    """Call a function; give the file and line of each warning with the message."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return {
        (warning.filename, warning.lineno)
        for warning in caught
        if message in str(warning.message) and issubclass(warning.category, category)
    }


def assert_points_at(call, message, category=UserWarning):
    """Show that what a lambda of one line warns of is said to happen in this line."""
    here = (__file__, call.__code__.co_firstlineno)
    assert lines_of_warnings(call, message, category) == {here}


def test_fit_to_a_constant(brain, cohort):
    X, _ = cohort
    y = np.full(len(X), 3.0)
    model = ConnectomeRegressor(brain, **QUICK)
    assert_points_at(lambda: model.fit(X, y), "y is constant")
    assert_points_at(lambda: make_pipeline(StandardScaler(), model).fit(X, y), "y is constant")
    assert_points_at(lambda: TransferRegressor().set_params(max_epochs=1).fit(X, y), "constant")


def test_search_over_a_fit_to_a_constant(brain, cohort):
    X, _ = cohort
    y = np.full(len(X), 3.0)
    model = ConnectomeRegressor(brain, **QUICK)
    assert_points_at(lambda: GridSearchCV(model, GRID, cv=2).fit(X, y), "y is constant")
    stacked = StackedGridSearchCV(model, GRID, cv=2, scoring="neg_mean_absolute_error")
    assert_points_at(lambda: stacked.fit(X, y), "y is constant")


def test_path_of_fits_to_a_constant(brain, cohort):
    X, _ = cohort
    y = np.full(len(X), 3.0)
    options = QUICK | {"cv": 2, "scoring": "neg_mean_absolute_error"}
    path = ConnectomeRegressorCV(brain, lambdas=[0.0, 0.1], **options)
    assert_points_at(lambda: path.fit(X, y), "y is constant")


def test_pruning_path_over_a_fit_to_a_constant(brain, cohort):
    X, _ = cohort
    y = np.full(len(X), 3.0)
    model = ConnectomeRegressor(brain, **QUICK)
    options = {"fractions": [0.5], "cv": 2, "scoring": "neg_mean_absolute_error"}
    assert_points_at(lambda: pruning_path(model, X, y, **options), "y is constant")


def test_ages_as_a_column_when_gaps_are_predicted(cohort):
    X, age = cohort
    model = BrainAgeRegressor(LinearRegression()).fit(X, age)
    column = age[:, None]
    message = "A column-vector age was passed"
    assert_points_at(lambda: model.predict_gap(X, column), message, DataConversionWarning)
    assert_points_at(lambda: model.report(X, column), message, DataConversionWarning)


def test_metric_that_a_model_cannot_have(patients):
    models = {"logistic": LogisticRegression(), "svc": SVC()}
    assert_points_at(lambda: compare(models, *patients, cv=3), "could not be computed for svc")


def test_nothing_to_remove(cohort):
    assert_points_at(lambda: ConfoundRegressor().fit(cohort[0]), "nothing is removed")


def test_communities_that_cost_nothing(brain, patients):
    model = ConnectomeClassifier(brain, lambda_modular=0.1, communities=[0] * 10, **QUICK)
    assert_points_at(lambda: model.fit(*patients), "one community")
