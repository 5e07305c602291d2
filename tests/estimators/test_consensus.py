"""A consensus is made in fit, from the training subjects' own connectomes and nothing else."""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, KFold, cross_validate

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.connectome import Consensus, consensus_connectome

QUICK = {"n_members": 2, "max_epochs": 4, "random_state": 0}


@pytest.fixture(scope="module")
def subjects():
    """Give subjects whose connectomes differ, and a target that depends on one edge."""
    rng = np.random.default_rng(0)
    strength = np.triu(rng.uniform(0.2, 1, size=(60, 10, 10)), 1)
    upper = strength * (rng.uniform(size=strength.shape) < rng.uniform(0.2, 1, size=(10, 10)))
    upper[:, 0, 1:] += 0.1  # no region is alone
    return upper + upper.swapaxes(1, 2), upper[:, 0, 1] + 0.1 * rng.normal(size=60)


@pytest.mark.parametrize("recipe", ["consensus", "plain", "distance"])
def test_it_is_that_of_the_training_subjects(recipe, subjects, brain):
    X, y = subjects
    recipes = {
        "consensus": "consensus",
        "plain": Consensus(threshold=0.3),
        "distance": Consensus(brain, method="distance", n_bins=4),
    }
    options = {
        "consensus": {},
        "plain": {"threshold": 0.3},
        "distance": {"template": brain, "method": "distance", "n_bins": 4},
    }
    model = ConnectomeRegressor(recipes[recipe], constraint="soft", **QUICK).fit(X, y)
    assert model.connectome_ == consensus_connectome(X, **options[recipe])
    assert 0 < model.connectome_.density < 1
    table = X[:, *np.triu_indices(10, 1)]
    again = clone(model).fit(table, y)
    assert again.connectome_ == model.connectome_
    assert np.array_equal(again.predict(table), model.predict(X))


@pytest.mark.parametrize(
    "estimator", [ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer]
)
def test_noise_in_place_of_the_test_subjects_changes_nothing_that_is_learned(estimator, subjects):
    X, y = subjects
    y = y > np.median(y) if estimator is ConnectomeClassifier else y
    noise, train, test = X.copy(), np.arange(40), np.arange(40, 60)
    noise[test] = np.random.default_rng(1).normal(size=(20, 10, 10))
    noise[test] += noise[test].swapaxes(1, 2)
    model = estimator("consensus", lambda_modular=0.01, lambda_wiring=0.01, **QUICK)
    fits = [
        cross_validate(
            model,
            each,
            y,
            cv=[(train, test)],
            return_estimator=True,
            scoring=lambda *_: 0.0,
        )["estimator"][0]
        for each in (X, noise)
    ]
    assert fits[0].connectome_ == fits[1].connectome_
    assert fits[0].connectome_ != clone(model).fit(X, y).connectome_
    assert np.array_equal(fits[0].communities_, fits[1].communities_)
    assert fits[0].loss_curve_ == fits[1].loss_curve_
    assert fits[0].learned_connectome() == fits[1].learned_connectome()


def test_subjects_weigh_in_it_what_they_weigh_in_the_loss(subjects):
    X, y = subjects
    weight = np.where(np.arange(60) < 30, 2.0, 0.0)
    model = ConnectomeRegressor("consensus", **QUICK).fit(X, y, sample_weight=weight)
    alone = consensus_connectome(X[:30])
    assert np.array_equal(model.connectome_.adjacency(), alone.adjacency())


def test_its_threshold_is_searched_like_any_parameter(subjects):
    X, y = subjects
    model = ConnectomeRegressor(Consensus(), constraint="init", **QUICK)
    grid = {"connectome__threshold": [0.5, 0.8]}
    search = GridSearchCV(model, grid, cv=KFold(2), refit=False).fit(X, y)
    by_hand = GridSearchCV(
        model, {"connectome": [Consensus(threshold=0.5), Consensus(threshold=0.8)]}, cv=KFold(2)
    ).fit(X, y)
    scores = "mean_test_score"
    assert np.array_equal(search.cv_results_[scores], by_hand.cv_results_[scores])
    assert len(set(search.cv_results_[scores])) == 2


def test_a_fitted_one_survives_a_pickle(subjects, brain):
    X, y = subjects
    recipe = Consensus(brain, method="distance")
    model = ConnectomeRegressor(recipe, constraint="soft", **QUICK).fit(X, y)
    back = pickle.loads(pickle.dumps(model))
    assert back.connectome_ == model.connectome_
    assert back.connectome.get_params() == model.connectome.get_params()
    assert np.array_equal(back.predict(X), model.predict(X))


def test_measures_of_regions_are_refused(cohort):
    X, y = cohort
    with pytest.raises(
        ValueError, match="each subject's own connectome and needs features='edges'"
    ):
        ConnectomeRegressor("consensus", features="nodes", **QUICK).fit(X, y)


def test_a_region_that_the_consensus_leaves_alone_is_named(subjects):
    X, y = subjects
    lonely = X.copy()
    lonely[:40, 3], lonely[:40, :, 3] = 0, 0
    with pytest.raises(ValueError, match=r"no connection for \['region_3'\]"):
        ConnectomeRegressor("consensus", **QUICK).fit(lonely, y)
    soft = ConnectomeRegressor("consensus", constraint="soft", **QUICK).fit(lonely, y)
    assert soft.connectome_.isolated_regions == ("region_3",)


def test_a_bad_recipe_is_refused_before_any_training(subjects):
    with pytest.raises(ValueError, match="'threshold' parameter of Consensus.*Got 2"):
        ConnectomeRegressor(Consensus(threshold=2), **QUICK).fit(*subjects)
