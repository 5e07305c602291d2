import errno
import signal
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from skorch.callbacks import Callback

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.model_selection import compare
from sk_ccnn.model_selection.code_version import code_version
from sk_ccnn.results import Metric

CV = KFold(5, shuffle=True, random_state=0)


@pytest.fixture(scope="module")
def cohort():
    random = np.random.default_rng(0)
    X = random.normal(size=(100, 6))
    return X, 40 + 10 * X[:, 0] + random.normal(size=100)


class Counted(RegressorMixin, BaseEstimator):
    """Leave a mark in a file for every fit."""

    def __init__(self, path=None):
        self.path = path

    def fit(self, X, y):
        with self.path.open("a") as file:
            file.write("x")
        self.mean_ = y.mean()
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


def test_scores_are_those_of_cross_validate_on_the_same_folds(cohort):
    result = compare({"ridge": Ridge(), "dummy": DummyRegressor()}, *cohort, cv=CV)
    scoring = {"MAE": "neg_mean_absolute_error", "R²": "r2"}
    expected = cross_validate(Ridge(), *cohort, cv=CV, scoring=scoring)
    assert result.by_fold("MAE")["ridge"].tolist() == pytest.approx(-expected["test_MAE"])
    assert result.by_fold("R²")["ridge"].tolist() == pytest.approx(expected["test_R²"])
    assert result.by_fold("r")["dummy"].tolist() == [0] * 5
    assert (result.means()[["fit time (s)", "predict time (s)"]] >= 0).all(axis=None)


def test_the_scores_do_not_depend_on_the_number_of_processes(cohort):
    models = {"ridge": Ridge(), "dummy": DummyRegressor()}
    one, two = (compare(models, *cohort, cv=CV, n_jobs=n_jobs) for n_jobs in (1, 2))
    for metric in ("MAE", "R²", "r"):
        assert one.by_fold(metric).equals(two.by_fold(metric))


def test_a_candidate_is_tested_against_the_best_of_the_others(cohort):
    models = {"dummy": DummyRegressor(), "weak": Ridge(100), "ridge": Ridge()}
    result = compare(models, *cohort, cv=CV, candidates=["ridge"])
    test = result.tests().loc["ridge"]
    assert test["against"] == "weak"
    assert test["low"] > 0
    assert test["p_value"] < 0.05
    (sentence,) = result.sentences()
    assert sentence.startswith("ridge is better than weak, the best of the others (gain in MAE +")
    everyone = compare(models, *cohort, cv=CV).tests()
    assert everyone["against"].to_dict() == {"dummy": "ridge", "weak": "ridge", "ridge": "weak"}
    assert everyone.loc["dummy", "high"] < 0


def test_classes_are_measured_by_auc_accuracy_and_brier(cohort):
    X, y = cohort
    diagnosis = np.where(y > 40, "patient", "control")
    with pytest.warns(UserWarning, match="Brier could not be computed for svc") as warned:
        result = compare({"logistic": LogisticRegression(), "svc": SVC()}, X, diagnosis)
    assert {each.filename for each in warned} == {__file__}
    assert result.by_fold("AUC").min(axis=None) > 0.9
    assert result.by_fold("Brier")["logistic"].max() < 0.2
    assert "–" in result.table()


def test_classes_that_are_numbers_are_measured_as_classes(cohort):
    X, y = cohort
    stage = np.digitize(y, [36, 44])
    # The kind is looked for within pipelines and searches.
    search = GridSearchCV(make_pipeline(StandardScaler(), LogisticRegression()), {})
    result = compare({"search": search, "dummy": DummyClassifier()}, X, stage, cv=3)
    assert [metric.name for metric in result.metrics] == ["balanced accuracy", "AUC"]
    assert result.by_fold("AUC")["search"].min() > 0.9
    # Stratified, as for every classifier.
    tested = result.predictions.query("model == 'dummy'").groupby("fold")["y"]
    assert np.ptp([rows.value_counts().sort_index().tolist() for _, rows in tested], 0).max() <= 1


def test_regressors_on_a_target_of_0_and_1_are_measured_as_regressors(cohort):
    X, y = cohort
    models = {"ridge": Ridge(), "dummy": DummyRegressor()}
    result = compare(models, X, (y > 40).astype(int), cv=CV)
    assert [metric.name for metric in result.metrics] == ["MAE", "R²", "r"]
    assert result.by_fold("R²")["ridge"].min() > 0


