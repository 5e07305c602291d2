"""Whether a fold can be scored is told before training, by whatever scikit-learn scores with."""

import warnings

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.metrics import fbeta_score, get_scorer_names, make_scorer
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    LeaveOneOut,
    RepeatedKFold,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    StratifiedKFold,
)

from sk_ccnn.results import (
    BINARY,
    MULTICLASS,
    REGRESSION,
    Metric,
    metrics_for,
    require_metrics,
    require_scorable,
)
from sk_ccnn.results.scorable import undefined_folds

AGE = np.random.default_rng(0).normal(50, 10, 24)
GROUP = np.array(["patient", "control", "control"] * 8)
REGRESSOR, CLASSIFIER = DummyRegressor(), DummyClassifier()


def splits(cv, y):
    return list(cv.split(np.zeros((len(y), 1)), y))


LEAVE_ONE_OUT = splits(LeaveOneOut(), AGE)


@pytest.mark.parametrize(
    "scoring", [None, "r2", "explained_variance", REGRESSION[1], REGRESSION[2]]
)
def test_one_subject_has_no_r2_and_no_r(scoring):
    scoring = getattr(scoring, "scorer", scoring)
    with pytest.raises(ValueError, match="folds 1 to 24 of 24: fold 1 has one test subject"):
        require_scorable(REGRESSOR, AGE, LEAVE_ONE_OUT, scoring)


@pytest.mark.parametrize(
    "scoring", ["neg_mean_absolute_error", "neg_root_mean_squared_error", "neg_max_error"]
)
def test_one_subject_has_an_error(scoring):
    require_scorable(REGRESSOR, AGE, LEAVE_ONE_OUT, scoring)


@pytest.mark.parametrize("scoring", [None, "r2", "d2_absolute_error_score"])
def test_subjects_of_one_age_have_no_r2(scoring):
    folds = splits(KFold(4), AGE)
    age = AGE.copy()
    age[folds[2][1]] = 31.0
    with pytest.raises(
        ValueError, match="fold 3 of 4: it has 6 test subjects who all have .* 31.0"
    ):
        require_scorable(REGRESSOR, age, folds, scoring)
    require_scorable(REGRESSOR, age, folds, "neg_mean_absolute_error")


def test_two_subjects_of_two_ages_have_an_r2_and_an_r():
    for metric in REGRESSION:
        require_scorable(REGRESSOR, AGE, splits(KFold(12), AGE), metric.scorer)


def test_one_target_of_several_that_does_not_vary_is_enough():
    folds, targets = splits(KFold(4), AGE), np.stack([AGE, AGE[::-1]], axis=1)
    require_scorable(REGRESSOR, targets, folds)
    targets[folds[1][1], 1] = 0
    with pytest.raises(ValueError, match="fold 2 of 4"):
        require_scorable(REGRESSOR, targets, folds)


@pytest.mark.parametrize("scoring", ["roc_auc", "average_precision", "matthews_corrcoef"])
def test_subjects_of_one_class_have_no_auc(scoring):
    in_order = np.sort((GROUP == "patient") * 1)
    folds = splits(KFold(6), in_order)
    with pytest.raises(ValueError, match=f"{scoring} is not defined in .* all have the target"):
        require_scorable(CLASSIFIER, in_order, folds, scoring)
    require_scorable(CLASSIFIER, in_order, folds, "accuracy")
    require_scorable(CLASSIFIER, in_order, splits(StratifiedKFold(3), in_order), scoring)


def test_a_fold_without_one_of_three_classes_has_no_auc():
    y = np.array([0, 1, 2] * 4 + [0, 1] * 4)
    folds = splits(KFold(2), y)
    found = [n for n, (_, test) in enumerate(folds) if len(set(y[test])) < 3]
    folds = splits(KFold(5), y)
    lacking = [n for n, (_, test) in enumerate(folds) if len(set(y[test])) < 3]
    assert found == [] and lacking
    assert undefined_folds(CLASSIFIER, y, folds, "roc_auc_ovr") == lacking
    assert undefined_folds(CLASSIFIER, y, folds, "balanced_accuracy") == []


def test_training_subjects_of_one_class_teach_nothing():
    y = np.array(["b"] * 4 + ["a"] * 4)
    with pytest.raises(ValueError, match="training subjects of folds 1 to 2 of 2 have .*'a'"):
        require_scorable(CLASSIFIER, y, splits(KFold(2), y))


