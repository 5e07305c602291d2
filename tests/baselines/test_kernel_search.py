import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.base import clone
from sklearn.kernel_ridge import KernelRidge
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold
from sklearn.svm import SVC

from sk_ccnn.baselines import KernelSearchCV

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(60, 12))
y = X[:, 0] - X[:, 1] + RANDOM.normal(size=60) / 4
RIDGE = KernelRidge(kernel="precomputed")
FOLDS = KFold(3, shuffle=True, random_state=0)


def test_the_search_over_widths_is_that_of_scikit_learn():
    gammas, grid = [0.1, 1.0, 3.0], {"alpha": [0.01, 1.0]}
    ours = KernelSearchCV(RIDGE, grid, kernels=["rbf"], gammas=gammas, cv=FOLDS).fit(X, y)
    theirs = GridSearchCV(
        KernelRidge(kernel="rbf"), grid | {"gamma": [g / 12 for g in gammas]}, cv=FOLDS
    ).fit(X, y)
    assert ours.best_score_ == pytest.approx(theirs.best_score_)
    assert ours.best_params_["gamma"] / 12 == pytest.approx(theirs.best_params_["gamma"])
    new = RANDOM.normal(size=(7, 12))
    assert ours.predict(new) == pytest.approx(theirs.predict(new))


def test_each_kernel_is_what_its_formula_says():
    new = RANDOM.normal(size=(7, 12))
    expected = {
        "linear": new @ X.T / 12,
        "correlation": 1 - cdist(new, X, "correlation"),
        "rbf": rbf_kernel(new, X, gamma=0.3 / 12),
    }
    for name, kernel in expected.items():
        search = KernelSearchCV(RIDGE, {"alpha": [1.0]}, kernels=[name], gammas=[0.3]).fit(X, y)
        assert search.predict(new) == pytest.approx(kernel @ search.best_estimator_.dual_coef_)


def test_a_kernel_that_is_worse_is_not_chosen():
    circle = X[:, 0] ** 2 + X[:, 1] ** 2  # which no line follows
    grid = {"alpha": [0.01, 0.1]}
    chosen = KernelSearchCV(RIDGE, grid, cv=FOLDS).fit(X[:, :2], circle)
    assert chosen.best_params_["kernel"] == "rbf"
    alone = [
        KernelSearchCV(RIDGE, grid, kernels=[each], cv=FOLDS).fit(X[:, :2], circle).best_score_
        for each in ("linear", "correlation", "rbf")
    ]
    assert chosen.best_score_ == pytest.approx(max(alone))


def test_groups_reach_the_folds_of_every_kernel():
    class Recorder(GroupKFold):
        seen: list = []

        def split(self, X, y=None, groups=None):
            self.seen.append(tuple(groups))
            return super().split(X, y, groups)

    groups = np.arange(60) % 4
    KernelSearchCV(RIDGE, {"alpha": [1.0]}, gammas=[1.0], cv=Recorder(2)).fit(X, y, groups=groups)
    assert set(Recorder.seen) == {tuple(groups)}
    with pytest.raises(ValueError, match="groups"):
        KernelSearchCV(RIDGE, {"alpha": [1.0]}, cv=GroupKFold(2)).fit(X, y)


def test_what_is_learned_of_new_subjects_is_nothing():
    search = KernelSearchCV(RIDGE, {"alpha": [0.1, 1.0]}, cv=FOLDS).fit(X, y)
    new = RANDOM.normal(size=(9, 12))
    one_by_one = np.concatenate([search.predict(row[None]) for row in new])
    assert search.predict(new) == pytest.approx(one_by_one)


def test_classes_are_told_apart_and_scored():
    labels = np.where(y > 0, "patient", "control")
    search = KernelSearchCV(SVC(kernel="precomputed"), {"C": [0.1, 1.0]}, scoring="roc_auc")
    fitted = clone(search).fit(X, labels)
    assert fitted.classes_.tolist() == ["control", "patient"]
    assert fitted.score(X, labels) > 0.8
    assert ((fitted.decision_function(X) > 0) == (fitted.predict(X) == "patient")).all()
    assert not hasattr(fitted, "predict_proba")


def test_unknown_kernels_are_named():
    with pytest.raises(ValueError, match=r"kernels must be some of .*got \['poly'\]"):
        KernelSearchCV(RIDGE, {"alpha": [1.0]}, kernels=["poly"]).fit(X, y)
