"""A search on a cluster of processes, on which one is killed in the middle."""

import os
import signal
import threading
import time

import joblib
import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.model_selection import StackedGridSearchCV

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

N_FOLDS = 6


@pytest.fixture(scope="module")
def wide_cohort():
    """Give features of a size that joblib would send ahead if they were arguments."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 400))
    return X, X[:, 0] + 0.1 * rng.normal(size=120)


@pytest.fixture
def search(tmp_path):
    """Make a search that takes a while, and notes which process was at work."""

    def make(seconds):
        def slowly(X):
            with open(marks, "a") as file:
                file.write(f"{os.getpid()}\n")
            time.sleep(seconds)
            return X[:, :10]

        marks = str(tmp_path / "marks")
        network = ConnectomeRegressor(n_members=1, max_epochs=3, random_state=0)
        model = make_pipeline(FunctionTransformer(slowly), network)
        grid = {"connectomeregressor__lambda_wiring": [0.0, 0.01, 0.1, 1.0]}
        return StackedGridSearchCV(model, grid, cv=N_FOLDS)

    return make


@pytest.fixture
def cluster(tmp_path):
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            local_directory=str(tmp_path),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.wait_for_workers(2, timeout=120)
        yield cluster


def require_same(found, expected, X):
    for name, scores in expected.cv_results_.items():
        if "test_score" in name:
            # A network in other company may differ in its last digits.
            np.testing.assert_allclose(found.cv_results_[name], scores, rtol=0, atol=1e-9)
    assert found.best_params_ == expected.best_params_
    assert np.array_equal(found.predict(X), expected.predict(X))


def processes_at_work(folder):
    """Give the process of each step that was done, in their order."""
    marks = folder / "marks"
    return [int(line) for line in marks.read_text().split()] if marks.exists() else []


def test_workers_of_a_cluster_find_what_one_process_finds(cluster, search, wide_cohort, tmp_path):
    serial = search(0.0).fit(*wide_cohort)
    (tmp_path / "marks").unlink()
    with joblib.parallel_config(backend="dask"):
        found = search(0.0).fit(*wide_cohort)
    require_same(found, serial, wide_cohort[0])
    assert set(processes_at_work(tmp_path)) > {os.getpid()}  # here is only the refit


@pytest.mark.parametrize("n_before", [2, 2 * N_FOLDS], ids=["early", "late"])
def test_a_worker_that_is_killed_changes_nothing(n_before, cluster, search, wide_cohort, tmp_path):
    serial = search(0.0).fit(*wide_cohort)
    (tmp_path / "marks").unlink()
    killed, over = [], threading.Event()

    def kill():
        while not over.wait(0.01):
            done = processes_at_work(tmp_path)
            if len(done) >= n_before:
                os.kill(done[-1], signal.SIGKILL)
                killed.append(done[-1])
                return

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with joblib.parallel_config(backend="dask"):
            found = search(0.2).fit(*wide_cohort)
    finally:
        over.set()
        killer.join()
    require_same(found, serial, wide_cohort[0])
    (pid,) = killed
    done = processes_at_work(tmp_path)
    assert pid != os.getpid()
    # What it had begun was done again, by others.
    assert len(done) > N_FOLDS * (1 + 4) + 1
    assert done[-1] == os.getpid()