@pytest.mark.parametrize(
    ("estimator", "y", "names"),
    [
        (REGRESSOR, AGE, ("r2", "neg_mean_absolute_error", "neg_median_absolute_error")),
        (CLASSIFIER, GROUP, ("accuracy", "balanced_accuracy", "roc_auc", "neg_brier_score")),
        (CLASSIFIER, GROUP == "patient", ("f1", "neg_log_loss", "roc_auc", "average_precision")),
        (CLASSIFIER, np.arange(24) % 3, ("roc_auc_ovr", "roc_auc_ovo", "f1_macro", "accuracy")),
    ],
    ids=["age", "words", "bool", "three"],
)
def test_ordinary_folds_can_be_scored(estimator, y, names):
    assert set(names) <= set(get_scorer_names())
    repeated = RepeatedKFold if estimator is REGRESSOR else RepeatedStratifiedKFold
    for cv in (KFold(4), repeated(n_splits=3, n_repeats=2, random_state=0)):
        for name in names:
            require_scorable(estimator, y, splits(cv, y), name)


def test_no_score_of_scikit_learn_refuses_ordinary_folds():
    positive = np.abs(AGE)
    for name in get_scorer_names():
        for estimator, y in ((REGRESSOR, positive), (CLASSIFIER, (GROUP == "patient") * 1)):
            cv = StratifiedKFold(3) if estimator is CLASSIFIER else KFold(3)
            require_scorable(estimator, y, splits(cv, y), name)


@pytest.mark.parametrize("y", [AGE, GROUP, np.arange(24) % 3], ids=["age", "two", "three"])
def test_our_own_metrics_can_be_tried(y):
    kind = "regressor" if y is AGE else "classifier"
    estimator = REGRESSOR if y is AGE else CLASSIFIER
    require_metrics(estimator, y, splits(KFold(4), y), metrics_for(kind, y))
    assert metrics_for(kind, y) in (REGRESSION, BINARY, MULTICLASS)


def test_a_score_that_cannot_be_tried_is_left_alone():
    class Own(BaseEstimator):
        def fit(self, X, y):
            return self

    def of_a_network(estimator, X, y):
        raise AssertionError("a callable that needs a network was called without one")

    require_scorable(REGRESSOR, AGE, LEAVE_ONE_OUT, of_a_network)
    require_scorable(REGRESSOR, AGE, LEAVE_ONE_OUT, make_scorer(fbeta_score, beta=2))
    require_scorable(Own(), AGE, LEAVE_ONE_OUT, "r2")
    require_scorable(REGRESSOR, None, LEAVE_ONE_OUT)
    require_scorable(REGRESSOR, np.full(24, np.nan), LEAVE_ONE_OUT)
    require_scorable(CLASSIFIER, np.array([1, "a", None] * 8, dtype=object), LEAVE_ONE_OUT)


def test_a_search_is_tried_by_its_own_score():
    auc = GridSearchCV(CLASSIFIER, {}, scoring="roc_auc")
    with pytest.raises(ValueError, match="roc_auc is not defined"):
        require_scorable(auc, GROUP, LEAVE_ONE_OUT)
    require_scorable(auc, GROUP, LEAVE_ONE_OUT, "accuracy")


def test_only_the_metric_that_decides_is_an_error():
    with pytest.warns(UserWarning) as told:
        require_metrics(REGRESSOR, AGE, LEAVE_ONE_OUT, REGRESSION)
    for warning, metric in zip(told, ("R²", "r"), strict=True):
        words = f"no mean of {metric} can be given: {metric} is not defined in folds 1 to 24"
        assert str(warning.message).startswith(words)
    with pytest.raises(ValueError, match="R² is not defined"):
        require_metrics(REGRESSOR, AGE, LEAVE_ONE_OUT, [Metric("R²", "r2"), REGRESSION[0]])


def test_to_try_says_nothing_and_draws_nothing():
    before = np.random.get_state()[1].copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        require_scorable(REGRESSOR, AGE, splits(ShuffleSplit(3, random_state=0), AGE), "r2")
        with pytest.raises(ValueError, match="not defined"):
            require_scorable(REGRESSOR, AGE, LEAVE_ONE_OUT, "r2")
    assert (np.random.get_state()[1] == before).all()
