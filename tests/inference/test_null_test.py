import numpy as np
import pandas as pd
import pytest
import torch
from numpy.testing import assert_allclose
from sklearn.base import clone
from sklearn.feature_selection import VarianceThreshold
from sklearn.linear_model import Ridge
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    KFold,
    LeaveOneGroupOut,
    ShuffleSplit,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import Connectome, ConnectomeClassifier, ConnectomeRegressor, Consensus
from sk_ccnn.inference import null_connectome_test
from sk_ccnn.inference.null_arms import make_arms
from sk_ccnn.inference.null_test import _tuned
from sk_ccnn.nn import draw_seeds
from sk_ccnn.nulls import make_nulls

QUICK = {"n_members": 1, "max_epochs": 4, "lr": 0.03, "random_state": 0}
CV = KFold(3)


def never(spec):
    """Stand for a network that must not be built."""
    raise AssertionError("a network was built")


def test_every_arm_has_the_scores_that_cross_validation_gives_it(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    kinds = ("degree", "regions")
    test = null_connectome_test(model, *small_cohort, nulls=kinds, n_nulls=2, cv=CV, random_state=0)

    def alone(**changes):
        return cross_val_score(clone(model).set_params(**changes), *small_cohort, cv=CV)

    assert_allclose(test.scores, alone(), rtol=0, atol=1e-9)
    assert_allclose(test.unconstrained_scores, alone(constraint="none"), rtol=0, atol=1e-9)
    for kind in kinds:
        assert test.null_scores[kind].shape == (2, 3)
        for row, null in zip(test.null_scores[kind], test.nulls[kind], strict=True):
            assert null.kind == kind
            assert_allclose(row, alone(connectome=null.connectome), rtol=0, atol=1e-9)
    assert (test.metric, test.test_share) == ("R²", 0.5)


@pytest.mark.parametrize("seed_each_fold", [False, True])
def test_in_a_fold_all_arms_start_from_the_same_seeds_and_see_the_same_batches(
    seed_each_fold, brain, small_cohort
):
    X, y = small_cohort
    seen = {}

    def scorer(network, X, y):
        plan, orders = network.plan_, network.net_.orders_.get_state()
        order = tuple(torch.cat(orders).tolist())
        seeds = (tuple(plan.members.seeds), plan.shuffle_seed, order)
        seen.setdefault(tuple(y) if len(set(y)) == 20 else None, []).append(seeds)
        return 0.0

    model = ConnectomeRegressor(brain, **QUICK | {"n_members": 3, "batch_size": 10})
    options = {"nulls": ("degree", "regions"), "n_nulls": 3, "cv": CV, "random_state": 0}
    null_connectome_test(model, X, y, scoring=scorer, seed_each_fold=seed_each_fold, **options)
    del seen[None]  # bootstrap samples
    assert [len(of_fold) for of_fold in seen.values()] == [8, 8, 8]  # every arm in every fold
    assert all(len(set(of_fold)) == 1 for of_fold in seen.values())
    first = [of_fold[0][:2] for of_fold in seen.values()]
    assert all(len(set(seeds)) == 3 for seeds, _ in first)
    assert len(set(first)) == (3 if seed_each_fold else 1)


def test_with_a_seed_for_each_fold_scores_are_those_of_networks_with_these_seeds(
    brain, small_cohort
):
    X, y = small_cohort
    model = ConnectomeRegressor(brain, **QUICK)
    options = {"nulls": "degree", "n_nulls": 1, "cv": CV, "lambdas": [0.1], "inner_cv": 2}
    test = null_connectome_test(model, X, y, seed_each_fold=True, random_state=0, **options)
    (null,) = test.nulls["degree"]
    seeds = draw_seeds(QUICK["random_state"], 3)
    for connectome, scores in [
        (brain, test.scores),
        (null.connectome, test.null_scores["degree"][0]),
    ]:
        for (train, held_out), seed, score in zip(CV.split(X), seeds, scores, strict=True):
            changes = {"connectome": connectome, "random_state": seed, "lambda_wiring": 0.1}
            fitted = clone(model).set_params(**changes).fit(X[train], y[train])
            assert fitted.score(X[held_out], y[held_out]) == pytest.approx(score, abs=1e-9)


def test_p_values_are_the_share_of_nulls_not_beaten_on_their_samples(brain, small_cohort):
    test = null_connectome_test(
        ConnectomeRegressor(brain, **QUICK), *small_cohort, nulls="density", n_nulls=4, cv=CV
    )
    n_unbeaten = (test.resampled_gains["density"] <= 0).sum()
    assert test.p_values == {"density": (n_unbeaten + 1) / 5}
    plain = test.score - test.null_scores["density"].mean(axis=1)
    assert not np.allclose(test.resampled_gains["density"], plain)


@pytest.mark.parametrize("seed_each_fold", [False, True])
def test_no_p_value_depends_on_which_other_kinds_there_are(brain, small_cohort, seed_each_fold):
    options = {"n_nulls": 3, "cv": CV, "random_state": 0, "seed_each_fold": seed_each_fold}
    model = ConnectomeRegressor(brain, **QUICK)
    alone = null_connectome_test(model, *small_cohort, nulls="density", **options)
    both = null_connectome_test(model, *small_cohort, nulls=["degree", "density"], **options)
    gains = [test.resampled_gains["density"] for test in (alone, both)]
    assert gains[0] == pytest.approx(gains[1], abs=1e-9)
    assert np.ptp(gains[0]) > 1e-3


def test_nulls_that_were_made_before_are_taken_as_they_are(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    options = {"cv": 2, "random_state": 0}
    made = {"of my own": make_nulls(brain, "density", n_nulls=2, random_state=1)}
    test = null_connectome_test(model, *small_cohort, nulls=made, **options)
    assert test.nulls == made
    assert "against of my own" in test.sentence()
    for wrong, message in [({}, "at least one"), ({"mine": []}, "at least one")]:
        with pytest.raises(ValueError, match=message):
            null_connectome_test(model, *small_cohort, nulls=wrong, **options)
    other = Connectome(brain.to_dense())  # its regions have other names
    with pytest.raises(ValueError, match="need the 10 regions .* in the order of X"):
        null_connectome_test(
            model, *small_cohort, nulls={"mine": make_nulls(other, n_nulls=1)}, **options
        )


def test_it_works_in_a_pipeline_that_leaves_out_regions(brain, small_cohort):
    X, y = small_cohort
    frame = pd.DataFrame(X, columns=brain.labels)
    frame.iloc[:, 3] = 0.0
    steps = (VarianceThreshold(), StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    model = make_pipeline(*steps).set_output(transform="pandas")
    test = null_connectome_test(model, frame, y, nulls="regions", n_nulls=2, cv=CV, random_state=0)
    (null, _) = test.nulls["regions"]
    assert null.connectome.labels == tuple(np.delete(brain.labels, 3))
    assert_allclose(test.scores, cross_val_score(model, frame, y, cv=CV), rtol=0, atol=1e-9)


def test_diagnoses_are_scored_by_accuracy_or_as_asked(brain, small_patients):
    model = ConnectomeClassifier(brain, **QUICK)
    options = {"nulls": "degree", "n_nulls": 1, "cv": 3, "random_state": 0}
    test = null_connectome_test(model, *small_patients, **options)
    assert test.metric == "accuracy"
    assert_allclose(test.scores, cross_val_score(model, *small_patients, cv=3))
    auc = null_connectome_test(model, *small_patients, scoring="roc_auc", **options)
    assert auc.metric == "roc_auc"
    expected = cross_val_score(model, *small_patients, cv=3, scoring="roc_auc")
    assert_allclose(auc.scores, expected)


def test_the_wiring_cost_is_tuned_in_the_training_subjects_of_each_fold(brain, small_cohort):
    X, y = small_cohort
    lambdas = [0.0, 1.0, 100.0]
    model = ConnectomeRegressor(brain, **QUICK)
    test = null_connectome_test(
        model,
        X,
        y,
        nulls="degree",
        n_nulls=1,
        cv=CV,
        lambdas=lambdas,
        inner_cv=2,
        random_state=0,
    )
    (null,) = test.nulls["degree"]
    for changes, found in [
        ({}, test.scores),
        ({"constraint": "none"}, test.unconstrained_scores),
        ({"connectome": null.connectome}, test.null_scores["degree"][0]),
    ]:
        search = GridSearchCV(clone(model).set_params(**changes), {"lambda_wiring": lambdas}, cv=2)
        assert_allclose(found, cross_val_score(search, X, y, cv=CV), rtol=0, atol=1e-9)


def test_groups_stay_together_in_outer_and_inner_folds(brain, small_cohort):
    X, y = small_cohort
    sites = np.arange(60) % 9
    model = ConnectomeRegressor(brain, **QUICK)
    options = {"nulls": "degree", "n_nulls": 1, "cv": GroupKFold(3), "groups": sites}
    test = null_connectome_test(model, X, y, random_state=0, **options)
    expected = cross_val_score(model, X, y, groups=sites, cv=GroupKFold(3))
    assert_allclose(test.scores, expected, rtol=0, atol=1e-9)
    tuned = null_connectome_test(
        model, X, y, lambdas=[0.0], inner_cv=GroupKFold(2), random_state=0, **options
    )
    assert_allclose(tuned.scores, test.scores, rtol=0, atol=1e-9)


def test_one_seed_gives_one_result(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK | {"random_state": None})
    options = {"nulls": "degree", "n_nulls": 2, "cv": 2}
    first, again, other = (
        null_connectome_test(model, *small_cohort, random_state=seed, **options)
        for seed in (0, 0, 1)
    )
    assert str(first) == str(again)
    assert np.array_equal(first.null_scores["degree"], again.null_scores["degree"])
    assert not np.array_equal(first.scores, other.scores)
    assert model.random_state is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"connectome": None}, "needs a connectome, got connectome=None"),
        ({"connectome": "correlation"}, "the same in every fold, got connectome='correlation'"),
        ({"connectome": "consensus"}, "the same in every fold, got connectome='consensus'"),
        ({"connectome": Consensus()}, "the same in every fold, got connectome=Consensus"),
        ({"constraint": "none"}, "constraint='none' the connectome has no part"),
    ],
)
def test_without_a_part_for_the_connectome_it_is_refused_before_training(
    changes, message, brain, small_cohort
):
    model = ConnectomeRegressor(**{"connectome": brain, "architecture": never} | changes)
    for estimator in (model, make_pipeline(StandardScaler(), model)):
        with pytest.raises(ValueError, match=message):
            null_connectome_test(estimator, *small_cohort)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"nulls": "degrees"}, "nulls must be out of .*'length'.* got \\['degrees'\\]"),
        ({"nulls": ["degree", "lengths"]}, "nulls must be out of"),
        ({"nulls": []}, "nulls must be out of"),
        ({"n_nulls": 0}, "n_nulls must be at least 1, got 0"),
    ],
)
def test_unknown_kinds_are_refused_before_training(options, message, brain, small_cohort):
    with pytest.raises(ValueError, match=message):
        null_connectome_test(
            ConnectomeRegressor(brain, architecture=never), *small_cohort, **options
        )