def test_classifiers_are_not_compared_with_regressors(cohort):
    models = {"ridge": make_pipeline(Ridge()), "svc": SVC(), "dummy": DummyRegressor()}
    match = r"classifiers \['svc'\] and regressors \['ridge', 'dummy'\]"
    with pytest.raises(ValueError, match=match):
        compare(models, cohort[0], cohort[1] > 40)


class Mean(BaseEstimator):
    """Say of no kind what it is."""

    def fit(self, X, y):
        self.mean_ = y.mean()
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


def test_models_of_no_kind_need_metrics(cohort):
    models = {"one": Mean(), "other": Mean()}
    with pytest.raises(ValueError, match="scoring= must say"):
        compare(models, *cohort, cv=CV)
    result = compare(models, *cohort, cv=CV, scoring="neg_mean_absolute_error")
    assert result.by_fold().shape == (5, 2)


def test_what_was_predicted_is_kept(cohort):
    result = compare({"ridge": Ridge(), "dummy": DummyRegressor()}, *cohort, cv=CV)
    table = result.predictions
    assert sorted(table.query("model == 'ridge'")["subject"]) == list(range(100))
    assert (table["y"] == cohort[1][table["subject"]]).all()
    errors = (table["y"] - table["predicted"]).abs().groupby([table["fold"], table["model"]]).mean()
    assert errors.unstack()["ridge"].tolist() == pytest.approx(result.by_fold()["ridge"].tolist())
    several = compare(
        {"ridge": Ridge(), "dummy": DummyRegressor()}, cohort[0], np.stack([cohort[1]] * 2, 1)
    )
    assert several.predictions is None


def test_a_score_that_is_not_known_is_never_compared(cohort):
    X, y = cohort
    models = {"svc": SVC(), "logistic": LogisticRegression(), "dummy": DummyClassifier()}
    brier = {"Brier": "neg_brier_score"}
    with pytest.warns(UserWarning, match="Brier could not be computed for svc"):
        result = compare(models, X, y > 40, scoring=brier)
    svc, logistic, dummy = result.sentences()
    assert svc == "svc was not tested: not every fold has a Brier."
    assert logistic.startswith("logistic is better than dummy, the best of the others")
    assert dummy.startswith("dummy is worse than logistic, the best of the others")
    with pytest.warns(UserWarning, match="Brier could not be computed for svc"):
        alone = compare({name: models[name] for name in ("svc", "dummy")}, X, y > 40, scoring=brier)
    assert "dummy was not tested" in alone.sentence()


def test_searches_get_the_groups_of_their_training_subjects(cohort):
    sites = np.arange(100) % 10
    search = GridSearchCV(Ridge(), {"alpha": [1, 10]}, cv=GroupKFold(3))
    result = compare(
        {"search": search, "ridge": Ridge()}, *cohort, cv=GroupKFold(5), groups=sites, n_jobs=1
    )
    assert len(result.by_fold()) == 5


def test_finished_folds_are_not_fitted_again(cohort, tmp_path):
    mark = tmp_path / "fits"
    models = {"counted": Counted(mark), "ridge": Ridge()}
    first = compare(models, *cohort, cv=CV, cache_dir=tmp_path / "cache", n_jobs=1)
    assert mark.read_text() == "x" * 5
    again = compare(models, *cohort, cv=CV, cache_dir=tmp_path / "cache", n_jobs=1)
    assert mark.read_text() == "x" * 5
    assert again.scores.equals(first.scores)
    other = (cohort[0] + 1, cohort[1])
    compare(models, *other, cv=CV, cache_dir=tmp_path / "cache", n_jobs=1)
    assert mark.read_text() == "x" * 10


def test_scores_that_other_code_made_are_not_taken(cohort, tmp_path, monkeypatch):
    mark = tmp_path / "fits"
    models = {"counted": Counted(mark), "ridge": Ridge()}
    options = {"cv": CV, "cache_dir": tmp_path / "cache", "n_jobs": 1}
    compare(models, *cohort, **options)
    module = sys.modules["sk_ccnn.model_selection.comparing"]
    monkeypatch.setattr(module, "code_version", lambda: f"not {code_version()}")
    compare(models, *cohort, **options)
    assert mark.read_text() == "x" * 10


