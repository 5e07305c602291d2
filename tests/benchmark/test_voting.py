"""The mean of searches whose inner folds keep groups together."""

from functools import partial

import numpy as np
import pytest
from sklearn import get_config
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold

from sk_ccnn.benchmark.voting import GroupedVotingClassifier, GroupedVotingRegressor
from sk_ccnn.model_selection import takes_groups

CASES = {
    "regressor": (GroupedVotingRegressor, Ridge(), {"alpha": [0.1, 1000.0]}),
    "classifier": (
        partial(GroupedVotingClassifier, voting="soft"),
        LogisticRegression(),
        {"C": [0.001, 10.0]},
    ),
}


@pytest.fixture(params=CASES)
def case(request):
    mean, model, grid = CASES[request.param]
    random = np.random.default_rng(0)
    X, groups = random.normal(size=(60, 5)), np.arange(60) % 6
    # A group's own level is what only folds by group see through.
    number = X[:, 0] + 3 * groups + random.normal(size=60)
    y = number if request.param == "regressor" else np.where(number > 7, "old", "young")
    search = GridSearchCV(model, grid, cv=GroupKFold(3))
    scaled = GridSearchCV(clone(model).set_params(fit_intercept=False), grid, cv=GroupKFold(3))
    return mean([("one", search), ("two", scaled)]), X, y, groups


def _predicted(model, X):
    return model.predict_proba(X) if hasattr(model, "predict_proba") else model.predict(X)


def test_it_is_the_mean_of_the_searches_by_group(case):
    model, X, y, groups = case
    found = _predicted(model.fit(X, y, groups=groups), X)
    alone = [clone(each).fit(X, y, groups=groups) for _, each in model.estimators]
    for fitted, own in zip(model.estimators_, alone, strict=True):
        assert fitted.best_params_ == own.best_params_
    assert found == pytest.approx(np.mean([_predicted(each, X) for each in alone], axis=0))


def test_folds_by_group_get_their_groups_or_say_that_they_have_none(case):
    model, X, y, _ = case
    assert takes_groups(model) == ("groups",)
    with pytest.raises(ValueError, match="groups"):
        model.fit(X, y)


def test_the_routing_of_the_user_stays_as_it_was(case):
    model, X, y, groups = case
    before = get_config()["enable_metadata_routing"]
    clone(model).fit(X, y, groups=groups)
    assert get_config()["enable_metadata_routing"] == before
