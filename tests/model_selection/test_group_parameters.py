import numpy as np
import pytest
from sklearn import config_context
from sklearn.compose import TransformedTargetRegressor
from sklearn.feature_selection import RFE
from sklearn.linear_model import Ridge, RidgeCV
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.brain_age import BrainAgeRegressor
from sk_ccnn.model_selection import (
    ConnectomeRegressorCV,
    LambdaPathCV,
    StackedGridSearchCV,
    compare,
)
from sk_ccnn.model_selection.group_parameters import takes_groups

QUICK = {"n_members": 1, "max_epochs": 2, "random_state": 0}
SITES = np.arange(60) % 12


class SeenGroups(GroupKFold):
    """Keeps whole groups, and writes down which there were."""

    seen = []

    def split(self, X, y=None, groups=None):
        assert len(groups) == len(X)
        self.seen.append(sorted(set(groups)))
        return super().split(X, y, groups)


INNER = SeenGroups(2)
SEARCH = GridSearchCV(Ridge(), {"alpha": [1, 10]}, cv=INNER)
NETWORK = ConnectomeRegressor(**QUICK)
MODELS = {
    "search": SEARCH,
    "search in a pipeline": make_pipeline(StandardScaler(), SEARCH),
    "search in two pipelines": make_pipeline(StandardScaler(), make_pipeline(SEARCH)),
    "search behind another target": TransformedTargetRegressor(SEARCH),
    "pipeline behind another target": TransformedTargetRegressor(make_pipeline(SEARCH)),
    "stacked search": StackedGridSearchCV(NETWORK, {"alpha": [0.0, 1.0]}, cv=INNER),
    "ConnectomeRegressorCV": ConnectomeRegressorCV(lambdas=[0.0, 0.1], cv=INNER, **QUICK),
    "it in a pipeline": make_pipeline(
        StandardScaler(), ConnectomeRegressorCV(lambdas=[0.0, 0.1], cv=INNER, **QUICK)
    ),
    "LambdaPathCV": LambdaPathCV(NETWORK, lambdas=[0.0, 0.1], cv=INNER),
    "BrainAgeRegressor": BrainAgeRegressor(Ridge(), cv=INNER),
    "BrainAgeRegressor over a search": BrainAgeRegressor(SEARCH, cv=KFold(2)),
}


@pytest.mark.parametrize("routing", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_every_model_gets_the_groups_of_its_training_subjects(name, routing, small_cohort):
    SeenGroups.seen.clear()
    models = {"model": MODELS[name], "ridge": Ridge()}
    with config_context(enable_metadata_routing=routing):
        compare(models, *small_cohort, cv=GroupKFold(3), groups=SITES, n_jobs=1)
    outer = [sorted(set(SITES[train])) for train, _ in GroupKFold(3).split(SITES, None, SITES)]
    whole_training_sets = [seen for seen in SeenGroups.seen if len(seen) == 8]
    assert {tuple(seen) for seen in whole_training_sets} == {tuple(each) for each in outer}


def test_a_model_that_takes_groups_only_where_metadata_are_routed_says_so(small_cohort):
    models = {"model": RidgeCV(cv=INNER), "ridge": Ridge()}
    options = {"cv": GroupKFold(3), "groups": SITES, "n_jobs": 1}
    with pytest.raises(ValueError, match="only supported if enable_metadata_routing=True"):
        compare(models, *small_cohort, **options)
    SeenGroups.seen.clear()
    with config_context(enable_metadata_routing=True):
        compare(models, *small_cohort, **options)
    assert [len(seen) for seen in SeenGroups.seen] == [8, 8, 8]


def test_metadata_are_routed_in_other_processes_too(small_cohort):
    models = {"model": MODELS["search in a pipeline"], "path": MODELS["it in a pipeline"]}
    options = {"cv": GroupKFold(3), "groups": SITES}
    with config_context(enable_metadata_routing=True):
        one, two = (compare(models, *small_cohort, n_jobs=n, **options) for n in (1, 2))
    assert one.by_fold().equals(two.by_fold())


@pytest.mark.parametrize(
    "model",
    [
        Ridge(),
        make_pipeline(StandardScaler(), Ridge()),
        RidgeCV(cv=3),
        RFE(Ridge()),
        TransformedTargetRegressor(),
        TransformedTargetRegressor(Ridge()),
        Pipeline([("scale", StandardScaler()), ("nothing", "passthrough")]),
        ConnectomeRegressor(),
    ],
)
@pytest.mark.parametrize("routing", [False, True])
def test_a_model_without_folds_gets_none(model, routing):
    with config_context(enable_metadata_routing=routing):
        assert takes_groups(model) == ()


def test_a_search_by_a_splitter_of_ones_own_gets_groups():
    class Own:
        def split(self, X, y, groups):
            yield from GroupKFold(2).split(X, y, groups)

        def get_n_splits(self, X=None, y=None, groups=None):
            return 2

    assert takes_groups(GridSearchCV(Ridge(), {}, cv=Own())) == ("groups",)


def test_a_search_without_groups_in_its_folds_is_no_trouble_where_metadata_are_routed(small_cohort):
    models = {"search": GridSearchCV(Ridge(), {"alpha": [1, 10]}, cv=3), "ridge": Ridge()}
    with config_context(enable_metadata_routing=True):
        result = compare(models, *small_cohort, cv=GroupKFold(3), groups=SITES)
    assert result.by_fold().shape == (3, 2)
