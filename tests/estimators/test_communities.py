"""A network that pays for wires between communities becomes modular."""

import numpy as np
import pandas as pd
import pytest

from sk_ccnn import (
    Connectome,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ConnectomeTransformer,
)
from sk_ccnn.datasets import make_age_cohort
from sk_ccnn.estimators import communities
from sk_ccnn.estimators.communities import resolve_communities

QUICK = {"n_members": 2, "max_epochs": 10, "random_state": 0}
NETWORKS = ["Vis", "Vis", "Default", "Limbic", "Default"] * 2


def share_between(model, communities):
    """Measure the share of the learned wiring that is between communities, and what is within."""
    strength = model.learned_connectome().to_dense()
    between = communities[:, None] != communities[None, :]
    return strength[between].sum() / strength.sum(), strength[~between].sum()


@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_the_dearer_wires_between_communities_the_fewer_until_there_are_none(features):
    X, age = make_age_cohort(n_subjects=80, features=features, random_state=0, return_X_y=True)
    shares, within = [], []
    for strength in (0.0, 1e-3, 1e-2, 1.0):
        model = ConnectomeRegressor(
            "desikan_killiany", lambda_modular=strength, n_members=1, random_state=0
        ).fit(X, age)
        communities = model.connectome_.communities(random_state=0)
        share, left = share_between(model, communities)
        shares.append(share)
        within.append(left)
    assert shares[0] > shares[1] > shares[2] > shares[3] == 0
    assert min(within) > 0.1 * within[0]
    assert np.array_equal(model.communities_, communities)


def test_communities_that_are_given_are_kept_apart(brain, cohort):
    model = ConnectomeRegressor(brain, lambda_modular=10.0, communities=NETWORKS, **QUICK)
    model.fit(*cohort)
    assert model.communities_.tolist() == [0, 0, 1, 2, 1] * 2
    share, within = share_between(model, model.communities_)
    assert share == 0 and within > 0


@pytest.mark.parametrize(
    "estimator", [ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer]
)
def test_without_a_cost_communities_are_not_looked_for(
    estimator, brain, cohort, patients, monkeypatch
):
    data = patients if estimator is ConnectomeClassifier else cohort
    plain = estimator(brain, **QUICK).fit(*data)
    monkeypatch.delattr(Connectome, "communities")
    communities._found.cache_clear()
    given = estimator(brain, lambda_modular=0.0, communities=NETWORKS, **QUICK).fit(*data)
    assert plain.communities_ is None and given.communities_ is None
    assert plain.loss_curve_ == given.loss_curve_
    assert plain.learned_connectome() == given.learned_connectome()
    with pytest.raises(AttributeError):
        estimator(brain, lambda_modular=0.1, **QUICK).fit(*data)


def test_a_warm_start_may_make_a_network_modular_later(brain, cohort):
    model = ConnectomeRegressor(brain, warm_start=True, **QUICK).fit(*cohort)
    model.set_params(lambda_modular=10.0, communities=NETWORKS, max_epochs=30).fit(*cohort)
    assert share_between(model, model.communities_)[0] == 0


def test_a_community_may_be_named_for_each_region_in_whatever_order(brain):
    expected = [0, 0, 1, 2, 1] * 2
    by_name = dict(zip(brain.labels, NETWORKS, strict=True))
    for given in (
        NETWORKS,
        np.array(NETWORKS),
        pd.Series(NETWORKS),
        by_name,
        pd.Series(by_name)[::-1],
        {f"{label}_thickness": name for label, name in by_name.items()} | {"L_area5": "Vis"},
    ):
        assert resolve_communities(given, brain, [brain]).tolist() == expected


def test_where_columns_come_in_another_order_only_names_tell_which_is_which(brain, cohort):
    X, y = cohort
    frame = pd.DataFrame(X, columns=brain.labels).iloc[:, ::-1]
    by_name = dict(zip(brain.labels, NETWORKS, strict=True))
    model = ConnectomeRegressor(brain, lambda_modular=0.1, communities=by_name, **QUICK)
    assert model.fit(frame, y).communities_.tolist() == [0, 0, 1, 2, 1] * 2
    with pytest.raises(ValueError, match="another order.*by name: a dict or a Series"):
        model.set_params(communities=NETWORKS).fit(frame, y)


BAD = {
    "too few": (["a", "b"], r"each of 10 regions, got an array of shape \(2,\)"),
    "a matrix": (np.eye(10), r"got an array of shape \(10, 10\)"),
    "missing": ([*NETWORKS[:9], None], r"each region, got none for \['R_lingual'\]"),
    "NaN": (np.append(np.arange(9.0), np.nan), "got none for"),
    "unnamed": ({"L_insula": "Vis"}, "matched to the regions by name, and 9 of 10 names"),
    "empty": ({}, "each of 10 regions"),
}


@pytest.mark.parametrize("case", BAD)
def test_communities_that_do_not_fit(case, brain, cohort):
    given, message = BAD[case]
    with pytest.raises(ValueError, match=message):
        ConnectomeRegressor(brain, lambda_modular=0.1, communities=given, **QUICK).fit(*cohort)


def test_it_says_so_where_all_regions_are_one_community(cohort):
    with pytest.warns(UserWarning, match="lambda_modular has no effect"):
        ConnectomeRegressor(lambda_modular=0.1, **QUICK).fit(*cohort)
