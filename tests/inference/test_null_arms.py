import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.inference.null_arms import make_arms, with_lambda, with_seeds
from sk_ccnn.nulls import NULLS

QUICK = {"n_members": 1, "max_epochs": 1, "random_state": 0}


@pytest.fixture(scope="module")
def larger():
    """Give a brain that is large enough to be rewired at kept lengths, and measures of it."""
    rng = np.random.default_rng(0)
    brain = Connectome.from_coordinates(rng.normal(size=(20, 3)) * 40, density=0.25, random_state=0)
    return brain, rng.normal(size=(30, 20)), rng.normal(size=30)


def n_parameters(network):
    return sum(parameter.numel() for parameter in network.net_.module_.parameters())


@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_arms_are_alike_in_all_but_their_connectome(features, larger):
    brain, X, y = larger
    X = X if features == "nodes" else X[:, :, None] + X[:, None, :]
    arms = make_arms(ConnectomeRegressor(brain, **QUICK), X, y, list(NULLS), 2, 0)
    assert [arm.kind for arm in arms] == [
        "connectome",
        "unconstrained",
        *(kind for kind in NULLS for _ in range(2)),
    ]
    for arm in arms:
        arm.estimator.fit(X, y)
    real, unconstrained, *nulls = arms
    params = real.estimator.get_params()
    drawn = real.estimator.net_.generators.get_state()
    for arm in nulls:
        assert arm.estimator.get_params() == params | {"connectome": arm.null.connectome}
        assert n_parameters(arm.estimator) == n_parameters(real.estimator)
        # From the same seeds as many numbers have been drawn.
        states = arm.estimator.net_.generators.get_state()
        assert all((a == b).all() for a, b in zip(states, drawn, strict=True))
    assert n_parameters(unconstrained.estimator) > n_parameters(real.estimator)
    assert unconstrained.estimator.get_params() == params | {"constraint": "none"}


@pytest.mark.parametrize("random_state", [None, np.random.RandomState(0)])
def test_networks_without_a_seed_of_their_own_get_one_that_all_share(
    random_state, brain, small_cohort
):
    model = ConnectomeRegressor(brain, random_state=random_state)
    arms = make_arms(model, *small_cohort, ["degree"], 3, 7)
    (seed,) = {arm.estimator.random_state for arm in arms}
    assert isinstance(seed, int)
    again = make_arms(model, *small_cohort, ["degree"], 3, 7)
    assert [arm.estimator.connectome for arm in again] == [arm.estimator.connectome for arm in arms]
    assert again[0].estimator.random_state == seed
    assert model.random_state is random_state


def test_nulls_are_made_of_the_regions_that_reach_the_network(brain, small_cohort):
    X, y = small_cohort
    chosen = [7, 2, 5, 0, 9, 4, 1, 6, 8]
    frame = pd.DataFrame(X, columns=brain.labels).iloc[:, chosen]
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    arms = make_arms(model.set_output(transform="pandas"), frame, y, ["regions"], 1, 0)
    assert arms[0].estimator[-1].connectome == brain.subset(sorted(chosen))
    assert arms[2].estimator[-1].connectome.labels == brain.subset(sorted(chosen)).labels
    assert not hasattr(model[0], "scale_")


def test_the_strength_of_the_wiring_cost_is_changed_in_a_copy(brain):
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain))
    assert with_lambda(model, 3)[-1].lambda_wiring == 3.0
    assert model[-1].lambda_wiring == 0.0


def test_folds_get_seeds_that_differ_and_are_those_of_every_arm(brain, small_cohort):
    arms = make_arms(ConnectomeRegressor(brain), *small_cohort, ["degree"], 2, 7)
    seeds = [
        [each.random_state for each in with_seeds([arm.estimator] * 4)]
        for arm in (arms[0], arms[1], arms[3])
    ]
    assert seeds[0] == seeds[1] == seeds[2] and len(set(seeds[0])) == 4
    assert len({arm.estimator.random_state for arm in arms}) == 1
