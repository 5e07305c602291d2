"""Networks are the same whether subjects are in memory or on disk, held or streamed."""

import os
import subprocess
import sys
import warnings
from functools import partial

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.connectome import Connectome
from sk_ccnn.estimators import table_on_disk
from sk_ccnn.estimators.table_on_disk import TableOnDisk
from sk_ccnn.io import CohortOnDisk

N, R = 150, 9
QUICK = {"n_members": 2, "max_epochs": 3, "random_state": 0, "batch_size": 32}
WEIGHT = np.arange(N) % 3
HELD, STREAMED = 2e9, 0


@pytest.fixture(scope="module")
def brain():
    random = np.random.default_rng(3)
    half = np.triu(random.random((R, R)) * (random.random((R, R)) < 0.5), 1)
    half[np.arange(R - 1), np.arange(1, R)] = 1
    return Connectome(half + half.T, coordinates=random.normal(size=(R, 3)))


@pytest.fixture(scope="module")
def matrices():
    random = np.random.default_rng(0)
    half = np.triu(random.normal(loc=2, scale=3, size=(N, R, R)), 1)
    half[:, 0, 3] = 0.1
    return half + half.swapaxes(1, 2)


@pytest.fixture(scope="module")
def age(matrices):
    return matrices[:, 1, 2] + matrices[:, 4, 5] + 40


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Read 32 subjects at once, so that there are several blocks."""
    monkeypatch.setattr(CohortOnDisk.blocks, "__defaults__", (1, 1))
    monkeypatch.setattr(table_on_disk, "_LEAST_NUMBERS", 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def layouts(matrices):
    return {
        "matrices": matrices,
        "pairs": np.ascontiguousarray(matrices[:, *np.triu_indices(R, 1)]),
        "pairs32": np.ascontiguousarray(matrices[:, *np.triu_indices(R, 1)]).astype(np.float32),
        "nodes": np.ascontiguousarray(matrices[:, :, 0] + np.arange(R)),
        "channels": np.ascontiguousarray(matrices[:, :, :2]),
        "whole numbers": np.ascontiguousarray(matrices[:, :, 1]).astype(np.int16),
    }


LAYOUTS = ("matrices", "pairs", "pairs32", "nodes", "channels", "whole numbers")
MODELS = {
    "hard": ConnectomeRegressor(**QUICK),
    "none": ConnectomeRegressor(constraint="none", **QUICK),
    "soft": ConnectomeRegressor(constraint="soft", lambda_wiring=0.01, **QUICK),
    "linear": ConnectomeRegressor(architecture="linear", **QUICK),
    "graph": ConnectomeRegressor(architecture="gcn", **QUICK),
    "raw": ConnectomeRegressor(standardize=False, **QUICK),
    "stopping": ConnectomeRegressor(early_stopping=True, **QUICK),
    "classes": ConnectomeClassifier(class_weight="balanced", **QUICK),
}


def saved(X, folder, limit=HELD):
    np.save(folder / "cohort.npy", X)
    return CohortOnDisk(folder / "cohort.npy", memory_limit=limit)


@pytest.mark.parametrize("limit", [HELD, STREAMED], ids=["held", "streamed"])
@pytest.mark.parametrize(
    ("name", "layout"),
    [
        *(("hard", layout) for layout in LAYOUTS),
        *((name, "pairs") for name in MODELS),
        *(("graph", "matrices"), ("none", "nodes"), ("stopping", "channels")),
    ],
)
def test_a_network_is_the_same(name, layout, limit, brain, matrices, age, tmp_path):
    X = layouts(matrices)[layout]
    y = age > 44 if name == "classes" else age
    models = [clone(MODELS[name]).set_params(connectome=brain) for _ in range(2)]
    models[0].fit(X, y, sample_weight=WEIGHT)
    on_disk = saved(X, tmp_path, limit)
    models[1].fit(on_disk, y, sample_weight=WEIGHT)
    assert models[0].loss_curve_ == models[1].loss_curve_
    assert models[0].n_features_in_ == models[1].n_features_in_
    if name != "raw":
        assert_array_equal(models[0].feature_mean_, models[1].feature_mean_)
        assert_array_equal(models[0].feature_scale_, models[1].feature_scale_)
    for parameter, other in zip(*(m.net_.module_.parameters() for m in models), strict=True):
        assert_array_equal(parameter.detach(), other.detach())
    for given in (on_disk, np.load(tmp_path / "cohort.npy", mmap_mode="r")):
        assert_array_equal(models[0].predict(X), models[1].predict(given))
        assert models[0].score(X, y) == models[1].score(given, y)


@pytest.mark.parametrize("limit", [HELD, STREAMED], ids=["held", "streamed"])
@pytest.mark.parametrize("layout", ["matrices", "pairs", "nodes"])
@pytest.mark.parametrize("supervised", [False, True])
def test_an_embedding_is_the_same(layout, limit, supervised, brain, matrices, age, tmp_path):
    X, y = layouts(matrices)[layout], age if supervised else None
    models = [ConnectomeTransformer(brain, **QUICK) for _ in range(2)]
    models[0].fit(X, y, sample_weight=WEIGHT)
    on_disk = saved(X, tmp_path, limit)
    models[1].fit(on_disk, y, sample_weight=WEIGHT)
    # What an autoencoder rebuilds is standardised by sums in another order.
    assert_allclose(models[0].transform(X), models[1].transform(on_disk), atol=1e-12)
    assert_allclose(models[0].loss_curve_, models[1].loss_curve_, rtol=1e-12)


@pytest.mark.parametrize("limit", [HELD, STREAMED], ids=["held", "streamed"])
def test_training_goes_on_with_subjects_on_disk(limit, brain, matrices, age, tmp_path):
    X = layouts(matrices)["pairs"]
    kind = partial(ConnectomeRegressor, brain, **QUICK)
    for fit in ("partial_fit", "fit"):
        models = [kind(warm_start=fit == "fit") for _ in range(2)]
        for given, model in zip((X, saved(X, tmp_path, limit)), models, strict=True):
            getattr(model, fit)(given[:100], age[:100])
            getattr(model, fit)(given[50:], age[50:])
        assert_array_equal(*(model.predict(X) for model in models))


@pytest.mark.parametrize("connectome", ["correlation", "consensus"])
def test_a_connectome_of_the_subjects_is_the_same(connectome, matrices, age, tmp_path):
    X = layouts(matrices)["nodes" if connectome == "correlation" else "pairs"]
    if connectome == "consensus":
        X = np.where(np.abs(X) > 2, X, 0)
    options = QUICK | {"features": "edges" if connectome == "consensus" else "auto"}
    models = [ConnectomeRegressor(connectome, constraint="soft", **options) for _ in range(2)]
    found = [m.fit(each, age) for m, each in zip(models, (X, saved(X, tmp_path)), strict=True)]
    assert found[0].connectome_ == found[1].connectome_
    assert_array_equal(found[0].predict(X), found[1].predict(X))
    with pytest.raises(ValueError, match=r"needs all 150 x .*memory_limit=\d"):
        models[1].fit(saved(X, tmp_path, limit=100), age)


def test_other_steps_of_a_pipeline_read_all(brain, matrices, age, tmp_path):
    X = layouts(matrices)["pairs"]
    models = [make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK)) for _ in "ab"]
    models[0].fit(X, age)
    models[1].fit(saved(X, tmp_path), age)
    assert_array_equal(models[0].predict(X), models[1].predict(saved(X, tmp_path)))


def _bad(X, value):
    X = X.copy()
    X[70, ..., 2] = value
    return X


@pytest.mark.parametrize("limit", [HELD, STREAMED], ids=["held", "streamed"])
@pytest.mark.parametrize(
    ("make", "y"),
    [
        (lambda X: _bad(X["pairs"], np.nan), "age"),
        (lambda X: _bad(X["pairs"], np.inf), "age"),
        (lambda X: _bad(X["matrices"], np.nan), "age"),
        (lambda X: _bad(X["matrices"], 5.0), "age"),
        (lambda X: _bad(X["nodes"], 1e300), "age"),
        (lambda X: X["pairs"].astype(complex), "age"),
        (lambda X: X["pairs"].astype("M8[s]"), "age"),
        (lambda X: X["pairs"][:, :-1], "age"),
        (lambda X: X["pairs"][:1], "one"),
        (lambda X: X["matrices"][:, :, :, None], "age"),
        (lambda X: X["pairs"], "short"),
        (lambda X: X["pairs"], "infinite"),
        (lambda X: X["pairs"], "none"),
    ],
    ids="nan inf nan-3d asymmetric huge complex dates columns single 4d y-short y-inf no-y".split(),
)
def test_what_is_wrong_is_told_in_the_same_words(make, y, limit, brain, matrices, age, tmp_path):
    X = np.ascontiguousarray(make(layouts(matrices)))
    infinite = np.where(np.arange(N) == 5, np.inf, age)
    y = {"age": age, "one": age[:1], "short": age[:-1], "infinite": infinite, "none": None}[y]
    errors, model = [], ConnectomeRegressor(brain, **QUICK)
    for given in (X, saved(X, tmp_path, limit)):
        with pytest.raises(ValueError) as caught:
            model.fit(given, y)
        errors.append(str(caught.value).partition("\n")[0])  # then come numbers, if complex
    assert errors[0] == errors[1]
    assert not hasattr(model, "net_")


@pytest.mark.parametrize("bad", ["nan", "columns", "regions"])
def test_new_subjects_are_checked_in_the_same_words(bad, brain, matrices, age, tmp_path):
    X = layouts(matrices)["pairs"]
    model = ConnectomeRegressor(brain, **QUICK).fit(X, age)
    worse = {"nan": _bad(X, np.nan), "columns": X[:, 1:], "regions": matrices[:, 1:, 1:]}[bad]
    worse = np.ascontiguousarray(worse)
    errors = []
    for given in (worse, saved(worse, tmp_path)):
        with pytest.raises(ValueError) as caught:
            model.predict(given)
        errors.append(str(caught.value))
    assert errors[0] == errors[1]


@pytest.fixture
def rows_read(monkeypatch):
    """Count the rows that are read."""
    counts = []
    read = CohortOnDisk._read

    def spy(self, rows):
        counts.append(len(rows))
        return read(self, rows)

    monkeypatch.setattr(CohortOnDisk, "_read", spy)
    return counts


@pytest.mark.parametrize("name", ["hard", "linear", "none", "raw", "stopping"])
def test_a_fit_that_is_held_reads_its_subjects_once(
    name, brain, matrices, age, tmp_path, rows_read
):
    X = saved(layouts(matrices)["pairs"], tmp_path)
    clone(MODELS[name]).set_params(connectome=brain).fit(X, age)
    # The first of them tells how many columns there are.
    assert N <= sum(rows_read) <= N + 5


def test_a_stream_reads_them_once_an_epoch(brain, matrices, age, tmp_path, rows_read):
    X = saved(layouts(matrices)["pairs"], tmp_path, STREAMED)
    clone(MODELS["none"]).set_params(connectome=brain).fit(X, age)
    # Scale, three epochs, and outputs that are looked at in the end.
    assert 5 * N <= sum(rows_read) <= 5 * N + 5
    assert max(rows_read[6:-1]) <= 38


def test_only_what_is_kept_counts_for_the_limit(brain, matrices, age, tmp_path, rows_read):
    X = layouts(matrices)["pairs"]
    n_connected = np.count_nonzero(np.triu(brain.to_dense()))
    assert n_connected < X.shape[1]
    saved_X = saved(X, tmp_path, limit=8 * N * n_connected)
    clone(MODELS["hard"]).set_params(connectome=brain).fit(saved_X, age)
    assert sum(rows_read) <= N + 5
    rows_read.clear()
    clone(MODELS["none"]).set_params(connectome=brain).fit(saved_X, age)
    assert sum(rows_read) >= 5 * N


def test_kept_columns_are_given_away_once():
    table = np.arange(12.0).reshape(4, 3)

    class Memory:
        memory_limit = 64

        def __len__(self):
            return 4

        def __getitem__(self, rows):
            self.rows = rows
            return self

        def read(self):
            return table[self.rows]

        def blocks(self, least_rows):
            yield slice(0, 2), table[:2]
            yield slice(2, 4), table[2:]

    made = partial(TableOnDisk, Memory(), lambda rows, subjects: rows, np.asarray)
    on_disk = made()
    on_disk.keep(np.array([2, 0]))
    assert on_disk.take_kept(np.array([2, 0])) is None
    on_disk.keep(np.array([2, 0]))
    on_disk.require_valid()
    assert_array_equal(on_disk.take_kept(np.array([2, 0])), table[:, [2, 0]])
    assert on_disk.take_kept(np.array([2, 0])) is None
    other = made()
    other.keep(np.arange(3))  # takes 96 bytes
    other.require_valid()
    assert other.take_kept(np.arange(3)) is None
    with pytest.raises(ValueError, match="needs all 4 x 3 features"):
        other.read()


PROGRAM = """
import resource, sys
import numpy as np
import torch
from sk_ccnn import ConnectomeRegressor
from sk_ccnn.io import CohortOnDisk
n_regions = 150
half = np.triu(np.random.default_rng(0).random((n_regions, n_regions)) < 0.1, 1)
half[np.arange(n_regions - 1), np.arange(1, n_regions)] = True
X = CohortOnDisk(sys.argv[1], memory_limit=40e6)
y = np.arange(float(len(X)))
options = {"n_members": 1, "max_epochs": 1, "hidden_channels": 1, "features": "edges"}
def fit(rows):
    model = ConnectomeRegressor((half | half.T) * 1.0, constraint=sys.argv[2], **options)
    return model.fit(X[:rows], y[:rows]).predict(X[:rows])
fit(200)  # what libraries take, they take once
def data():
    line = next(line for line in open("/proc/self/status") if line.startswith("VmData"))
    return int(line.split()[1]) * 1024
limit = data() + int(float(sys.argv[3]))
resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
assert len(fit(len(X))) == len(X)
print("done")
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc, limits data")
@pytest.mark.parametrize("constraint", ["hard", "none"])
def test_a_cohort_may_be_larger_than_memory(constraint, tmp_path):
    n_pairs = 150 * 149 // 2
    np.save(tmp_path / "cohort.npy", np.zeros((8_000, n_pairs), np.float32))
    array = np.lib.format.open_memmap(tmp_path / "cohort.npy", "r+")
    for start in range(0, 8_000, 1_000):
        array[start : start + 1_000] = np.random.default_rng(start).normal(size=(1_000, n_pairs))
    array.flush()
    assert array.nbytes > 350e6
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(tmp_path / "cohort.npy")]
    run = subprocess.run(
        [*command, constraint, "250e6"], capture_output=True, text=True, env=dict(os.environ)
    )
    assert run.stdout == "done\n", run.stderr
