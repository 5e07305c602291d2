"""A fitted estimator as a plain torch module predicts the same, wherever it is taken."""

import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

from sk_ccnn import (
    BrainAgeRegressor,
    ConnectomeClassifier,
    ConnectomeRegressor,
    ConnectomeTransformer,
)
from sk_ccnn.estimators import to_torch

QUICK = {"n_members": 2, "max_epochs": 2, "random_state": 0}
ARCHITECTURES = pytest.mark.parametrize("architecture", ["linear", "mlp", "gcn", "gat"])


@pytest.fixture(scope="module")
def matrices():
    matrices = np.random.default_rng(1).normal(size=(60, 10, 10))
    return matrices + matrices.transpose(0, 2, 1)


def assert_same(module, X, expected, tolerance=1e-10):
    found = module(torch.tensor(np.ascontiguousarray(X)))
    assert found.dtype == torch.float64 and found.shape == expected.shape
    np.testing.assert_allclose(found.numpy(), expected, rtol=tolerance, atol=tolerance)


@ARCHITECTURES
def test_numbers_over_nodes(architecture, brain, small_cohort):
    X, age = small_cohort
    model = ConnectomeRegressor(brain, architecture=architecture, **QUICK).fit(X, age)
    assert_same(model.to_torch(), X, model.predict(X))
    several = ConnectomeRegressor(brain, architecture=architecture, **QUICK)
    channels = np.stack([X, X**2], axis=2)
    several.fit(channels, np.stack([age, -age], axis=1))
    assert_same(several.to_torch(), channels, several.predict(channels))
    assert_same(several.to_torch(), channels.reshape(60, 20), several.predict(channels))


@ARCHITECTURES
def test_probabilities_over_edges(architecture, brain, small_patients, matrices):
    _, diagnosis = small_patients
    model = ConnectomeClassifier(brain, architecture=architecture, **QUICK)
    model.fit(matrices, diagnosis)
    module = model.to_torch()
    assert_same(module, matrices, model.predict_proba(matrices))
    table = matrices[:, *np.triu_indices(10, 1)]
    assert_same(module, table, model.predict_proba(matrices))


def test_embeddings(brain, small_cohort, matrices):
    X, age = small_cohort
    encoder = ConnectomeTransformer(brain, **QUICK).fit(X, age)
    assert_same(encoder.to_torch(), X, encoder.transform(X))
    autoencoder = ConnectomeTransformer(brain, **QUICK).fit(matrices)
    assert_same(autoencoder.to_torch(), matrices, autoencoder.transform(matrices))


def test_columns_that_were_matched_by_name_are_taken_in_the_order_of_fit(brain, small_cohort):
    X, age = small_cohort
    table = pd.DataFrame(X, columns=brain.labels)[list(brain.labels[::-1])]
    model = ConnectomeRegressor(brain, **QUICK).fit(table, age)
    assert model.plan_.layout.columns is not None
    assert_same(model.to_torch(), table, model.predict(table))


def test_constants_and_features_as_they_are(brain, small_cohort):
    X, age = small_cohort
    X = X.copy()
    X[:, 3] = 7
    with pytest.warns(UserWarning, match="constant"):
        model = ConnectomeRegressor(brain, **QUICK).fit(X, age)
    X[:, 3] = 8
    assert_same(model.to_torch(), X, model.predict(X))
    raw = ConnectomeRegressor(brain, standardize=False, **QUICK).fit(X, age)
    assert_same(raw.to_torch(), X, raw.predict(X))


def test_single_precision_is_the_same_to_its_rounding(brain, small_cohort):
    X, age = small_cohort
    model = ConnectomeRegressor(brain, **QUICK).fit(X.astype(np.float32), age)
    assert_same(model.to_torch(), X, model.predict(X.astype(np.float32)), tolerance=1e-5)
    single = model.to_torch(dtype=torch.float32)
    assert single(torch.tensor(X)).dtype == torch.float32
    with pytest.raises(TypeError, match="floating point type"):
        model.to_torch(dtype="float64")


def test_a_module_of_the_user_is_part_of_it(brain, small_cohort):
    X, age = small_cohort

    def build(spec):
        return nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(10, 1))

    model = ConnectomeRegressor(brain, architecture=build, **QUICK).fit(X, age)
    assert_same(model.to_torch(), X, model.predict(X))


