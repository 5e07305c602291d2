"""What the three stacked searches have in common: scikit-learn's candidates, trained as stacks."""

import numpy as np
import pytest
from scipy.stats import loguniform
from sklearn import config_context
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, RandomizedSearchCV
from sklearn.model_selection._search_successive_halving import HalvingGridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.model_selection import (
    ConnectomeRegressorCV,
    LambdaPathCV,
    StackedGridSearchCV,
    StackedHalvingGridSearchCV,
    StackedRandomizedSearchCV,
)
from sk_ccnn.training import StackNet

QUICK = {"n_members": 1, "max_epochs": 4, "random_state": 0}
GRID = {"lambda_wiring": [0.0, 0.01, 0.1, 1.0], "alpha": [0.0, 1.0]}
DRAWN = {"lambda_wiring": loguniform(1e-4, 1), "alpha": [0.0, 1.0]}
EPOCHS = {"resource": "max_epochs", "min_resources": 2, "max_resources": 6}
DOORS = {
    "grid": (StackedGridSearchCV, GridSearchCV, GRID, {}),
    "randomized": (
        StackedRandomizedSearchCV,
        RandomizedSearchCV,
        DRAWN,
        {"n_iter": 5, "random_state": 3},
    ),
    "halving": (StackedHalvingGridSearchCV, HalvingGridSearchCV, GRID, {"random_state": 0}),
    "halving of epochs": (StackedHalvingGridSearchCV, HalvingGridSearchCV, GRID, EPOCHS),
}


@pytest.fixture(params=DOORS)
def doors(request):
    """Give our search and scikit-learn's, both made by (estimator, **options)."""
    *classes, params, given = DOORS[request.param]

    def make(kind):
        return lambda estimator, **options: kind(estimator, params, **(given | options))

    return [make(kind) for kind in classes]


def require_same(ours, theirs, atol=1e-9):
    public = [{name for name in vars(each) if name[0] != "_"} for each in (ours, theirs)]
    assert public[0] - {"max_stack_memory"} == public[1]
    assert ours.cv_results_.keys() == theirs.cv_results_.keys()
    assert ours.cv_results_["params"] == theirs.cv_results_["params"]
    for name, expected in theirs.cv_results_.items():
        if name.startswith(("mean_t", "split", "std_t", "rank", "iter", "n_res")):
            np.testing.assert_allclose(ours.cv_results_[name], expected, rtol=0, atol=atol)
    assert ours.best_params_ == theirs.best_params_
    assert ours.best_score_ == pytest.approx(theirs.best_score_, abs=atol)