def test_only_networks_are_tested(small_cohort):
    with pytest.raises(TypeError, match="must be a (fitted )?ConnectomeRegressor.* got Ridge"):
        null_connectome_test(Ridge(), *small_cohort)


def test_a_network_that_cannot_be_trained_is_an_error(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK | {"lr": 1e30})
    with pytest.raises(FloatingPointError, match="lower lr"):
        null_connectome_test(model, *small_cohort, nulls="degree", n_nulls=1, cv=2)


def test_one_fold_has_no_interval_and_is_refused_before_training(brain, small_cohort):
    model = ConnectomeRegressor(brain, architecture=never)
    with pytest.raises(ValueError, match="two folds or more, cv gives 1"):
        null_connectome_test(model, *small_cohort, cv=ShuffleSplit(1, random_state=0))


@pytest.mark.parametrize(
    ("inner_cv", "groups", "message"),
    [
        (GroupKFold(3), np.arange(60) % 3, "needs 3 groups in every training set.* are of 2"),
        (LeaveOneGroupOut(), np.arange(60) // 30, "LeaveOneGroupOut.*, needs 2 groups in every"),
        (20, None, "inner_cv cannot choose among the training subjects of fold 1 of 2: R² is not"),
        (70, None, "inner_cv, KFold.* cannot split the training subjects of fold 1 of 2"),
    ],
)
def test_inner_folds_that_cannot_be_made_or_scored_are_an_error_before_training(
    inner_cv, groups, message, brain, small_cohort
):
    model = ConnectomeRegressor(brain, architecture=never)
    cv = GroupKFold(3) if groups is not None and len(set(groups)) == 3 else 2
    with pytest.raises(ValueError, match=message):
        null_connectome_test(
            model, *small_cohort, cv=cv, groups=groups, lambdas=[0.0, 0.1], inner_cv=inner_cv
        )


def test_of_strengths_with_equal_scores_the_first_is_taken(brain, small_cohort):
    rounding = iter(np.tile([0.1, 0.1, 0.4, 0.1, 0.4, 0.1], 1000))

    def by_rounding_only(estimator, X, y):
        return next(rounding)

    arms = make_arms(ConnectomeRegressor(brain, **QUICK), *small_cohort, ("regions",), 1, 0)
    splits = list(CV.split(small_cohort[0]))
    options = {"n_jobs": None, "max_stack_memory": 1024.0, "verbose": 0}
    chosen = _tuned(arms, *small_cohort, None, splits, by_rounding_only, [0.2, 0.1], 3, options)
    assert {each.lambda_wiring for row in chosen for each in row} == {0.2}


@pytest.mark.filterwarnings("ignore:the null of kind 'regions' is")
def test_nulls_that_are_the_connectome_itself_are_refused_before_training(small_cohort):
    everything = np.ones((10, 10)) - np.eye(10)
    model = ConnectomeRegressor(everything, architecture=never)
    with pytest.raises(
        ValueError, match="19 of 19 nulls of kind 'regions' are .* itself.* below 1"
    ):
        null_connectome_test(model, *small_cohort, nulls="regions", n_nulls=19, random_state=0)
