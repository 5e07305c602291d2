import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import GroupKFold, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import sk_ccnn
from sk_ccnn.brain_age import BrainAgeRegressor, cross_val_gap


class Knows(RegressorMixin, BaseEstimator):
    """Remembers the training subjects, and fails if it predicts one of them."""

    def fit(self, X, y):
        self.seen_ = set(X[:, 0].tolist())
        self.mean_ = np.mean(y)
        return self

    def predict(self, X):
        assert not self.seen_ & set(X[:, 0].tolist())
        return np.full(len(X), self.mean_) + 0.1 * X[:, 1]


def test_each_subject_has_one_row_by_a_model_that_has_not_seen_it(cohort):
    X, age = cohort
    X = np.column_stack([np.arange(len(X)), X])
    # Its final fit to all training subjects is not predicted with, so nothing seen is predicted.
    gaps = cross_val_gap(Knows(), X, age, cv=4)
    assert gaps.columns.tolist() == ["age", "predicted", "gap", "corrected_gap", "fold"]
    assert len(gaps) == len(X) and not gaps.isna().any(axis=None)
    assert sorted(gaps["fold"].unique()) == [0, 1, 2, 3]


def test_gaps_are_those_of_a_brain_age_regressor_for_each_fold(cohort):
    X, age = cohort
    folds = KFold(3, shuffle=True, random_state=0)
    gaps = cross_val_gap(LinearRegression(), X, age, cv=folds)
    for number, (train, test) in enumerate(folds.split(X)):
        model = BrainAgeRegressor(LinearRegression()).fit(X[train], age[train])
        rows = gaps.iloc[test]
        assert (rows["fold"] == number).all()
        np.testing.assert_allclose(rows["predicted"], model.predict(X[test]))
        np.testing.assert_allclose(rows["corrected_gap"], model.predict_gap(X[test], age[test]))
    np.testing.assert_allclose(gaps["gap"], gaps["predicted"] - gaps["age"])
    np.testing.assert_array_equal(gaps["age"], age)


def test_the_corrected_gap_does_not_go_with_age(cohort):
    gaps = cross_val_gap(LinearRegression(), *cohort)
    assert gaps["gap"].corr(gaps["age"]) < -0.3
    assert abs(gaps["corrected_gap"].corr(gaps["age"])) < 0.1


def test_no_group_is_learned_from_and_predicted(cohort):
    X, age = cohort
    groups = np.repeat(np.arange(20), 10)
    X = np.column_stack([groups, X])  # a group is known again by its number
    gaps = cross_val_gap(Knows(), X, age, groups=groups)
    assert (gaps.groupby(groups)["fold"].nunique() == 1).all()


def test_few_groups_are_enough_for_the_inner_folds(cohort):
    X, age = cohort
    gaps = cross_val_gap(LinearRegression(), X, age, groups=np.arange(200) % 3, cv=3)
    assert gaps["fold"].nunique() == 3


def test_too_few_groups_are_an_error_before_any_fit(cohort):
    X, age = cohort
    with pytest.raises(ValueError, match="5 folds need as many groups, got 3"):
        cross_val_gap(Knows(), X, age, groups=np.arange(200) % 3)
    with pytest.raises(ValueError, match="leaves one group to learn from"):
        cross_val_gap(Knows(), X, age, groups=np.arange(200) % 3, cv=2)


def test_folds_that_split_a_group_are_an_error(cohort):
    X, age = cohort
    with pytest.raises(ValueError, match="splits the group.*GroupKFold"):
        cross_val_gap(LinearRegression(), X, age, groups=np.arange(200) // 2, cv=KFold(7))
    groups = np.arange(200) // 2
    assert len(cross_val_gap(LinearRegression(), X, age, groups=groups, cv=GroupKFold(4))) == 200


def test_the_index_of_a_frame_names_the_rows(cohort):
    X, age = cohort
    names = [f"sub-{number}" for number in range(len(X))]
    frame = pd.DataFrame(X, index=names, columns=[f"x{column}" for column in range(10)])
    assert cross_val_gap(LinearRegression(), frame, age, cv=2).index.tolist() == names
    ages = pd.Series(age, index=names)
    assert cross_val_gap(LinearRegression(), X, ages, cv=2).index.tolist() == names
    assert cross_val_gap(LinearRegression(), X, age, cv=2).index.tolist() == list(range(200))


def test_a_brain_age_regressor_keeps_its_correction(cohort):
    X, age = cohort
    model = BrainAgeRegressor(LinearRegression(), correction="cole")
    by_model, by_option = (
        cross_val_gap(model, X, age, cv=2),
        cross_val_gap(LinearRegression(), X, age, correction="cole", cv=2),
    )
    pd.testing.assert_frame_equal(by_model, by_option)
    none = cross_val_gap(LinearRegression(), X, age, correction=None, cv=2)
    assert none["corrected_gap"].isna().all() and not none["gap"].isna().any()


def test_weights_reach_the_last_step_of_a_pipeline(cohort):
    X, age = cohort
    weight = np.where(age > 50, 5.0, 0.2)
    pipeline = make_pipeline(StandardScaler(), LinearRegression())
    plain, weighted = (
        cross_val_gap(pipeline, X, age, sample_weight=each, cv=2) for each in (None, weight)
    )
    assert not np.allclose(plain["predicted"], weighted["predicted"])


def test_processes_give_the_same_table_with_metadata_routing_too(cohort):
    X, age = cohort
    alone = cross_val_gap(LinearRegression(), X, age, cv=2)
    pd.testing.assert_frame_equal(alone, cross_val_gap(LinearRegression(), X, age, cv=2, n_jobs=2))
    with sklearn.config_context(enable_metadata_routing=True):
        pd.testing.assert_frame_equal(alone, cross_val_gap(LinearRegression(), X, age, cv=2))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"age": [np.nan, *range(199)]}, "contains NaN"),
        ({"age": np.ones(3)}, "inconsistent numbers"),
        ({"groups": np.arange(7)}, "inconsistent numbers"),
        ({"groups": [None, *range(199)]}, "missing value"),
        ({"cv": [(np.arange(100), np.arange(100, 150))]}, "into one test set"),
        ({"cv": []}, "into one test set"),
        ({"correction": "linear"}, "correction"),
        ({"estimator": StandardScaler()}, "estimator"),
    ],
)
def test_what_does_not_fit_is_an_error(cohort, change, message):
    X, age = cohort
    given = {"estimator": Knows(), "X": X, "age": age} | change
    with pytest.raises(ValueError, match=message):
        cross_val_gap(**given)


def test_a_progress_bar_counts_the_folds(cohort, capsys):
    cross_val_gap(LinearRegression(), *cohort, cv=3, verbose=1)
    assert "3/3" in capsys.readouterr().err
    cross_val_gap(LinearRegression(), *cohort, cv=3)
    assert not capsys.readouterr().err


def test_it_stands_beside_the_regressor():
    assert sk_ccnn.cross_val_gap is cross_val_gap
