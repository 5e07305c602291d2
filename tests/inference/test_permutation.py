from inspect import signature

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import Ridge
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    LeaveOneOut,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.inference import PermutationTest, null_connectome_test, permutation_test
from sk_ccnn.metrics import connectome_similarity, evaluate
from sk_ccnn.results import LEVEL, smallest_p_value

QUICK = {"n_members": 1, "max_epochs": 4, "lr": 0.03, "random_state": 0}
CV = KFold(3)


def never(spec):
    """Stand for a network that must not be built."""
    raise AssertionError("a network was built")


class Recorder:
    """A scorer that keeps the targets that it was given."""

    def __init__(self):
        self.targets = []

    def __call__(self, estimator, X, y):
        self.targets.append(np.asarray(y))
        return estimator.score(X, y)

    def problems(self, n_subjects, splits, n_problems):
        """Put together what each network had to predict: array (n_problems, n_subjects)."""
        seen = np.empty((n_problems, n_subjects), dtype=self.targets[0].dtype)
        for fold, (_, test) in enumerate(splits):
            for problem in range(n_problems):
                seen[problem, test] = self.targets[fold * n_problems + problem]
        return seen


def test_a_strong_effect_has_the_smallest_p_value_and_none_a_large_one(brain, small_cohort):
    X, y = small_cohort
    model = ConnectomeRegressor(brain, **QUICK | {"max_epochs": 30})
    strong = permutation_test(model, X, y, cv=3, n_permutations=19, random_state=0)
    assert strong.p_value == 0.05
    assert strong.score > strong.permutation_scores.max()
    assert strong.permutation_scores.shape == (19,)
    noise = np.random.default_rng(3).normal(size=60)
    none = permutation_test(model, X, noise, cv=3, n_permutations=19, random_state=0)
    n_better = (none.permutation_scores >= none.score).sum()
    assert none.p_value == (n_better + 1) / 20 > 0.05


@pytest.mark.parametrize("n_selected", [None, 5])
def test_scores_are_those_of_cross_validation_with_the_permuted_target(
    n_selected, brain, small_cohort
):
    # A selection that had seen the true target, or another's, would choose other columns.
    X, y = small_cohort
    network, scorer = ConnectomeRegressor(**QUICK), Recorder()
    options = {"cv": CV, "n_permutations": 4, "random_state": 0}
    permutation_test(network, X, y, scoring=scorer, **options)
    targets = scorer.problems(60, list(CV.split(X)), 5)
    assert np.array_equal(targets[0], y)
    steps = [StandardScaler()]
    if n_selected:
        steps.append(SelectKBest(f_regression, k=n_selected))
    model = make_pipeline(*steps, network)
    test = permutation_test(model, X, y, **options)
    expected = [cross_val_score(model, X, target, cv=CV).mean() for target in targets]
    assert test.score == pytest.approx(expected[0], abs=1e-9)
    assert_allclose(test.permutation_scores, expected[1:], rtol=0, atol=1e-9)


def test_classes_stay_as_balanced_as_they_are_in_every_test_fold(brain, small_patients):
    X, diagnosis = small_patients
    scorer, cv = Recorder(), StratifiedKFold(3)
    model = ConnectomeClassifier(brain, **QUICK)
    permutation_test(model, X, diagnosis, cv=cv, n_permutations=5, scoring=scorer, random_state=0)
    targets = scorer.problems(60, list(cv.split(X, diagnosis)), 6)
    for _, test in cv.split(X, diagnosis):
        n_patients = (targets[:, test] == "patient").sum(axis=1)
        assert (n_patients == n_patients[0]).all()
    assert (targets[1:] != diagnosis).any(axis=1).all()


def test_targets_stay_within_their_groups(brain, small_cohort):
    X, y = small_cohort
    sites, cv, scorer = np.arange(60) % 6, GroupKFold(3), Recorder()
    model = ConnectomeRegressor(brain, **QUICK)
    options = {"cv": cv, "groups": sites, "scoring": scorer, "random_state": 0}
    permutation_test(model, X, y, n_permutations=4, **options)
    targets = scorer.problems(60, list(cv.split(X, y, sites)), 5)
    assert (targets[1:] != y).any(axis=1).all()
    for site in range(6):
        same = np.sort(targets[:, sites == site], axis=1)
        assert (same == same[0]).all()


def test_one_seed_gives_one_result(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK | {"random_state": None})
    options = {"cv": 2, "n_permutations": 3}
    first, again, other = (
        permutation_test(model, *small_cohort, random_state=seed, **options) for seed in (0, 0, 1)
    )
    assert first.score == again.score != other.score
    assert np.array_equal(first.permutation_scores, again.permutation_scores)
    assert not np.array_equal(first.permutation_scores, other.permutation_scores)
    assert model.random_state is None


