"""The third job: tell whether the anatomy helps, on named cohorts or one's own."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

import pandas as pd
from joblib import cpu_count

from ..inference import NullTest, null_connectome_test
from ..nulls import NullKind
from ..preprocessing import CorrelationKind
from .models import in_front, network_for
from .representation import represented_tasks
from .run import save_table
from .task import Task


def run_null_tests(
    tasks: Sequence[Task],
    folder: str | PathLike[str],
    *,
    nulls: Sequence[NullKind],
    n_nulls: int,
    n_members: int,
    n_jobs: int = -1,
    representation: CorrelationKind | None = None,
    shrinkage: float | None = None,
) -> dict[str, NullTest]:
    """Test on every task whether the network predicts better on its connectome than on nulls.

    Parameters
    ----------
    tasks : list of Task
        A task without a connectome is refused.
    folder : str or path-like
        Where to write ``null_tests.csv``.
    nulls : sequence of str
        Kinds, see `sk_ccnn.nulls`.
    n_nulls : int
        Nulls of each kind.
    n_members : int
        Networks whose predictions are averaged, for every arm alike.
    n_jobs : int, default=-1
        Number of processes.
    representation, shrinkage
        Of functional connectivity, for every arm alike: see `represented`.

    Returns
    -------
    dict of str to NullTest

    Raises
    ------
    ValueError
        If a task has no connectome, or a kind is unknown.
    """
    for task in tasks:
        if task.connectome is None:
            raise ValueError(f"{task.name} has no connectome to be tested; say which one it is")
    tasks = represented_tasks(tasks, representation, shrinkage)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    print(f"sk_ccnn null tests on {cpu_count()} cores", flush=True)
    found: dict[str, NullTest] = {}
    for task in tasks:
        found[task.name] = test = null_connectome_test(
            in_front(task, network_for(task, n_members=n_members)),
            task.X,
            task.y,
            nulls=nulls,
            n_nulls=n_nulls,
            cv=task.cv,
            scoring=task.scoring,
            groups=task.groups,
            n_jobs=n_jobs,
            random_state=0,
            verbose=1,
        )
        print(f"\n{task.name}\n{task.title}; {task.connectome!r}\n\n{test}", flush=True)
        frames = {name: each.to_frame() for name, each in found.items()}
        table = pd.concat(frames, names=["task", "arm"]).reset_index()
        save_table(folder / "null_tests.csv", table, is_last=task is tasks[-1])
    print(f"\nEvery number is in {(folder / 'null_tests.csv').resolve()}")
    return found