def test_it_is_a_copy(brain, small_cohort):
    X, age = small_cohort
    model = ConnectomeRegressor(brain, **QUICK).fit(X, age)
    module, before = model.to_torch(), model.predict(X)
    model.partial_fit(X, -age)
    assert abs(model.predict(X) - before).max() > 0.01
    assert_same(module, X, before)


def test_it_holds_nothing_but_torch(brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK).fit(*small_cohort)
    for part in model.to_torch().modules():
        home = type(part).__module__
        assert home.startswith(("torch.nn.", "sk_ccnn.nn.plain"))
        for value in vars(part).values():
            assert not type(value).__module__.startswith(("sklearn", "skorch", "numpy"))


def test_the_state_and_a_script_carry_all_that_was_learned(brain, small_cohort):
    X, age = small_cohort
    model = ConnectomeRegressor(brain, **QUICK).fit(X, age)
    other = ConnectomeRegressor(brain, **QUICK).fit(2 * X + 1, -age).to_torch()
    other.load_state_dict(model.to_torch().state_dict())
    assert_same(other, X, model.predict(X))
    file = io.BytesIO()
    torch.jit.save(torch.jit.script(model.to_torch()), file)
    file.seek(0)
    assert_same(torch.jit.load(file), X, model.predict(X))


@ARCHITECTURES
def test_it_can_be_exported_for_any_number_of_subjects(architecture, brain, small_cohort):
    X, age = small_cohort
    model = ConnectomeRegressor(brain, architecture=architecture, **QUICK).fit(X, age)
    shapes = ({0: torch.export.Dim("n_subjects", min=1)},)
    program = torch.export.export(model.to_torch(), (torch.tensor(X[:5]),), dynamic_shapes=shapes)
    assert_same(program.module(), X, model.predict(X))


def test_wrong_input_is_refused(brain, small_cohort):
    X, age = small_cohort
    with pytest.raises(NotFittedError):
        ConnectomeRegressor(brain).to_torch()
    module = ConnectomeRegressor(brain, **QUICK).fit(X, age).to_torch()
    with pytest.raises(ValueError, match="X has 9 columns, but needed are 10"):
        module(torch.tensor(X[:, :9]))
    with pytest.raises(ValueError, match=r"X has 1 axes, .* one subject is X\[None\]"):
        module(torch.tensor(X[0]))


def test_its_program_needs_no_package_but_torch(brain, small_cohort, tmp_path):
    X, age = small_cohort
    model = ConnectomeRegressor(brain, **QUICK).fit(X, age)
    program = torch.export.export(model.to_torch(), (torch.tensor(X),))
    torch.export.save(program, tmp_path / "age.pt2")
    torch.save(torch.tensor(X), tmp_path / "x.pt")
    script = (
        "import sys; sys.modules['sk_ccnn'] = None; import torch; "
        "X = torch.load('x.pt'); print(torch.export.load('age.pt2').module()(X).sum().item())"
    )
    command = [sys.executable, "-W", "ignore", "-c", script]
    said = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert float(said) == pytest.approx(model.predict(X).sum())


def test_what_is_around_a_network(brain, small_cohort):
    X, age = small_cohort
    model = ConnectomeRegressor(brain, **QUICK)
    search = GridSearchCV(make_pipeline(model), {"connectomeregressor__alpha": [0, 1]}, cv=2)
    search.fit(X, age)
    for wrapped in (search, FrozenEstimator(search.best_estimator_), search.best_estimator_):
        assert_same(to_torch(wrapped), X, search.predict(X))
    with pytest.raises(NotFittedError):
        to_torch(make_pipeline(model))
    scaled = make_pipeline(StandardScaler(), model).fit(X, age)
    with pytest.raises(TypeError, match="'StandardScaler'.*come before the network"):
        to_torch(scaled)
    with pytest.raises(TypeError, match="BrainAgeRegressor changes"):
        to_torch(BrainAgeRegressor(model, cv=2).fit(X, age))
    with pytest.raises(TypeError, match="estimator must be a fitted Connectome"):
        to_torch(StandardScaler())