def test_scores_whose_files_are_damaged_are_computed_anew(cohort, tmp_path):
    mark, folder = tmp_path / "fits", tmp_path / "cache"
    models = {"counted": Counted(mark), "ridge": Ridge()}
    options = {"cv": CV, "cache_dir": folder, "n_jobs": 1}
    first = compare(models, *cohort, **options)
    for path in folder.iterdir():
        path.write_text(path.read_text().replace("0.", "1."))
    again = compare(models, *cohort, **options)
    assert mark.read_text() == "x" * 10
    assert again.by_fold().equals(first.by_fold())


def test_nothing_of_an_interrupted_fit_is_kept(cohort, tmp_path):
    folder = tmp_path / "cache"
    network = ConnectomeRegressor(n_members=1, max_epochs=8, random_state=0)
    models = {"network": network.set_params(callbacks=[Interrupt(folder)]), "ridge": Ridge()}
    options = {"cv": CV, "cache_dir": folder, "n_jobs": 1}
    with pytest.raises(KeyboardInterrupt):
        compare(models, *cohort, **options)
    assert len(list(folder.iterdir())) == 4  # two models in two folds
    (folder / "no more").touch()
    resumed = compare(models, *cohort, **options)
    assert resumed.by_fold().equals(compare(models, *cohort, cv=CV, n_jobs=1).by_fold())


class Interrupt(Callback):
    """Press Ctrl-C once four scores are kept."""

    def __init__(self, folder):
        self.folder = folder

    def on_epoch_end(self, net, **kwargs):
        kept = list(self.folder.iterdir())
        if len(net.history) == 3 and len(kept) == 4 and not (self.folder / "no more").exists():
            signal.raise_signal(signal.SIGINT)


def test_a_full_disk_ends_nothing(cohort, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    models = {"ridge": Ridge(), "dummy": DummyRegressor()}
    expected = compare(models, *cohort, cv=CV)
    monkeypatch.setattr(Path, "open", full)
    with pytest.warns(UserWarning, match="10 of 10 scores.*: no space left; they are") as warned:
        result = compare(models, *cohort, cv=CV, cache_dir=tmp_path, n_jobs=1)
    assert [each.filename for each in warned] == [__file__]
    assert result.by_fold().equals(expected.by_fold())


def test_a_model_that_cannot_be_keyed_is_named_before_any_fit(cohort, tmp_path):
    mark = tmp_path / "fits"
    models = {"counted": Counted(mark), "mine": Ridge(lambda: 1)}
    with pytest.raises(ValueError, match="the model 'mine' cannot"):
        compare(models, *cohort, cv=CV, cache_dir=tmp_path / "cache", n_jobs=1)
    assert not mark.exists()


def test_models_and_folds_that_do_not_fit_are_refused(cohort):
    with pytest.raises(ValueError, match="two or more models"):
        compare({"ridge": Ridge()}, *cohort)
    with pytest.raises(ValueError, match=r"candidates \['mlp'\] are none of the models"):
        compare({"a": Ridge(), "b": Ridge()}, *cohort, candidates=["mlp"])
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        compare({"a": Ridge(), "b": Ridge()}, cohort[0], cohort[1][:-1])


def test_a_metric_of_scikit_learns_can_be_asked_for(cohort):
    models = {"ridge": Ridge(), "dummy": DummyRegressor()}
    result = compare(models, *cohort, cv=CV, scoring=["explained_variance"])
    assert result.by_fold().columns.tolist() == ["ridge", "dummy"]
    assert result.by_fold()["ridge"].min() > 0.9


def test_a_metric_may_be_an_error(cohort):
    metric = Metric("error", "neg_mean_absolute_error", is_error=True)
    models = {"ridge": Ridge(), "dummy": DummyRegressor()}
    result = compare(models, *cohort, cv=CV, scoring=[metric, "r2"])
    assert [each.name for each in result.metrics] == ["error", "r2"]
    assert (result.by_fold() > 0).all(axis=None)
    assert result.best_of_others("dummy") == "ridge"
