"""Permuting a region is scoring a network on a region that is another subject's."""

import pytest
from sklearn.metrics import r2_score
from sklearn.utils import check_random_state

from sk_ccnn.attributions import region_importance
from sk_ccnn.attributions.permutation import permutation_drops


def score(estimator, X, y):
    return r2_score(y, estimator.predict(X))


def test_a_drop_is_the_fall_of_the_score_and_members_are_scored_alone(regressor, nodes):
    X, y = nodes
    network = regressor().fit(X[:60], y[:60])
    order = check_random_state(3).permutation(30)
    permuted = X[60:90].copy()
    permuted[:, 4] = permuted[order, 4]
    drops = permutation_drops(
        network,
        X[60:90],
        y[60:90],
        "regions",
        score,
        n_repeats=1,
        random_state=3,
    )
    assert drops.shape == (3, 10)
    expected = score(network, X[60:90], y[60:90]) - score(network, permuted, y[60:90])
    assert drops[0, 4] == pytest.approx(expected)
    of_member = [network.plan_.target.decode(each) for each in network.member_outputs(X[60:90])]
    permuted_member = [
        network.plan_.target.decode(each) for each in network.member_outputs(permuted)
    ]
    for member in (0, 1):
        before = r2_score(y[60:90], of_member[member])
        assert drops[1 + member, 4] == pytest.approx(
            before - r2_score(y[60:90], permuted_member[member])
        )


def test_a_region_that_tells_nothing_costs_nothing(regressor, nodes):
    X, y = nodes
    network = regressor(architecture="linear").fit(X[:60], y[:60])
    constant = X[60:90].copy()
    constant[:, 7] = 0
    found = region_importance(network, constant, y[60:90], cv="prefit", method="permutation")
    assert found.importances[7] == 0
    assert found.attributions is None


def test_another_score_may_be_asked_for(regressor, nodes):
    options = {"cv": 2, "method": "permutation", "random_state": 0}
    plain = region_importance(regressor(), *nodes, **options)
    error = region_importance(regressor(), *nodes, scoring="neg_mean_absolute_error", **options)
    assert error.importances[0] > 1 > plain.importances[0]
