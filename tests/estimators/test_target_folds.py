import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn.estimators import TargetFolds


@given(st.integers(2, 6), st.integers(6, 60), st.integers(0, 1000))
def test_each_subject_is_tested_once_and_no_fold_is_much_larger(n_splits, n, seed):
    age = np.random.default_rng(seed).integers(20, 80, n)
    splits = list(TargetFolds(n_splits).split(None, age))
    tested = np.concatenate([test for _, test in splits])
    assert sorted(tested) == list(range(n))
    assert np.ptp([len(test) for _, test in splits]) <= 1
    for train, test in splits:
        assert len(train) + len(test) == n and not set(train) & set(test)


def test_folds_cover_all_ages_though_the_subjects_are_sorted():
    age = np.sort(np.random.default_rng(0).uniform(20, 80, 100))
    for _, test in TargetFolds(5).split(None, age):
        assert age[test].min() < 25 and age[test].max() > 75


def test_groups_stay_whole():
    groups = np.arange(60) // 3
    for train, test in TargetFolds(4).split(np.zeros((60, 1)), np.arange(60.0), groups):
        assert not set(groups[train]) & set(groups[test])


def test_fewer_subjects_than_folds_are_refused():
    with pytest.raises(ValueError, match="5 folds need as many subjects, got 3"):
        list(TargetFolds(5).split(None, [20, 30, 40]))


def test_fewer_groups_than_folds_are_refused_in_those_words():
    message = "5 inner folds need as many groups, got 3; set cv to fewer folds"
    with pytest.raises(ValueError, match=message):
        list(TargetFolds(5).split(np.zeros(9), np.arange(9.0), np.arange(9) % 3))
