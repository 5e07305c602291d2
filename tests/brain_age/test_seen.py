import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.linear_model import LinearRegression

from sk_ccnn.brain_age import BrainAgeRegressor
from sk_ccnn.brain_age.seen import marks_of


@pytest.fixture
def model(cohort):
    """Give a model of the first 100 people."""
    X, age = cohort
    return BrainAgeRegressor(LinearRegression()).fit(X[:100], age[:100])


def test_gaps_of_training_subjects_come_with_a_warning(model, cohort):
    X, age = cohort
    with pytest.warns(UserWarning, match="5 of 10 subjects were in fit.*cross_val_gap"):
        model.predict_gap(X[95:105], age[95:105])
    with pytest.warns(UserWarning, match="100 of 100 subjects were in fit"):
        model.report(X[:100], age[:100])


def test_new_subjects_come_without_a_warning(model, cohort):
    X, age = cohort
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.predict_gap(X[100:], age[100:])
        model.predict_gap(X[:100], age[:100] + 1)  # measured again, a year later
        model.predict(X)


def test_they_are_known_in_another_form_and_after_a_pickle(model, cohort):
    X, age = cohort
    again = pickle.loads(pickle.dumps(model))
    for given in (pd.DataFrame(X[:3]), X[:3].tolist(), np.asfortranarray(X[:3])):
        with pytest.warns(UserWarning, match="3 of 3"):
            again.predict_gap(given, age[:3])


def test_a_model_that_is_fitted_anew_forgets(model, cohort):
    X, age = cohort
    model.fit(X[100:], age[100:])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.predict_gap(X[:100], age[:100])
    assert not hasattr(clone(model), "slope_")


def test_marks_tell_features_and_ages_apart_and_need_numbers():
    X, age = np.array([[1.0, 0.0], [1.0, -0.0], [1.0, 2.0]]), np.array([30.0, 30.0, 30.0])
    marks = marks_of(X, age)
    assert marks[0] == marks[1] != marks[2]
    assert marks_of(X, age + 1)[0] != marks[0]
    np.testing.assert_array_equal(marks_of(sparse.csr_array(X), age), marks)
    assert not len(marks_of(np.array([["a"], ["b"], ["c"]]), age))
    assert len(marks_of(np.ones((3, 2, 2)), age)) == 3