def test_less_memory_changes_nothing(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    options = {"cv": 2, "n_permutations": 3, "random_state": 0}
    roomy = permutation_test(model, *small_cohort, **options)
    tight = permutation_test(model, *small_cohort, max_stack_memory=1e-3, **options)
    assert tight.score == pytest.approx(roomy.score, abs=1e-9)
    assert_allclose(tight.permutation_scores, roomy.permutation_scores, rtol=0, atol=1e-9)


def test_folds_that_are_no_partition_are_refused(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    with pytest.raises(ValueError, match="test every subject once.*got 3 folds with 45 test"):
        permutation_test(model, *small_cohort, cv=ShuffleSplit(3, test_size=15, random_state=0))
    twice = [(np.arange(30, 60), np.arange(30)), (np.arange(30, 60), np.arange(30))]
    with pytest.raises(ValueError, match="test every subject once"):
        permutation_test(model, *small_cohort, cv=twice)


@pytest.mark.filterwarnings("ignore:The groups parameter is ignored")
def test_groups_of_one_leave_nothing_to_permute(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    with pytest.raises(
        ValueError, match="needs 20 permutations that differ.* the targets have 1, the"
    ):
        permutation_test(model, *small_cohort, groups=np.arange(60))


def test_only_networks_are_tested(small_cohort):
    with pytest.raises(TypeError, match="must be a (fitted )?ConnectomeRegressor.* got Ridge"):
        permutation_test(Ridge(), *small_cohort)


def test_the_sentence_claims_no_more_than_the_p_value():
    nulls = np.array([0.1, 0.0, -0.1] * 7)
    assert PermutationTest(0.5, nulls, 0.05).sentence() == (
        "predicts the target (score 0.500, with permuted targets 0.000 ± 0.082, p = 0.050)."
    )
    assert PermutationTest(0.1, nulls, 0.25).sentence().startswith("no prediction was found (")
    named = PermutationTest(0.5, nulls, 0.05, metric="roc_auc")
    assert "(roc_auc 0.500, with" in named.sentence() and named.rows()[0][1] == "roc_auc"


def test_the_result_has_the_name_of_its_metric(small_cohort):
    model = ConnectomeRegressor(n_members=1, max_epochs=1)
    options = {"n_permutations": 1, "cv": 2, "random_state": 0}
    assert permutation_test(model, *small_cohort, **options).metric == "R²"
    found = permutation_test(model, *small_cohort, scoring="neg_mean_squared_error", **options)
    assert found.metric == "neg_mean_squared_error"


@pytest.mark.parametrize("p_value", [0.1, 0.5])
def test_too_few_permutations_could_not_decide(p_value):
    found = PermutationTest(1.0, np.zeros(9), p_value)
    assert found.sentence().startswith(
        "the test could not decide: with 9 permutations p cannot be below 0.100; at least 19 are "
        "needed for p = 0.05 (score 1.000, "
    )
    assert "could not decide" in repr(found)
    assert found.to_frame().loc["true", "smallest_p_value"] == found.smallest_p_value == 0.1


@pytest.mark.parametrize(
    "test", [permutation_test, null_connectome_test, connectome_similarity, evaluate]
)
def test_the_default_numbers_can_decide(test):
    parameters = signature(test).parameters
    n = parameters.get("n_permutations", parameters.get("n_nulls")).default
    assert smallest_p_value(n) <= LEVEL


def test_a_score_that_is_not_defined_is_claimed_nothing_of():
    found = PermutationTest(np.nan, np.zeros(99), np.nan, "R² is not defined in fold 2 of 5")
    assert found.sentence() == (
        "whether the target is predicted cannot be told: R² is not defined in fold 2 of 5."
    )
    assert "nan" not in str(found)


@pytest.mark.parametrize("test", [permutation_test, null_connectome_test])
@pytest.mark.parametrize(
    ("scoring", "is_classes"), [(None, False), ("r2", False), ("roc_auc", True)]
)
def test_folds_that_cannot_be_scored_are_an_error_before_any_training(
    test, scoring, is_classes, brain, small_cohort
):
    X, y = small_cohort
    kind = ConnectomeClassifier if is_classes else ConnectomeRegressor
    model = kind(brain, architecture=never)
    with pytest.raises(ValueError, match="is not defined in folds 1 to 60 of 60: fold 1 has one"):
        test(model, X, y > np.median(y) if is_classes else y, cv=LeaveOneOut(), scoring=scoring)


@pytest.mark.parametrize("test", [permutation_test, null_connectome_test])
def test_training_subjects_of_one_class_are_an_error_before_any_training(test, brain, small_cohort):
    model = ConnectomeClassifier(brain, architecture=never)
    with pytest.raises(ValueError, match="training subjects of folds 1 to 2 of 2 have the classes"):
        test(model, small_cohort[0], np.arange(60) < 30, cv=KFold(2))


def test_where_it_is_only_known_afterwards_nothing_is_claimed(brain, small_cohort):
    X, y = small_cohort

    def r_of_the_old(estimator, X, y):
        return np.nan if np.count_nonzero(y > y.max() - 1e-9) < 2 else 0.5

    model, options = ConnectomeRegressor(brain, **QUICK), {"cv": 2, "scoring": r_of_the_old}
    first = permutation_test(model, X, y, n_permutations=19, random_state=0, **options)
    second = null_connectome_test(
        model, X, y, n_nulls=19, nulls="regions", random_state=0, **options
    )
    assert np.isnan(first.p_value) and np.isnan(second.p_values["regions"])
    for found in (first, second):
        assert (
            "cannot be told: r_of_the_old is not defined in folds 1 to 2 of 2" in found.sentence()
        )
        assert "nan" not in str(found)


def test_targets_of_few_orders_are_refused(brain):
    X, y = np.random.default_rng(0).normal(size=(12, 10)), np.repeat([0.0, 1.0, 2.0, 3.0], 3)
    model = ConnectomeRegressor(brain, **QUICK)
    with pytest.raises(ValueError, match="the targets have 1, the true order"):
        permutation_test(model, X, y, cv=KFold(4), scoring="neg_mean_absolute_error")
    with pytest.raises(ValueError, match="the targets have 1, the true order"):
        permutation_test(model, X, y, cv=LeaveOneOut(), scoring="neg_mean_absolute_error")
