"""Score models on the same folds, side by side, with progress."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits
from tqdm.auto import tqdm


class Fold(NamedTuple):
    """One fold of one task: the same subjects for every model."""

    task: str
    number: int
    train: np.ndarray
    test: np.ndarray

    def rows(self, model, scores):
        """Give the scores of a model, a dict from metric to value, as rows for `scores_table`."""
        share = len(self.test) / len(self.train)
        return [
            (self.task, model, self.number, metric, value, share)
            for metric, value in scores.items()
        ]


def folds_of(task, splitter, X, y):
    """Split the subjects of a task.

    Parameters
    ----------
    task : str
        Name of the task.
    splitter : cross-validator
        Seeded, so that a fold is the same for every model.
    X, y : ndarray
        Subjects.

    Returns
    -------
    list of Fold
    """
    return [Fold(task, number, *rows) for number, rows in enumerate(splitter.split(X, y))]


def run_jobs(jobs, n_jobs, label, quiet=False):
    """Run jobs in processes, with a progress bar.

    Parameters
    ----------
    jobs : list of (callable, tuple)
        Functions and their arguments.
    n_jobs : int
        Number of processes, as joblib takes it.
    label : str
        Of the progress bar.
    quiet : bool, default=False
        Show no progress bar.

    Returns
    -------
    list
        Results in the order of the jobs.
    """
    parallel = Parallel(n_jobs=n_jobs, return_as="generator")
    results = parallel(delayed(_on_one_thread)(*job) for job in jobs)
    bar = {"desc": label, "unit": "fit", "smoothing": 0, "disable": quiet}
    return list(tqdm(results, total=len(jobs), **bar))


def _on_one_thread(function, arguments):
    """Run a job so that no sum is split; joblib gives a process as many threads as are free."""
    with threadpool_limits(limits=1):
        return function(*arguments)


def scores_table(rows):
    """Put scores into a table.

    Parameters
    ----------
    rows : iterable of (task, model, fold, metric, value, test_share)
        One score each; ``test_share`` is the number of test subjects over that of training
        subjects.

    Returns
    -------
    DataFrame
    """
    columns = ["task", "model", "fold", "metric", "value", "test_share"]
    return pd.DataFrame(rows, columns=columns)
