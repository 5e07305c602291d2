"""Searches and other tests split a cohort on disk without reading, and workers open it."""

import warnings

import joblib
import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.attributions import region_importance
from sk_ccnn.brain_age import BrainAgeRegressor, cross_val_gap
from sk_ccnn.connectome import Connectome
from sk_ccnn.estimators import rows_for
from sk_ccnn.inference import null_connectome_test, permutation_test
from sk_ccnn.io import CohortOnDisk
from sk_ccnn.model_selection import ConnectomeRegressorCV, StackedGridSearchCV, compare
from sk_ccnn.pruning import pruning_path

R, N = 8, 60
QUICK = {"n_members": 1, "max_epochs": 2, "hidden_channels": 1, "random_state": 0}
GRID = {"lambda_wiring": [0.0, 0.1]}
CV = KFold(3, shuffle=True, random_state=0)


@pytest.fixture(scope="module")
def brain():
    random = np.random.default_rng(3)
    half = np.triu(random.random((R, R)) * (random.random((R, R)) < 0.5), 1)
    half[np.arange(R - 1), np.arange(1, R)] = 1
    return Connectome(half + half.T, coordinates=random.normal(size=(R, 3)))


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    """Pairs of 60 subjects in memory, their ages, and the file."""
    X = np.random.default_rng(0).normal(size=(N, R * (R - 1) // 2))
    path = tmp_path_factory.mktemp("cohort") / "cohort.npy"
    np.save(path, X)
    return X, 40 + X[:, 0] - X[:, 5], path


@pytest.fixture(autouse=True)
def quietly():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.fixture
def network(brain):
    return ConnectomeRegressor(brain, **QUICK)


def _mapped(path):
    return np.load(path, mmap_mode="r")


def _hdf5(path):
    h5py = pytest.importorskip("h5py")
    if not path.with_suffix(".h5").exists():
        with h5py.File(path.with_suffix(".h5"), "w") as file:
            file["X"] = np.load(path)
    return h5py.File(path.with_suffix(".h5"), "r")["X"]


@pytest.fixture(params=[CohortOnDisk, _mapped, _hdf5], ids=["cohort", "mapped", "hdf5"])
def on_disk(request, cohort):
    return request.param(cohort[2])


def _search(network, X, y):
    return StackedGridSearchCV(network, GRID, cv=CV).fit(X, y).cv_results_["mean_test_score"]


def _piped(network, X, y):
    # A step of a user's own, which does arithmetic with what it is given.
    steps = (FunctionTransformer(lambda X: X * 2 + X.mean()), StandardScaler(), network)
    grid = {"connectomeregressor__lambda_wiring": [0.0, 0.1]}
    search = StackedGridSearchCV(make_pipeline(*steps), grid, cv=CV, refit=False).fit(X, y)
    return search.cv_results_["mean_test_score"]


def _path(network, X, y):
    model = ConnectomeRegressorCV(network.connectome, n_lambdas=3, cv=CV, **QUICK)
    return model.fit(X, y).predict(X)


def _compare(network, X, y):
    models = {"network": network, "ridge": Ridge(), "dummy": DummyRegressor()}
    models["steps"] = make_pipeline(FunctionTransformer(lambda X: X + X.std()), Ridge())
    return compare(models, X, y, cv=CV).by_fold("MAE").to_numpy()


def _nulls(network, X, y):
    test = null_connectome_test(network, X, y, nulls="degree", n_nulls=2, cv=CV, random_state=0)
    return test.to_frame().select_dtypes("number").to_numpy()


def _permutation(network, X, y):
    test = permutation_test(network, X, y, n_permutations=3, cv=CV, random_state=0)
    return test.to_frame().select_dtypes("number").to_numpy()


def _gaps(network, X, y):
    return cross_val_gap(network, X, y, cv=3).to_numpy()


def _brain_age(network, X, y):
    return BrainAgeRegressor(network, cv=3).fit(X, y).predict(X)


def _importance(network, X, y):
    return region_importance(network, X, y, cv=CV).attributions


def _pruning(network, X, y):
    path = pruning_path(network, X, y, cv=CV, fractions=[0.0, 0.5])
    return path.to_frame().select_dtypes("number").to_numpy()


WAYS = (_search, _piped, _path, _compare, _nulls, _permutation, _gaps, _brain_age)
WAYS = (*WAYS, _importance, _pruning)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_is_found_is_the_same(way, network, cohort, on_disk):
    X, y, _ = cohort
    assert_array_equal(way(network, on_disk, y), way(network, X, y))


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_workers_find_the_same(backend, network, cohort):
    X, y, path = cohort
    expected = StackedGridSearchCV(network, GRID, cv=CV, refit=False).fit(X, y)
    with joblib.parallel_backend(backend, n_jobs=2):
        search = StackedGridSearchCV(network, GRID, cv=CV, refit=False, n_jobs=2)
        search.fit(CohortOnDisk(path, memory_limit=0), y)
    for name in ("split0_test_score", "split2_test_score"):
        assert_array_equal(search.cv_results_[name], expected.cv_results_[name])


@pytest.mark.slow
def test_a_dask_worker_opens_the_file(network, cohort):
    distributed = pytest.importorskip("distributed")
    X, y, path = cohort
    expected = StackedGridSearchCV(network, GRID, cv=CV, refit=False).fit(X, y)
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as it,
        distributed.Client(it),
        joblib.parallel_backend("dask"),
    ):
        search = StackedGridSearchCV(network, GRID, cv=CV, refit=False, n_jobs=2)
        search.fit(np.load(path, mmap_mode="r"), y)
    found = search.cv_results_["mean_test_score"]
    assert_array_equal(found, expected.cv_results_["mean_test_score"])


def test_a_job_holds_no_subjects(network, tmp_path, monkeypatch):
    X = np.random.default_rng(0).normal(size=(2_000, R * (R - 1) // 2))
    np.save(tmp_path / "cohort.npy", X)
    sizes = []

    def run(jobs, *arguments, **options):
        import cloudpickle

        sizes.extend(len(cloudpickle.dumps(job)) for job in jobs)
        return iter([function(*given) for function, given in jobs])

    monkeypatch.setattr("sk_ccnn.stacking.scores.run_jobs", run)
    mapped, y = np.load(tmp_path / "cohort.npy", mmap_mode="r"), X[:, 0].copy()
    StackedGridSearchCV(network, GRID, cv=CV, refit=False).fit(mapped, y)
    assert len(sizes) >= 3
    assert max(sizes) < 0.25 * X.nbytes  # rows and ages, and no X


def test_scikit_learns_searches_read_what_a_fit_needs(network, cohort, monkeypatch):
    X, y, path = cohort
    n_read = []
    read = CohortOnDisk._read
    monkeypatch.setattr(
        CohortOnDisk, "_read", lambda self, rows: n_read.append(len(rows)) or read(self, rows)
    )
    expected = cross_val_score(network, X, y, cv=CV)
    assert_array_equal(cross_val_score(network, CohortOnDisk(path), y, cv=CV), expected)
    assert 3 * N <= sum(n_read) <= 3 * (N + 5)
    grid = GridSearchCV(network, GRID, cv=CV).fit(CohortOnDisk(path), y)
    assert_array_equal(grid.predict(CohortOnDisk(path)), grid.predict(X))


def test_only_a_network_gets_rows_that_were_not_read(network, cohort, on_disk):
    X, rows = cohort[0], np.array([7, 3, 3])
    search = StackedGridSearchCV(network, GRID)
    for estimator in (network, search, BrainAgeRegressor(search), make_pipeline(network)):
        assert isinstance(rows_for(estimator, on_disk, rows), CohortOnDisk)
    for estimator in (Ridge(), make_pipeline(StandardScaler(), network), object()):
        found = rows_for(estimator, on_disk, rows)
        assert type(found) is np.ndarray
        assert_array_equal(found, X[rows])
    assert_array_equal(rows_for(network, X, rows), X[rows])
    assert rows_for(network, X.tolist(), rows) == X[rows].tolist()
