from threadpoolctl import threadpool_info

from sk_ccnn.stacking import run_jobs


def threads(name):
    """Count the threads that a job may use."""
    return name, max(library["num_threads"] for library in threadpool_info())


def test_a_job_has_one_thread_however_many_processes_there_are():
    for n_jobs in (1, 2):
        results = list(run_jobs([(threads, ("a",)), (threads, ("b",))], n_jobs, label="threads"))
        assert results == [("a", 1), ("b", 1)]
