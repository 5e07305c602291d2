"""Bad input is an error that names what was got and what was needed, before any training."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.exceptions import NotFittedError

from sk_ccnn import Connectome, ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.training import StackNet

QUICK = {"n_members": 1, "max_epochs": 5, "random_state": 0}
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(30, 10)), RNG.normal(size=30)
CLASSES = np.array(["a", "b", "c"] * 10)
MATRICES = np.ones((30, 10, 10))


@pytest.fixture
def no_training(monkeypatch):
    """Fail if a network is trained."""

    def trained(*args, **kwargs):
        raise AssertionError("trained before the input was checked")

    monkeypatch.setattr(StackNet, "partial_fit", trained)


def with_value(value, array=X):
    array = array.copy()
    array.flat[7] = value
    return array


def with_pair(forth, back):
    matrices = MATRICES.copy()
    matrices[3, 1, 4], matrices[3, 4, 1] = forth, back
    return matrices


BAD_X = {
    "NaN": (with_value(np.nan), "NaN"),
    "infinite": (with_value(np.inf), "infinity"),
    "NaN measures": (with_value(np.nan, np.ones((30, 10, 2))), "NaN"),
    "NaN matrices": (with_pair(np.nan, np.nan), "NaN"),
    "infinite matrices": (with_pair(np.inf, np.inf), "infinity"),
    "one subject": (X[:1], "1 sample"),
    "too few columns": (X[:, :7], "10 regions but X has 7 columns; needed 10 "),
    "other regions": (np.ones((30, 9, 9)), "X has 9 regions but the connectome has 10"),
    "NaN below the diagonal": (with_pair(1, np.nan), r"contains NaN: X\[3, 4, 1\]"),
    "NaN above the diagonal": (with_pair(np.nan, 1), r"contains NaN: X\[3, 1, 4\]"),
    "infinite below the diagonal": (with_pair(1, np.inf), r"contains infinity: X\[3, 4, 1\]"),
    "NaN below it, of objects": (
        with_pair(1, np.nan).astype(object),
        r"contains NaN: X\[3, 4, 1\]",
    ),
    "asymmetric, of objects": (with_pair(2, 1).astype(object), r"subject 3 X\[3, 1, 4\] = 2"),
    "asymmetric": (with_pair(2, 1), r"subject 3 X\[3, 1, 4\] = 2 and X\[3, 4, 1\] = 1"),
    "unequal": ([np.eye(10), np.eye(9)], r"one shape, got \[\(9, 9\), \(10, 10\)\]"),
    "unequal lists": (
        [np.eye(10).tolist(), np.eye(9).tolist()],
        r"one shape, got \[\(9, 9\), \(10, 10\)\]",
    ),
    "text": (np.full((30, 10), "thick"), "could not convert string to float"),
    "four dimensions": (np.ones((30, 10, 2, 2)), "dim 4"),
    "columns of no region": (
        pd.DataFrame(X, columns=[f"lobe_{i}" for i in range(10)]),
        "10 of 10 names mean no region: 'lobe_0'",
    ),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", BAD_X)
@pytest.mark.parametrize(
    "estimator", [ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer]
)
def test_bad_x(case, estimator, brain, no_training):
    bad, message = BAD_X[case]
    y = (CLASSES if estimator is ConnectomeClassifier else Y)[: len(bad)]
    model = estimator(brain, **QUICK)
    with pytest.raises(ValueError, match=message):
        model.fit(bad, y)
    with pytest.raises(NotFittedError):
        model.learned_connectome()


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (X[:, :7], "X has 7 features, but ConnectomeRegressor is expecting 10"),
        (with_value(np.nan), "NaN"),
        (X.reshape(30, 5, 2), "n_regions=5, in_channels=2.*n_regions=10, in_channels=1"),
    ],
)
def test_new_subjects_must_look_like_those_in_fit(bad, message):
    model = ConnectomeRegressor(**QUICK).fit(X, Y)
    with pytest.raises(ValueError, match=message):
        model.predict(bad)


METHODS = [
    (ConnectomeRegressor, "predict"),
    (ConnectomeRegressor, "member_outputs"),
    (ConnectomeRegressor, "partial_fit"),
    (ConnectomeClassifier, "predict"),
    (ConnectomeClassifier, "predict_proba"),
    (ConnectomeClassifier, "decision_function"),
    (ConnectomeTransformer, "transform"),
]


@pytest.fixture(scope="module")
def fitted():
    """Give each kind of estimator, fitted on measures or on matrices."""
    found = {}
    for kind in (ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer):
        y = CLASSES if kind is ConnectomeClassifier else Y
        for what, subjects in (("nodes", X), ("edges", MATRICES * (1 + X[:, :1, None] / 10))):
            found[kind, what] = kind(**QUICK).fit(subjects, y)
    return found


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("kind", "method"), METHODS)
@pytest.mark.parametrize("pair", [(1, np.nan), (1, -np.inf), (np.nan, 1), (1, 2)])
def test_every_method_looks_at_both_triangles(kind, method, pair, fitted):
    call = getattr(fitted[kind, "edges"], method)
    with pytest.raises(ValueError, match=r"X\[3, (1, 4|4, 1)\]"):
        call(with_pair(*pair), Y) if method == "partial_fit" else call(with_pair(*pair))


@pytest.mark.parametrize(("kind", "method"), METHODS)
@pytest.mark.parametrize("on_diagonal", [np.nan, np.inf, 5e6])
def test_no_method_looks_at_the_diagonal(kind, method, on_diagonal, fitted):
    matrices = MATRICES.copy()
    matrices[:, range(10), range(10)] = on_diagonal
    if method != "partial_fit":
        found, wanted = (getattr(fitted[kind, "edges"], method)(m) for m in (matrices, MATRICES))
        assert (found == wanted).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("kind", "method"), [pair for pair in METHODS if "fit" not in pair[1]])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_outputs_that_are_not_finite_are_an_error_as_in_fit(kind, method, dtype):
    y = CLASSES if kind is ConnectomeClassifier else Y
    model = kind(**QUICK).fit(X.astype(dtype) / 1000, y)
    with pytest.raises(FloatingPointError, match="output for subject 2 is infinite or NaN"):
        getattr(model, method)(np.where(np.arange(30)[:, None] == 2, 1.7e308, X))


@pytest.mark.filterwarnings("error")
def test_a_target_without_a_finite_standard_deviation_is_refused(no_training):
    with pytest.raises(ValueError, match=r"y is too large.*e\+160"):
        ConnectomeRegressor(**QUICK).fit(X, Y * 1e160)


BAD_PARAMETERS = {
    "lambda_wiring": (-0.1, r"'lambda_wiring'.*must be a float in the range \[0.0, inf\)"),
    "lambda_constraint": (float("nan"), "'lambda_constraint'"),
    "lambda_modular": (
        float("inf"),
        r"'lambda_modular'.*must be a float in the range \[0.0, inf\)",
    ),
    "communities": (3, "'communities'.*array-like"),
    "alpha": (-1, "'alpha'"),
    "dropout": (1.0, r"'dropout'.*\[0.0, 1.0\)"),
    "lr": (0, r"'lr'.*\(0.0, inf\)"),
    "n_members": (0, r"'n_members'.*\[1, inf\)"),
    "max_epochs": (0, "'max_epochs'"),
    "batch_size": ("all", "'batch_size'.*'auto'"),
    "constraint": ("rigid", "'constraint'.*'hard'.*Got 'rigid'"),
    "features": ("vertices", "'features'.*'edges'.*Got 'vertices'"),
    "architecture": ("cnn", "'architecture'.*'linear'.*Got 'cnn'"),
    "readout": ("max", "'readout'.*'attention'.*Got 'max'"),
    "hidden_channels": ((), r"hidden_channels.*one or more.*got \(\)"),
    "device": ("nonsense", "device='nonsense' cannot be used here"),
    "device of the machine": (torch.device("cuda:99"), "index=99.* cannot be used here"),
    "connectome": ("schaefer", "'desikan_killiany'.*'correlation'.*got 'schaefer'"),
    "random_state": ("lucky", "'random_state'"),
    "early_stopping": ("yes", "'early_stopping'"),
    "callbacks": (3, "'callbacks'"),
}


@pytest.mark.parametrize("name", BAD_PARAMETERS)
def test_bad_parameters(name, no_training):
    value, message = BAD_PARAMETERS[name]
    with pytest.raises(ValueError, match=message):
        ConnectomeRegressor(**(QUICK | {name.split()[0]: value})).fit(X, Y)


@pytest.mark.parametrize("channels", [(0,), (4, -1), ("a",), (2.5,), [[4], [4]]])
def test_channels_are_whole_numbers_of_units(channels, no_training):
    with pytest.raises(ValueError, match=r"hidden_channels must be one or more .* got"):
        ConnectomeRegressor(hidden_channels=channels, **QUICK).fit(X, Y)


BAD_CONNECTOMES = {
    "not square": (np.ones((10, 9)), "square"),
    "NaN": (with_value(np.nan, np.ones((10, 10))), "finite"),
    "infinite": (with_value(np.inf, np.ones((10, 10))), "finite"),
    "isolated": (np.kron(np.eye(2), [[0, 1], [1, 0]]).repeat(1, 0), "4 regions"),
}


@pytest.mark.parametrize("case", BAD_CONNECTOMES)
def test_bad_connectomes(case, no_training):
    connectome, message = BAD_CONNECTOMES[case]
    with pytest.raises(ValueError, match=message):
        ConnectomeRegressor(connectome, **QUICK).fit(X, Y)


def test_negative_lengths(brain):
    with pytest.raises(ValueError, match="not negative; got -1"):
        brain.replace(lengths=-np.ones((10, 10)))


def test_isolated_regions_are_named_under_hard_only():
    weights = np.ones((10, 10))
    weights[3], weights[:, 3] = 0, 0
    lonely = Connectome(weights, labels=[f"V{i}" for i in range(10)])
    with pytest.raises(ValueError, match=r"no connection for \['V3'\]"):
        ConnectomeRegressor(lonely, **QUICK).fit(X, Y)
    for constraint in ("soft", "init", "none"):
        model = ConnectomeRegressor(lonely, constraint=constraint, **QUICK)
        assert np.isfinite(model.fit(X, Y).predict(X)).all()


def test_a_directed_connectome_for_pairs_of_regions(no_training):
    directed = np.roll(np.eye(10), 1, axis=0)
    with pytest.raises(ValueError, match=r"symmetrize\(\)"):
        ConnectomeRegressor(directed, **QUICK).fit(MATRICES, Y)


def test_one_class(no_training):
    with pytest.raises(ValueError, match=r"at least 2 classes, got one class: \['a'\]"):
        ConnectomeClassifier(**QUICK).fit(X, ["a"] * 30)


def test_numbers_instead_of_classes(no_training):
    with pytest.raises(ValueError, match="Unknown label type"):
        ConnectomeClassifier(**QUICK).fit(X, Y)


@pytest.mark.parametrize(
    ("weight", "message"),
    [
        (np.full(30, -1.0), "[Nn]egative"),
        (np.zeros(30), "non-zero"),
        (np.ones(29), "sample_weight.shape"),
        (with_value(np.nan, np.ones(30)), "NaN"),
    ],
)
def test_bad_weights(weight, message, no_training):
    with pytest.raises(ValueError, match=message):
        ConnectomeRegressor(**QUICK).fit(X, Y, sample_weight=weight)


@pytest.mark.parametrize("class_weight", [{"a": 0, "b": 0, "c": 0}, {"a": -1}])
def test_bad_class_weights(class_weight, no_training):
    with pytest.raises(
        ValueError, match=r"class_weight needs .* got {'a': .*} for \['a', 'b', 'c'"
    ):
        ConnectomeClassifier(class_weight=class_weight, **QUICK).fit(X, CLASSES)


def test_too_many_regions_for_memory_are_refused_at_once(no_training):
    wide = np.zeros((3, 19900), dtype=np.float32)
    tracemalloc.start()
    with pytest.raises(ValueError, match="19900 columns.*say features='edges'"):
        ConnectomeRegressor(**QUICK).fit(wide, Y[:3])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50e6  # bytes; a matrix between all regions would take 3e9


def test_partial_fit_needs_what_it_can_have(patients):
    data, y = patients
    with pytest.raises(ValueError, match="needs early_stopping=False"):
        ConnectomeClassifier(early_stopping=True).partial_fit(data, y)
    with pytest.raises(ValueError, match="'balanced' needs all samples at once"):
        ConnectomeClassifier(class_weight="balanced").partial_fit(data, y)
    model = ConnectomeClassifier(**QUICK).partial_fit(data, y)
    with pytest.raises(ValueError, match="y holds .'relative'., but the classes are"):
        model.partial_fit(data, np.where(y == "patient", "relative", y))


def test_a_validation_set_needs_every_class(no_training):
    y = np.array(["a"] * 29 + ["b"])
    with pytest.raises(ValueError, match="class"):
        ConnectomeClassifier(early_stopping=True, **QUICK).fit(X, y)


def test_a_validation_set_needs_subjects_with_weight(no_training):
    weight = (np.arange(30) < 2).astype(float)
    model = ConnectomeRegressor(early_stopping=True, **QUICK)
    with pytest.raises(ValueError, match="none of the .* holds out 3 of 30 subjects"):
        model.fit(X, Y, sample_weight=weight)


def test_three_dimensional_x_must_be_laid_out_as_in_fit():
    model = ConnectomeRegressor(**QUICK).fit(np.ones((30, 6, 2)) * Y[:, None, None], Y)
    with pytest.raises(ValueError, match="n_regions=4, in_channels=3.*n_regions=6, in_channels=2"):
        model.predict(np.ones((2, 4, 3)))


def test_a_constant_target_is_predicted_exactly_with_a_warning():
    with pytest.warns(UserWarning, match="y is constant"):
        model = ConnectomeRegressor(**QUICK).fit(X, np.full(30, 12.3))
    assert (model.predict(X) == 12.3).all()


def test_one_constant_target_of_two_is_predicted_exactly():
    with pytest.warns(UserWarning, match=r"columns \[1\] of y are constant"):
        model = ConnectomeRegressor(**QUICK).fit(X, np.column_stack([Y, np.full(30, 12.3)]))
    predicted = model.predict(X)
    assert (predicted[:, 1] == 12.3).all()
    assert np.ptp(predicted[:, 0]) > 0


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (X, {"lr": 1e30}),
        (X.astype(np.float32), {"lr": 1e20}),
        (X.astype(np.float32), {"lr": 1e20, "max_epochs": 1}),
        (X * 1e300, {"loss": "squared_error", "standardize": False}),
        ((X * 1e30).astype(np.float32), {"loss": "squared_error", "standardize": False}),
    ],
)
def test_a_diverging_network_names_member_epoch_and_learning_rate(data, options):
    model = ConnectomeRegressor(**(QUICK | options))
    with pytest.raises(
        FloatingPointError, match=r"member 0 became .* in epoch \d+ at learning rate"
    ):
        model.fit(data, Y)
    assert not hasattr(model, "net_")


def test_a_refit_that_is_refused_leaves_the_estimator_as_it_was(brain):
    model = ConnectomeRegressor(brain, loss="squared_error", **QUICK).fit(X, Y)
    before, attributes = model.predict(X), set(vars(model))
    named = pd.DataFrame(X, columns=[f"lobe_{i}" for i in range(10)])
    for bad, error in (
        (with_value(np.nan), ValueError),
        (X[:, :7], ValueError),
        (named, ValueError),
        (X * 1e300, ValueError),
        (X, FloatingPointError),
    ):
        model.set_params(lr=1e30 if error is FloatingPointError else 0.03)
        with pytest.raises(error):
            model.fit(bad, Y)
        assert (model.predict(X) == before).all()
        assert set(vars(model)) == attributes
        assert model.n_features_in_ == 10


@pytest.mark.parametrize("n_outputs", [2, 3])
def test_a_network_has_as_many_outputs_as_targets_or_classes(n_outputs):
    def architecture(spec):
        return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(10, n_outputs))

    with pytest.raises(ValueError, match=rf"\(30, 10, 1\) to \(30, 1\), .*\(30, {n_outputs}\)"):
        ConnectomeRegressor(architecture=architecture, **QUICK).fit(X, Y)
    if n_outputs == 2:
        with pytest.raises(ValueError, match=r"to \(30, 3\), .*returned \(30, 2\)"):
            ConnectomeClassifier(architecture=architecture, **QUICK).fit(X, CLASSES)


def test_a_network_for_other_features_says_what_it_gets():
    def architecture(spec):
        return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(7, 1))

    with pytest.raises(ValueError, match=r"must map \(30, 10, 1\).*but it failed: mat1 and mat2"):
        ConnectomeRegressor(architecture=architecture, **QUICK).fit(X, Y)
    with pytest.raises(TypeError, match="architecture must return a torch module, got NoneType"):
        ConnectomeRegressor(architecture=lambda spec: None, **QUICK).fit(X, Y)
