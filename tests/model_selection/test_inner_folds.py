"""Too few groups, and inner folds that cannot be scored, are told before anything is trained."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    KFold,
    LeaveOneOut,
    RandomizedSearchCV,
    StratifiedKFold,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressorCV
from sk_ccnn.model_selection import LambdaPathCV, StackedGridSearchCV, compare
from sk_ccnn.model_selection.inner_folds import require_inner_folds_of_models

RANDOM = np.random.default_rng(0)
X, Y, SITE = RANDOM.normal(size=(30, 4)), RANDOM.normal(size=30), np.arange(30) % 3


class Never(RegressorMixin, BaseEstimator):
    def fit(self, X, y):
        raise AssertionError("a model was fitted")


def searches(cv):
    grid = {"alpha": [1.0, 10.0]}
    return {
        "grid": GridSearchCV(Ridge(), grid, cv=cv),
        "random": RandomizedSearchCV(Ridge(), grid, n_iter=2, cv=cv),
        "stacked": StackedGridSearchCV(Ridge(), grid, cv=cv),
        "piped": make_pipeline(StandardScaler(), GridSearchCV(Ridge(), grid, cv=cv)),
        "path": LambdaPathCV(Ridge(), cv=cv),
        "chooses": ConnectomeRegressorCV(cv=cv),
    }


@pytest.mark.parametrize("name", searches(3))
def test_every_training_set_needs_as_many_groups_as_there_are_inner_folds(name):
    models = {"never": Never(), name: searches(GroupKFold(3))[name]}
    with pytest.raises(ValueError, match=f"the cv of {name}, GroupKFold.*needs 3 groups in every"):
        compare(models, X, Y, cv=GroupKFold(3), groups=SITE)
    fewer = {name: searches(GroupKFold(2))[name]}
    splits = list(GroupKFold(3).split(X, Y, SITE))
    require_inner_folds_of_models(fewer, Y, splits, SITE)


def test_the_message_says_how_many_there_are_and_where():
    with pytest.raises(ValueError) as raised:
        compare({"never": Never()} | searches(GroupKFold(3)), X, Y, cv=GroupKFold(3), groups=SITE)
    assert str(raised.value).endswith(
        "needs 3 groups in every training set, but the training subjects of fold 1 of 3 are of 2; "
        "use fewer inner folds, or more outer folds, so that more groups are left"
    )


def test_inner_folds_that_cannot_be_scored_choose_nothing():
    models = {"never": Never(), "grid": searches(LeaveOneOut())["grid"]}
    with pytest.raises(
        ValueError, match="the cv of grid cannot choose among the training subjects"
    ):
        compare(models, X, Y, cv=3)
    models["grid"].set_params(scoring="neg_mean_absolute_error")
    with pytest.raises(AssertionError, match="a model was fitted"):
        compare(models, X, Y, cv=3)


def test_sites_of_one_class_have_no_auc_inside():
    y = np.where(SITE == 0, "patient", "control")
    y[:3] = ["control", "patient", "control"]
    search = GridSearchCV(LogisticRegression(), {"C": [1.0]}, cv=GroupKFold(2), scoring="roc_auc")
    models = {"search": search, "plain": LogisticRegression()}
    with pytest.raises(ValueError, match="the cv of search cannot choose among the training"):
        compare(models, X, y, cv=StratifiedKFold(2), groups=SITE, scoring="accuracy")


def test_what_is_tried_draws_nothing_and_changes_nothing():
    state = np.random.RandomState(0)
    cv = KFold(3, shuffle=True, random_state=state)
    before, of_numpy = state.get_state()[1].copy(), np.random.get_state()[1].copy()
    splits = list(KFold(2).split(X))
    for each in (cv, KFold(3, shuffle=True)):
        require_inner_folds_of_models({"grid": searches(each)["grid"]}, Y, splits, None)
        assert each.get_n_splits() == 3
    assert cv.random_state is state and (state.get_state()[1] == before).all()
    assert (np.random.get_state()[1] == of_numpy).all()


def test_splitters_of_others_are_left_alone():
    class Own:
        def split(self, X, y=None, groups=None):
            raise AssertionError("it was tried")

        def get_n_splits(self, X=None, y=None, groups=None):
            return 2

    require_inner_folds_of_models(
        {"grid": searches(Own())["grid"]}, Y, list(KFold(2).split(X)), None
    )
