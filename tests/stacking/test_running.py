import pytest
from joblib import parallel_config
from sklearn import config_context, get_config
from threadpoolctl import threadpool_info

from sk_ccnn.stacking import run_jobs


def threads(name):
    """Count the threads that a job may use."""
    return name, max(library["num_threads"] for library in threadpool_info())


def test_a_job_has_one_thread_however_many_processes_there_are():
    for n_jobs in (1, 2):
        results = list(run_jobs([(threads, ("a",)), (threads, ("b",))], n_jobs, label="threads"))
        assert results == [("a", 1), ("b", 1)]


def is_routing():
    return get_config()["enable_metadata_routing"]


@pytest.mark.parametrize("backend", ["loky", "threading", "multiprocessing"])
def test_a_job_has_the_configuration_of_its_caller(backend):
    for expected in (True, False):
        with config_context(enable_metadata_routing=expected), parallel_config(backend=backend):
            assert list(run_jobs([(is_routing, ())] * 5, 2)) == [expected] * 5


@pytest.mark.parametrize("n_jobs", [1, 2, None])
def test_a_backend_that_gives_a_list_does_as_well(n_jobs):
    with parallel_config(backend="multiprocessing"):
        results = list(run_jobs([(threads, (name,)) for name in "abc"], n_jobs))
    assert results == [("a", 1), ("b", 1), ("c", 1)]
