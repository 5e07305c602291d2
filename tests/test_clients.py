"""The usual clients of scikit-learn's estimators work with ours: one line of each.

``pip install -c constraints.txt '.[test,clients]'`` brings them; what is missing is skipped.
"""

import io

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.ensemble import (
    AdaBoostRegressor,
    BaggingRegressor,
    StackingRegressor,
    VotingClassifier,
    VotingRegressor,
)
from sklearn.feature_selection import (
    SelectFromModel,
    SelectKBest,
    SequentialFeatureSelector,
    f_regression,
)
from sklearn.inspection import DecisionBoundaryDisplay, partial_dependence, permutation_importance
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import (
    FixedThresholdClassifier,
    TunedThresholdClassifierCV,
    cross_val_predict,
    learning_curve,
)
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.semi_supervised import SelfTrainingClassifier

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.preprocessing import CorrelationTransformer

QUICK = {"n_members": 1, "max_epochs": 40, "random_state": 0}


@pytest.fixture
def regressor(brain):
    return ConnectomeRegressor(brain, **QUICK)


@pytest.fixture
def classifier(brain):
    return ConnectomeClassifier(brain, **QUICK)


META_REGRESSORS = {
    "bagging": lambda model: BaggingRegressor(model, 2, random_state=0),
    "boosting": lambda model: AdaBoostRegressor(model, n_estimators=2, random_state=0),
    "voting": lambda model: VotingRegressor([("ours", model), ("ridge", Ridge())]),
    "stacking": lambda model: StackingRegressor([("ours", model), ("ridge", Ridge())], cv=2),
    "another target": lambda model: TransformedTargetRegressor(
        model, func=np.log, inverse_func=np.exp
    ),
    "columns": lambda model: make_pipeline(
        ColumnTransformer([("scale", StandardScaler(), slice(0, 10))]), model
    ),
}
META_CLASSIFIERS = {
    "calibration": lambda model: CalibratedClassifierCV(model, cv=2),
    "voting": lambda model: VotingClassifier(
        [("ours", model), ("logistic", LogisticRegression())], voting="soft"
    ),
    "one against the rest": OneVsRestClassifier,
    "a threshold": lambda model: FixedThresholdClassifier(model, threshold=0.4),
    "a tuned threshold": lambda model: TunedThresholdClassifierCV(model, cv=2),
}


@pytest.mark.parametrize("name", META_REGRESSORS)
def test_meta_regressors(name, regressor, cohort):
    assert META_REGRESSORS[name](regressor).fit(*cohort).score(*cohort) > 0.5


@pytest.mark.parametrize("name", META_CLASSIFIERS)
def test_meta_classifiers(name, classifier, patients):
    assert META_CLASSIFIERS[name](classifier).fit(*patients).score(*patients) > 0.7


def test_semi_supervised_learning(classifier, patients):
    X, y = patients
    labels = np.where(np.arange(80) < 60, y == "patient", -1).astype(int)
    model = SelfTrainingClassifier(classifier).fit(X, labels)
    assert model.score(X, y == "patient") > 0.7


def test_several_targets(regressor, cohort):
    X, y = cohort
    assert MultiOutputRegressor(regressor).fit(X, np.stack([y, -y], axis=1)).predict(X).shape == (
        80,
        2,
    )


def test_selection_of_features(brain, cohort):
    X, y = cohort
    # Without a connectome: fewer columns are no longer the regions of one.
    free = ConnectomeRegressor(**QUICK)
    chosen = SequentialFeatureSelector(free, n_features_to_select=1, cv=2).fit(X, y)
    assert chosen.get_support().tolist().index(True) == 0
    embedded = ConnectomeTransformer(brain, **QUICK).fit_transform(X, y)
    assert SelectFromModel(Ridge()).fit(embedded, y).transform(embedded).shape[0] == 80


def test_inspection(regressor, classifier, cohort, patients):
    model = regressor.fit(*cohort)
    importance = permutation_importance(model, *cohort, n_repeats=2, random_state=0)
    assert importance.importances_mean.argmax() == 0
    line = partial_dependence(model, cohort[0], [0])["average"][0]
    assert line[-1] > line[0]
    X, y = patients
    small = ConnectomeClassifier(**QUICK).fit(X[:, :2], y)
    assert DecisionBoundaryDisplay.from_estimator(small, X[:, :2]).response.size


def test_curves_and_predictions_out_of_fold(regressor, cohort):
    _, _, test = learning_curve(regressor, *cohort, cv=2, train_sizes=[0.5, 1.0])
    assert test.shape == (2, 2)
    assert cross_val_predict(regressor, *cohort, cv=2).shape == (80,)


def test_imbalanced_learn(classifier, patients):
    sampling = pytest.importorskip("imblearn.over_sampling")
    pipeline = pytest.importorskip("imblearn.pipeline")
    X, y = patients
    rare = np.r_[np.flatnonzero(y == "patient")[:10], np.flatnonzero(y == "control")]
    model = pipeline.make_pipeline(sampling.SMOTE(k_neighbors=3, random_state=0), classifier)
    assert model.fit(X[rare], y[rare]).score(X, y) > 0.6