def test_it_finds_what_scikit_learns_search_finds(doors, brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    ours, theirs = (door(model, cv=3).fit(*small_cohort) for door in doors)
    require_same(ours, theirs)
    X = small_cohort[0]
    assert (ours.predict(X) == theirs.predict(X)).all()


def test_classifiers_with_weights_and_a_score_of_choice(doors, brain, small_patients):
    X, y = small_patients
    network = ConnectomeClassifier(brain, **QUICK)
    options = {"scoring": "neg_log_loss", "cv": 3}
    weight = np.linspace(0.5, 2, len(y))
    ours, theirs = (door(network, **options).fit(X, y, sample_weight=weight) for door in doors)
    require_same(ours, theirs)


def test_the_candidates_of_a_fold_are_one_net(doors, brain, small_cohort, monkeypatch):
    sizes = []
    train = StackNet.train

    def counted(self, *args):
        sizes.append(self.n_members)
        return train(self, *args)

    monkeypatch.setattr(StackNet, "train", counted)
    model = ConnectomeRegressor(brain, **QUICK)
    search = doors[0](model, cv=3, refit=False).fit(*small_cohort)
    rounds = getattr(search, "n_candidates_", [len(search.cv_results_["params"])])
    assert sizes == [n for n in rounds for _ in range(3)]


def test_halving_draws_subjects_and_keeps_the_best(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    search = StackedHalvingGridSearchCV(model, GRID, cv=3, factor=2, random_state=0)
    search.fit(*small_cohort)
    assert search.n_candidates_ == [8, 4, 2, 1]
    assert search.n_resources_ == [7, 14, 28, 56]


@pytest.mark.parametrize("routing", [False, True])
@pytest.mark.parametrize("is_piped", [False, True])
def test_an_estimator_with_folds_of_its_own_gets_its_groups(routing, is_piped, brain, small_cohort):
    X, y = small_cohort
    groups = np.arange(60) % 12
    chooser = ConnectomeRegressorCV(brain, lambdas=[0.0, 0.1], cv=GroupKFold(2), **QUICK)
    model = make_pipeline(StandardScaler(), chooser) if is_piped else chooser
    prefix = "connectomeregressorcv__" if is_piped else ""
    grid = {f"{prefix}alpha": [0.0, 1.0]}
    with config_context(enable_metadata_routing=routing):
        search = StackedGridSearchCV(model, grid, cv=GroupKFold(3), error_score="raise")
        search.fit(X, y, groups=groups)
        train, test = next(GroupKFold(3).split(X, y, groups))
        alone = clone(chooser).set_params(alpha=1.0)
        scale = StandardScaler() if is_piped else None
        X_train = scale.fit_transform(X[train]) if is_piped else X[train]
        X_test = scale.transform(X[test]) if is_piped else X[test]
        expected = alone.fit(X_train, y[train], groups=groups[train]).score(X_test, y[test])
    assert search.cv_results_["split0_test_score"][1] == pytest.approx(expected, abs=1e-9)


def test_a_path_gets_its_groups_too(brain, small_cohort):
    path = LambdaPathCV(ConnectomeRegressor(brain, **QUICK), lambdas=[0.0, 0.1], cv=GroupKFold(2))
    grid = {"lambdas": [[0.0, 0.1], [0.2]]}
    for routing in (False, True):
        with config_context(enable_metadata_routing=routing):
            search = StackedGridSearchCV(path, grid, cv=GroupKFold(3), error_score="raise")
            search.fit(*small_cohort, groups=np.arange(60) % 12)
        assert search.best_estimator_.score_path_.shape[1] == 2


def test_what_is_no_network_is_refused_before_anything_is_fitted(doors, small_cohort):
    # Before ours, scikit-learn 1.8 says that Ridge has no parameter max_epochs to grow.
    with pytest.raises((TypeError, ValueError), match="Ridge"):
        doors[0](Ridge()).fit(*small_cohort)


def test_no_candidates_or_folds_are_named(brain, small_cohort):
    class NoFolds(KFold):
        def split(self, *args, **kwargs):
            return iter(())

    search = StackedGridSearchCV(ConnectomeRegressor(brain, **QUICK), GRID, cv=NoFolds(3))
    with pytest.raises(ValueError, match="cv gives no folds; needed one or more"):
        search.fit(*small_cohort)


class Recorder:
    """A callback of scikit-learn's that writes down what it is told."""

    def __init__(self):
        self.told = []

    def setup(self, estimator, context):
        self.told.append(("setup", context.task_name))

    def teardown(self, estimator, context):
        self.told.append(("teardown", context.task_name))

    def on_fit_task_begin(self, estimator, context, *, X=None, y=None, metadata=None):
        self.told.append(("begin", *self._seen(context, X, y, metadata)))

    def on_fit_task_end(self, estimator, context, *, X=None, y=None, metadata=None):
        self.told.append(("end", *self._seen(context, X, y, metadata)))

    @staticmethod
    def _seen(context, X, y, metadata):
        weight = None if metadata is None else metadata["sample_weight"].sum()
        shape, total = (None, None) if X is None else (X.shape, y.sum())
        return context.task_name, context.task_id, shape, total, weight


def test_scikit_learns_callbacks_are_told_what_its_own_search_tells(doors, brain, small_cohort):
    pytest.importorskip("sklearn.callback", reason="came with scikit-learn 1.9")
    told = []
    for door in doors:
        callback = Recorder()
        search = door(ConnectomeRegressor(brain, **QUICK), cv=2).set_callbacks(callback)
        search.fit(*small_cohort, sample_weight=np.ones(60))
        told.append(callback.told)
    ours, theirs = told
    assert ours[0] == theirs[0] and ours[-1] == theirs[-1]
    assert sorted(map(str, ours)) == sorted(map(str, theirs))


def test_callbacks_are_told_of_the_end_of_a_search_that_fails(brain, small_cohort):
    pytest.importorskip("sklearn.callback", reason="came with scikit-learn 1.9")
    callback = Recorder()
    model = ConnectomeRegressor(brain, **(QUICK | {"lr": -1.0}))
    search = StackedGridSearchCV(model, GRID).set_callbacks(callback)
    with pytest.raises(ValueError, match="fits failed"):
        search.fit(*small_cohort)
    assert callback.told[-1] == ("teardown", "fit")
