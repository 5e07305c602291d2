import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import Ridge
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    ShuffleSplit,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.inference import PermutationTest, permutation_test

QUICK = {"n_members": 1, "max_epochs": 4, "lr": 0.03, "random_state": 0}
CV = KFold(3)


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
    with pytest.raises(ValueError, match="nothing can be permuted"):
        permutation_test(model, *small_cohort, groups=np.arange(60))


def test_only_networks_are_tested(small_cohort):
    with pytest.raises(TypeError, match="must be a (fitted )?ConnectomeRegressor.* got Ridge"):
        permutation_test(Ridge(), *small_cohort)


def test_the_sentence_claims_no_more_than_the_p_value():
    nulls = np.array([0.1, 0.0, -0.1])
    assert PermutationTest(0.5, nulls, 0.05).sentence() == (
        "predicts the target (score 0.500, with permuted targets 0.000 ± 0.082, p = 0.050)."
    )
    assert PermutationTest(0.1, nulls, 0.25).sentence().startswith("no prediction was found (")