@pytest.mark.filterwarnings("error::sk_ccnn.estimators.UnnamedRegionsWarning")
def test_names_of_columns_go_through_imbalanced_learn(brain, classifier, patients):
    sampling = pytest.importorskip("imblearn.over_sampling")
    pipeline = pytest.importorskip("imblearn.pipeline")
    X = pd.DataFrame(patients[0], columns=brain.labels).iloc[:, ::-1]
    rare = np.r_[np.flatnonzero(patients[1] == "patient")[:10], np.arange(30)]
    model = pipeline.make_pipeline(sampling.SMOTE(k_neighbors=3, random_state=0), classifier)
    model.fit(X.iloc[rare], patients[1][rare])
    assert model[-1].feature_names_in_.tolist() == list(X.columns)


@pytest.mark.filterwarnings("error::sk_ccnn.estimators.UnnamedRegionsWarning")
def test_a_selector_that_keeps_names_leaves_the_regions_that_it_chose(brain, cohort):
    X = pd.DataFrame(cohort[0], columns=brain.labels)
    model = ConnectomeRegressor(brain, constraint="soft", **QUICK)
    chosen = make_pipeline(SelectKBest(f_regression, k=5), model)
    named = chosen.set_output(transform="pandas").fit(X, cohort[1])
    assert set(named[-1].connectome_.labels) == set(named[:-1].get_feature_names_out())
    with pytest.raises(ValueError, match="has 10 regions but X has 5 columns"):
        clone(chosen).set_output(transform="default").fit(X, cohort[1])


def test_pyriemann_gives_the_same_tangent_space_in_the_same_order():
    tangent = pytest.importorskip("pyriemann.tangentspace")
    series = np.random.default_rng(0).normal(size=(12, 60, 6))
    R = np.stack([np.corrcoef(each.T) for each in series])
    rows, columns = np.triu_indices(6)
    theirs = tangent.TangentSpace(metric="riemann").fit_transform(R)[:, rows != columns]
    ours = CorrelationTransformer(kind="tangent", shrinkage=0.0).fit_transform(R)
    np.testing.assert_allclose(theirs / np.sqrt(2), ours, atol=1e-6)


def test_mapie(regressor, cohort):
    mapie = pytest.importorskip("mapie.regression")
    X, y = cohort
    model = mapie.SplitConformalRegressor(regressor, confidence_level=0.9, prefit=False)
    model.fit(X[:40], y[:40]).conformalize(X[40:], y[40:])
    predicted, intervals = model.predict_interval(X)
    assert predicted.shape == (80,)
    inside = (intervals[:, 0, 0] <= y) & (y <= intervals[:, 1, 0])
    assert inside[40:].mean() >= 0.9


def test_shap(regressor, cohort):
    shap = pytest.importorskip("shap")
    X, y = cohort
    model = regressor.fit(X, y)
    explained = shap.Explainer(model.predict, X[:20], seed=0)(X[:3])
    total = explained.values.sum(axis=1) + explained.base_values
    np.testing.assert_allclose(total, model.predict(X[:3]), rtol=1e-3)
    assert explained.values.shape == (3, 10)


class InUnitsOfTarget(torch.nn.Module):
    """The mean of a regressor's members, as `predict` gives it."""

    def __init__(self, model):
        super().__init__()
        self.module = model.net_.module_.eval()
        self.mean, self.scale = float(model.target_mean_[0]), float(model.target_scale_[0])

    def forward(self, inputs):
        return self.module(inputs).mean(dim=0) * self.scale + self.mean


def test_shap_by_gradients(regressor, cohort):
    shap = pytest.importorskip("shap")
    X = cohort[0].astype(np.float32)  # SHAP draws its points in single precision
    model = regressor.fit(X, cohort[1])
    inputs = model.read_features(X)
    explainer = shap.GradientExplainer(InUnitsOfTarget(model), inputs)
    values = np.asarray(explainer.shap_values(inputs, nsamples=50, rseed=0)).reshape(80, 10)
    assert np.abs(values).mean(axis=0).argmax() == 0


def explained_by(method, model, X):
    """Attribute with captum, in units of y, and say how far the sums are off the predictions."""
    network, inputs = InUnitsOfTarget(model), model.read_features(X)
    baseline = inputs.mean(dim=0, keepdim=True)
    found = method(network).attribute(inputs, baselines=baseline, target=0).detach()
    change = (network(inputs) - network(baseline)).detach()[:, 0]
    return found, float((found.flatten(1).sum(dim=1) - change).abs().max())


def test_captum(regressor, cohort):
    attr = pytest.importorskip("captum.attr")
    X, y = cohort
    model = regressor.fit(X, y)
    np.testing.assert_allclose(
        InUnitsOfTarget(model)(model.read_features(X)).detach().numpy()[:, 0], model.predict(X)
    )
    found, missing = explained_by(attr.IntegratedGradients, model, X)
    assert found.abs().flatten(1).mean(dim=0).argmax() == 0
    assert missing < 0.02 * y.std()


