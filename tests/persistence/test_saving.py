"""What is saved comes back and says the same; what cannot be saved is refused before."""

import os
import stat

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn import config_context
from sklearn.base import BaseEstimator, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import FeatureAgglomeration
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import RandomForestRegressor, VotingRegressor
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.impute import SimpleImputer
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge
from sklearn.metrics import make_scorer, r2_score
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.utils.metadata_routing import get_routing_for_object

from sk_ccnn import (
    BrainAgeRegressor,
    ConformalRegressor,
    ConnectomeClassifierCV,
    ConnectomeRegressor,
    ConnectomeRegressorCV,
    ConnectomeTransformer,
    load_model,
    save_model,
)
from sk_ccnn.baselines import KernelSearchCV
from sk_ccnn.model_selection import LambdaPathCV, StackedGridSearchCV, StackedRandomizedSearchCV
from sk_ccnn.persistence import ModelFileError, model_card
from sk_ccnn.preprocessing import CorrelationTransformer
from sk_ccnn.pruning import prune
from sk_ccnn.transfer import TransferClassifier, TransferRegressor

GRID = {"lambda_wiring": [0.0, 0.1]}
ARCHITECTURES = ["linear", "mlp", "gcn", "gat"]


def said(model, X):
    """Give all that a model says of subjects."""
    names = ("predict", "predict_proba", "transform", "decision_function")
    return [np.asarray(getattr(model, name)(X)) for name in names if hasattr(model, name)]


def through_file(model, path, **options):
    save_model(model, path, **options)
    return load_model(path)


def require_same(model, X, path):
    back = through_file(model, path)
    for before, after in zip(said(model, X), said(back, X), strict=True):
        if before.dtype.kind == "f":  # scikit-learn's sums round by how an array lies in memory
            np.testing.assert_allclose(after, before, rtol=1e-12)
        else:
            assert np.array_equal(before, after)
    return back


@pytest.mark.parametrize("features", ["nodes", "edges"])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_architecture_with_a_name_comes_back(
    architecture, features, regressor, small_cohort, matrices, tmp_path
):
    X = small_cohort[0] if features == "nodes" else matrices
    model = regressor(architecture=architecture, features=features).fit(X, small_cohort[1])
    back = require_same(model, X, tmp_path / "m")
    assert back.connectome_ == model.connectome_
    assert back.loss_curve_ == model.loss_curve_


@pytest.mark.parametrize("supervised", [False, True])
@pytest.mark.parametrize("features", ["nodes", "edges"])
def test_embeddings_come_back(supervised, features, brain, small_cohort, matrices, tmp_path):
    X = small_cohort[0] if features == "nodes" else matrices
    model = ConnectomeTransformer(brain, features=features, n_members=1, max_epochs=2)
    require_same(model.fit(X, small_cohort[1] if supervised else None), X, tmp_path / "m")


CLASSIFIERS = {
    "weights by number": lambda C, _: C(class_weight={0: 1.0, 1: 3.0}),
    "calibrated": lambda C, _: CalibratedClassifierCV(C(), cv=2),
    "isotonic": lambda C, _: CalibratedClassifierCV(C(), cv=2, method="isotonic", ensemble=False),
    "lambda chosen": lambda C, b: ConnectomeClassifierCV(b, cv=2, max_epochs=2, n_members=1),
    "transfer": lambda C, _: TransferClassifier(max_epochs=2, random_state=0),
}


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_classifiers_come_back(name, classifier, brain, small_patients, tmp_path):
    X, diagnosis = small_patients
    y = (diagnosis == "patient").astype(int)
    require_same(CLASSIFIERS[name](classifier, brain).fit(X, y), X, tmp_path / "m")


