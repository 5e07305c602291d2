import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joblib import parallel_config
from numpy.testing import assert_allclose
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.utils import Bunch

from sk_ccnn.brain_age.folds import AgeFolds, predict_out_of_fold


@given(st.integers(2, 6), st.integers(6, 60), st.integers(0, 1000))
def test_each_subject_is_tested_once_and_no_fold_is_much_larger(n_splits, n, seed):
    age = np.random.default_rng(seed).integers(20, 80, n)
    splits = list(AgeFolds(n_splits).split(None, age))
    tested = np.concatenate([test for _, test in splits])
    assert sorted(tested) == list(range(n))
    assert np.ptp([len(test) for _, test in splits]) <= 1
    for train, test in splits:
        assert len(train) + len(test) == n and not set(train) & set(test)


def test_folds_cover_all_ages_though_the_subjects_are_sorted():
    age = np.sort(np.random.default_rng(0).uniform(20, 80, 100))
    for _, test in AgeFolds(5).split(None, age):
        assert age[test].min() < 25 and age[test].max() > 75


def test_groups_stay_whole():
    groups = np.arange(60) // 3
    for train, test in AgeFolds(4).split(np.zeros((60, 1)), np.arange(60.0), groups):
        assert not set(groups[train]) & set(groups[test])


def test_fewer_subjects_than_folds_are_refused():
    with pytest.raises(ValueError, match="5 folds need as many subjects, got 3"):
        list(AgeFolds(5).split(None, [20, 30, 40]))


def test_fewer_groups_than_folds_are_refused_in_those_words():
    message = "5 inner folds need as many groups, got 3; set cv to fewer folds"
    with pytest.raises(ValueError, match=message):
        list(AgeFolds(5).split(np.zeros(9), np.arange(9.0), np.arange(9) % 3))


def test_predictions_are_those_of_scikit_learn_and_whatever_n_jobs():
    random = np.random.default_rng(0)
    X, y = random.normal(size=(60, 3)), random.normal(size=60)
    splits = list(KFold(4, shuffle=True, random_state=0).split(X))
    nothing = Bunch(fit={}, predict={})
    given = (LinearRegression(), X, y, splits, nothing)
    predicted, models = predict_out_of_fold(*given)
    assert_allclose(predicted, cross_val_predict(LinearRegression(), X, y, cv=splits))
    assert len(models) == 4
    with parallel_config(backend="threading"):
        assert (predict_out_of_fold(*given, n_jobs=2)[0] == predicted).all()


def test_a_subject_that_is_not_tested_once_is_an_error():
    X, y = np.zeros((4, 1)), np.arange(4.0)
    splits = [(np.array([0, 1]), np.array([2, 3])), (np.array([2, 3]), np.array([1, 2]))]
    with pytest.raises(ValueError, match="each of the 4 subjects into one test set, but 2 are"):
        predict_out_of_fold(LinearRegression(), X, y, splits, Bunch(fit={}, predict={}))
