"""Run jobs in processes or on a cluster, each on one thread, with a progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from joblib import Parallel, delayed
from sklearn import config_context, get_config
from threadpoolctl import threadpool_limits
from tqdm.auto import tqdm

from .interrupts import raise_interrupts

Job: TypeAlias = tuple[Callable[..., Any], tuple[Any, ...]]


class _OnOneThread:
    """A job. It is no array itself, so that a cluster keeps it until it is done."""

    def __init__(self, job: Job, config: dict[str, Any]) -> None:
        self.function, self.arguments = job
        self.config = config

    def __call__(self) -> Any:
        # joblib gives a process as many threads as are free; no sum may be split.
        with threadpool_limits(limits=1), config_context(**self.config), raise_interrupts():
            return self.function(*self.arguments)


def run_jobs(
    jobs: Sequence[Job],
    n_jobs: int | None = None,
    *,
    label: str = "",
    unit: str = "fit",
    quiet: bool = False,
) -> Iterator[Any]:
    """Run jobs in processes or on a cluster, as joblib is configured.

    Parameters
    ----------
    jobs : list of (callable, tuple)
        Functions and their arguments. Each runs on one thread.
    n_jobs : int, optional
        Number of processes, as joblib takes it.
    label : str, default=""
        Of the progress bar.
    unit : str, default="fit"
        What the progress bar counts.
    quiet : bool, default=False
        Show no progress bar.

    Returns
    -------
    iterator
        Results in the order of the jobs, each as soon as it is there; all at the end where
        joblib's backend can do no better, such as ``"multiprocessing"`` or Ray's.
    """
    # Other threads and processes know nothing of it, such as whether metadata are routed.
    config = get_config()
    results = _parallel(n_jobs)(delayed(_OnOneThread(job, config))() for job in jobs)
    bar = {"desc": label, "unit": unit, "smoothing": 0, "disable": quiet}
    return iter(tqdm(results, total=len(jobs), **bar))


def _parallel(n_jobs: int | None) -> Parallel:
    try:
        return Parallel(n_jobs=n_jobs, return_as="generator")
    except ValueError:  # a backend without generators
        return Parallel(n_jobs=n_jobs)