REGRESSORS = {
    "modular": lambda R, b: R(lambda_modular=0.1, communities=[0] * 5 + [1] * 5),
    "lambda chosen": lambda R, b: ConnectomeRegressorCV(b, cv=2, max_epochs=2, n_members=1),
    "intervals": lambda R, b: ConformalRegressor(R(), cv=2),
    "brain age": lambda R, b: BrainAgeRegressor(R(), cv=2),
    "stacked search": lambda R, b: StackedGridSearchCV(R(), GRID, cv=2),
    "random search": lambda R, b: StackedRandomizedSearchCV(R(), GRID, n_iter=2, cv=2),
    "search": lambda R, b: GridSearchCV(R(), GRID, cv=KFold(2), scoring="r2"),
    "path": lambda R, b: LambdaPathCV(R(), cv=2, n_lambdas=2),
    "nested": lambda R, b: make_pipeline(
        SimpleImputer(), SelectKBest(f_regression, k=10), make_pipeline(StandardScaler(), R())
    ),
    "regions put together": lambda R, b: make_pipeline(FeatureAgglomeration(n_clusters=4), Ridge()),
    "vote": lambda R, b: VotingRegressor([("ours", R()), ("ridge", Ridge())]),
    "other target": lambda R, b: TransformedTargetRegressor(
        R(), func=np.cbrt, inverse_func=np.exp, check_inverse=False
    ),
}


@pytest.mark.parametrize("name", REGRESSORS)
def test_regressors_come_back(name, regressor, brain, small_cohort, tmp_path):
    X, y = small_cohort
    require_same(REGRESSORS[name](regressor, brain).fit(X, y), X, tmp_path / "m")


def test_transferred_and_pruned_networks_come_back(fitted, small_cohort, small_patients, tmp_path):
    X, y = small_cohort
    require_same(prune(fitted, fraction=0.5), X, tmp_path / "m")
    model = TransferRegressor(fitted, max_epochs=2, random_state=0).fit(X, y)
    back = require_same(model, X, tmp_path / "m")
    assert str(back.tuning_) == str(model.tuning_)


def test_regions_that_a_transfer_found_altered_come_back(
    fitted, small_cohort, small_patients, tmp_path
):
    options = {"freeze": "unaltered", "n_trainable_regions": 3, "max_epochs": 2, "random_state": 0}
    for model, subjects in (
        (TransferClassifier(fitted, **options), small_patients),
        (TransferRegressor(fitted, **options), small_cohort),
    ):
        back = require_same(model.fit(*subjects), subjects[0], tmp_path / "m")
        assert len(back.trainable_regions_) == 3
        pd.testing.assert_frame_equal(back.altered_regions_, model.altered_regions_)


def test_a_space_of_correlations_comes_back(regressor, matrices, small_cohort, tmp_path):
    model = make_pipeline(CorrelationTransformer(), regressor(features="edges"))
    require_same(model.fit(matrices, small_cohort[1]), matrices, tmp_path / "m")


def test_a_search_over_kernels_comes_back(small_cohort, tmp_path):
    X, y = small_cohort
    model = KernelSearchCV(KernelRidge(kernel="rbf"), {"alpha": [0.1, 1.0]}, cv=2)
    require_same(model.fit(X, y), X, tmp_path / "m")


def test_columns_are_chosen_by_name_after_loading_too(regressor, brain, small_cohort, tmp_path):
    frame = pd.DataFrame(small_cohort[0], columns=brain.labels)
    chosen = ColumnTransformer(
        [("left", StandardScaler(), list(brain.labels[:5]))],
        remainder="passthrough",
        verbose_feature_names_out=False,
    ).set_output(transform="pandas")
    require_same(
        make_pipeline(chosen, regressor()).fit(frame, small_cohort[1]), frame, tmp_path / "m"
    )


def test_another_order_and_spelling_of_columns_predicts_the_same(
    regressor, brain, small_cohort, tmp_path
):
    X, y = small_cohort
    frame = pd.DataFrame(X, columns=[f"{label}_thickness" for label in brain.labels])
    model = regressor().fit(frame, y)
    back = through_file(model, tmp_path / "m")
    other = frame.rename(columns=lambda name: name.replace("L_", "lh_").replace("R_", "rh_"))
    shuffled = other[other.columns[::-1]]
    assert np.array_equal(back.predict(shuffled), model.predict(frame))


