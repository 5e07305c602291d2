import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from sk_ccnn.baselines import baseline_classifiers, baseline_regressors
from sk_ccnn.benchmark import COHORTS
from sk_ccnn.model_selection import compare

CHAIN = np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)


@pytest.fixture(scope="module")
def cohort():
    random = np.random.default_rng(0)
    X = random.normal(size=(80, 6))
    return X, 40 + 10 * X[:, 0] + random.normal(size=80)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_every_regressor_predicts_better_than_the_dummy(cohort):
    X, y = cohort
    models = baseline_regressors(connectome=CHAIN)
    errors = {
        name: abs(clone(model).fit(X[:60], y[:60]).predict(X[60:]) - y[60:]).mean()
        for name, model in models.items()
    }
    assert len(errors) == 10
    assert sorted(errors, key=errors.get)[-1] == "dummy"
    assert errors["RidgeCV"] < errors["dummy"] / 3


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_every_classifier_predicts_better_than_the_dummy(cohort):
    X, y = cohort
    diagnosis = np.where(y > 40, "patient", "control")
    models = baseline_classifiers(connectome=CHAIN)
    scores = {
        name: clone(model).fit(X[:60], diagnosis[:60]).score(X[60:], diagnosis[60:])
        for name, model in models.items()
    }
    assert len(scores) == 10
    assert min(scores, key=scores.get) == "dummy"


def test_no_connectome_no_laplacian():
    assert "Laplacian ridge" not in baseline_regressors()
    assert "Laplacian logistic" not in baseline_classifiers()


@pytest.mark.filterwarnings("ignore:Brier could not be computed")
def test_inner_folds_may_keep_sites_together(cohort):
    X, y = cohort
    sites = np.arange(80) % 8
    diagnosis = np.where(y > 40, "patient", "control")
    for make, target in ((baseline_regressors, y), (baseline_classifiers, diagnosis)):
        models = make(cv=GroupKFold(3))
        result = compare(models, X, target, cv=GroupKFold(2), groups=sites)
        assert result.by_fold().notna().all(axis=None)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_no_regressor_loses_to_the_dummy_over_real_edges(data_dir):
    (task,) = COHORTS["lemon"](data_dir)
    train, test = next(iter(task.cv.split(task.X)))
    models = baseline_regressors(cv=task.inner_cv, n_features=task.X.shape[1])
    errors = {
        name: abs(model.fit(task.X[train], task.y[train]).predict(task.X[test]) - task.y[test])
        for name, model in models.items()
    }
    means = {name: error.mean() for name, error in errors.items()}
    assert max(means, key=means.get) == "dummy"
    # A ridge regression has 8.4 years; nothing that is tuned is far behind.
    assert max(means["kernel ridge"], means["SVR"], means["PCA + ridge"]) < 10


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_no_classifier_is_at_chance_over_real_edges(data_dir):
    task, _ = COHORTS["abide"](data_dir)
    train, test = next(iter(task.cv.split(task.X, task.y)))
    models = baseline_classifiers(cv=task.inner_cv, n_features=task.X.shape[1])
    del models["dummy"]
    for name, model in models.items():
        model.fit(task.X[train], task.y[train])
        if hasattr(model, "decision_function"):
            score = model.decision_function(task.X[test])
        else:
            score = model.predict_proba(task.X[test])[:, 1]
        assert roc_auc_score(task.y[test] == model.classes_[1], score) > 0.55, name