@pytest.mark.filterwarnings("ignore:Setting forward, backward hooks")
def test_deeplift_is_not_to_be_used_because_it_does_not_know_our_modules(regressor, cohort):
    attr = pytest.importorskip("captum.attr")
    model = regressor.fit(*cohort)
    _, missing = explained_by(attr.DeepLift, model, cohort[0])
    _, of_gradients = explained_by(attr.IntegratedGradients, model, cohort[0])
    assert missing > 5 * of_gradients  # docs/beside/explaining.md says so; if not, change it there


def test_optuna(brain, cohort):
    optuna = pytest.importorskip("optuna")
    optuna.logging.set_verbosity(optuna.logging.WARNING)

    def error(trial):
        strength = trial.suggest_float("lambda_wiring", 1e-5, 10.0, log=True)
        model = ConnectomeRegressor(brain, lambda_wiring=strength, **QUICK)
        return -model.fit(*cohort).score(*cohort)

    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0))
    study.optimize(error, n_trials=3)
    assert study.best_params["lambda_wiring"] > 0


def test_skops(regressor, cohort):
    skops = pytest.importorskip("skops.io")
    X, y = cohort
    dumped = skops.dumps(regressor.fit(X, y))
    loaded = skops.loads(dumped, trusted=skops.get_untrusted_types(data=dumped))
    assert (loaded.predict(X) == regressor.predict(X)).all()


def test_skore(regressor, cohort):
    skore = pytest.importorskip("skore")
    X, y = cohort
    report = skore.EstimatorReport(
        regressor, X_train=X[:60], y_train=y[:60], X_test=X[60:], y_test=y[60:]
    )
    expected = regressor.fit(X[:60], y[:60]).score(X[60:], y[60:])
    assert report.metrics.r2() == pytest.approx(expected, abs=1e-9)


def test_dask_ml(regressor, cohort):
    wrappers = pytest.importorskip("dask_ml.wrappers")
    array = pytest.importorskip("dask.array")
    X, y = cohort
    model = wrappers.ParallelPostFit(regressor).fit(X, y)
    predicted = model.predict(array.from_array(X, chunks=(40, 10))).compute()
    np.testing.assert_allclose(predicted, model.estimator.predict(X), rtol=1e-9)


def test_onnx(regressor, cohort):
    pytest.importorskip("onnxscript")
    runtime = pytest.importorskip("onnxruntime")
    X, y = cohort
    model = regressor.fit(X.astype(np.float32), y)
    inputs, module = model.read_features(X.astype(np.float32)), model.net_.module_.eval()
    program = torch.onnx.export(module, (inputs,), dynamo=True, verbose=False)
    file = io.BytesIO()
    program.save(file)
    session = runtime.InferenceSession(file.getvalue())
    (found,) = session.run(None, {session.get_inputs()[0].name: inputs.numpy()})
    np.testing.assert_allclose(found, module(inputs).detach().numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("architecture", ["linear", "mlp", "gcn", "gat"])
def test_onnx_of_the_plain_module(architecture, brain, cohort):
    pytest.importorskip("onnxscript")
    runtime = pytest.importorskip("onnxruntime")
    X, y = cohort
    model = ConnectomeRegressor(brain, architecture=architecture, **QUICK).fit(X, y)
    file = io.BytesIO()
    torch.onnx.export(
        model.to_torch(),
        (torch.tensor(X[:5]),),
        dynamo=True,
        dynamic_shapes=({0: torch.export.Dim("n_subjects", min=1)},),
        verbose=False,
    ).save(file)
    session = runtime.InferenceSession(file.getvalue())
    (found,) = session.run(None, {session.get_inputs()[0].name: X})
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, model.predict(X), rtol=1e-6)


def test_onnx_of_probabilities(brain, patients):
    pytest.importorskip("onnxscript")
    runtime = pytest.importorskip("onnxruntime")
    matrices = np.random.default_rng(0).normal(size=(80, 10, 10))
    matrices += matrices.transpose(0, 2, 1)
    model = ConnectomeClassifier(brain, **QUICK).fit(matrices, patients[1])
    file = io.BytesIO()
    inputs = (torch.tensor(matrices),)
    torch.onnx.export(model.to_torch(), inputs, dynamo=True, verbose=False).save(file)
    session = runtime.InferenceSession(file.getvalue())
    (found,) = session.run(None, {session.get_inputs()[0].name: matrices})
    np.testing.assert_allclose(found, model.predict_proba(matrices), atol=1e-6)


def test_safetensors(regressor, cohort, tmp_path):
    safetensors = pytest.importorskip("safetensors.torch")
    X, y = cohort
    module = regressor.fit(X, y).to_torch()
    safetensors.save_file(module.state_dict(), tmp_path / "model.safetensors")
    other = regressor.fit(X, -y).to_torch()
    other.load_state_dict(safetensors.load_file(tmp_path / "model.safetensors"))
    inputs = torch.tensor(X)
    assert torch.equal(other(inputs), module(inputs))