def test_training_goes_on_as_if_it_had_not_stopped_where_the_optimizer_is_kept(
    regressor, small_cohort, tmp_path
):
    model = regressor(dropout=0.3).fit(*small_cohort)
    back = through_file(model, tmp_path / "m", optimizer=True)
    for each in (model, back):
        each.partial_fit(*small_cohort)
    assert np.array_equal(back.predict(small_cohort[0]), model.predict(small_cohort[0]))


def test_the_file_has_no_optimizer_and_no_batch_unless_asked_for(fitted, small_cohort, tmp_path):
    save_model(fitted, tmp_path / "without")
    save_model(fitted, tmp_path / "with", optimizer=True)
    assert (tmp_path / "without").stat().st_size < (tmp_path / "with").stat().st_size
    back = load_model(tmp_path / "without")
    assert not back.net_.optimizer_.state_dict()["state"]
    assert all(len(row["batches"]) == 1 for row in back.net_.history.to_list())
    back.partial_fit(*small_cohort)


def test_an_unfitted_estimator_comes_back(regressor, tmp_path):
    back = through_file(regressor(lambda_wiring=0.3), tmp_path / "m")
    assert back.lambda_wiring == 0.3 and not hasattr(back, "net_")


@pytest.fixture
def routing():
    with config_context(enable_metadata_routing=True):
        yield


def test_requests_for_metadata_come_back(routing, regressor, small_cohort, tmp_path):
    X, y = small_cohort
    model = regressor().set_fit_request(sample_weight=True).fit(X, y)
    score = make_scorer(r2_score).set_score_request(sample_weight=True)
    search = GridSearchCV(model, GRID, cv=2, scoring=score).fit(X, y, sample_weight=np.ones(len(X)))
    for each in (model, search):
        back = require_same(each, X, tmp_path / "m")
        found = [str(get_routing_for_object(one)) for one in (each, back)]
        assert found[0] == found[1] and "sample_weight" in found[0]
    back.fit(X, y, sample_weight=np.ones(len(X)))


def test_the_estimator_that_a_request_is_of_is_not_saved_and_not_changed(
    routing, regressor, small_cohort, tmp_path
):
    model = regressor().set_fit_request(sample_weight=True).fit(*small_cohort)
    copied = clone(model)  # scikit-learn lets its request hold the fitted one
    save_model(copied, tmp_path / "m")
    assert model_card(tmp_path / "m")["networks"] == []
    assert copied._metadata_request.owner is model


class Own(BaseEstimator):
    """No type that a file may hold."""


REFUSED = {
    r"architecture cannot be saved: the architecture is code.*state_dict": {
        "architecture": lambda spec: None
    },
    r"callbacks\[0\] cannot be saved: callbacks are code.*set_params": {"callbacks": [Own()]},
}


@pytest.mark.parametrize("message", REFUSED)
def test_code_is_refused_with_its_place_and_a_way_out(message, regressor, tmp_path):
    with pytest.raises(ModelFileError, match=message):
        save_model(regressor(**REFUSED[message]), tmp_path / "m")
    assert not list(tmp_path.iterdir())


def own_score(estimator, X, y):
    return 0.0


OTHERS = {
    r"GridSearchCV.scoring cannot be saved: .*own_score is a function.*sklearn.metrics": (
        GridSearchCV(Ridge(), {}, scoring=own_score)
    ),
    r"FunctionTransformer.func cannot be saved: .*<lambda>": FunctionTransformer(lambda X: X),
    r"Pipeline.steps\[0\]\[1\] cannot be saved: .*Own is of another package": make_pipeline(
        Own(), Ridge()
    ),
    r"its key True is a bool": FunctionTransformer(kw_args={True: 1}),
    r"its key \(1, 2\) is a tuple": FunctionTransformer(kw_args={(1, 2): 1}),
    r"two of its keys are written '1', and one would be lost": FunctionTransformer(
        kw_args={1: 1, "1": 2}
    ),
    r"trees out of what is saved": RandomForestRegressor(n_estimators=2).fit([[0], [1]], [0, 1]),
    r"must be a scikit-learn estimator, got dict": {"a": 1},
}


@pytest.mark.parametrize("message", OTHERS)
def test_what_is_around_a_network_is_refused_too(message, tmp_path):
    with pytest.raises(ModelFileError, match=message):
        save_model(OTHERS[message], tmp_path / "m")


def test_keys_of_dicts_come_back_as_they_were(tmp_path):
    keys = {"__loader__": {"__id__": 1}, 1: 2, 0.5: None, np.int64(7): "x", "content": [1]}
    back = through_file(FunctionTransformer(kw_args=keys), tmp_path / "m")
    assert back.kw_args == keys
    assert {type(key) for key in back.kw_args} == {str, int, float, np.int64}


def test_a_file_is_not_lost_when_another_cannot_be_saved(saved, regressor):
    before = saved.read_bytes()
    with pytest.raises(ModelFileError):
        save_model(regressor(callbacks=[Own()]), saved)
    assert saved.read_bytes() == before
    assert [each.name for each in saved.parent.iterdir()] == [saved.name]


def test_a_path_that_can_be_no_file_is_refused_before_anything_is_made(saved, regressor, tmp_path):
    broken = regressor(callbacks=[Own()])  # which would be refused after it
    with pytest.raises(IsADirectoryError, match="path of a file, got a folder") as folder:
        save_model(broken, tmp_path)
    with pytest.raises(FileNotFoundError, match="no such folder") as missing:
        save_model(broken, tmp_path / "missing" / "model.skc")
    assert folder.value.filename == str(tmp_path)
    assert missing.value.filename == str((tmp_path / "missing").resolve())
    assert [each.name for each in tmp_path.iterdir()] == [saved.name]


def test_a_path_may_be_a_text(fitted, small_cohort, tmp_path):
    save_model(fitted, f"{tmp_path}/m")
    X = small_cohort[0]
    assert np.array_equal(load_model(f"{tmp_path}/m").predict(X), fitted.predict(X))


def test_permissions_are_those_that_any_new_file_gets(fitted, tmp_path):
    before = os.umask(0o027)
    try:
        save_model(fitted, tmp_path / "m")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "m").stat().st_mode) == 0o640


def test_equal_models_make_equal_files(fitted, tmp_path):
    for name in "ab":
        save_model(fitted, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_networks_in_wrappers_are_described(classifier, small_patients, tmp_path):
    model = CalibratedClassifierCV(classifier(), cv=2).fit(*small_patients)
    save_model(model, tmp_path / "m")
    paths = [each["path"] for each in model_card(tmp_path / "m")["networks"]]
    assert paths == [f"calibrated_classifiers_[{i}].estimator" for i in range(2)]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hidden_channels=st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple),
    constraint=st.sampled_from(["hard", "soft", "init", "none"]),
    n_members=st.integers(1, 3),
    standardize=st.booleans(),
    batch_size=st.sampled_from(["auto", 16]),
    early_stopping=st.booleans(),
    lambda_wiring=st.floats(0, 0.1),
)
def test_any_combination_of_parameters_comes_back(brain, small_cohort, tmp_path, **parameters):
    options = parameters | {"max_epochs": 1, "random_state": 0}
    model = ConnectomeRegressor(brain, **options).fit(*small_cohort)
    back = require_same(model, small_cohort[0], tmp_path / "m")
    assert back.get_params()["hidden_channels"] == parameters["hidden_channels"]
    assert back.n_epochs_ == model.n_epochs_ and back.density_ == model.density_
