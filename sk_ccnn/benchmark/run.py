"""Run the benchmark: compare, print, and write what was found."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd
from joblib import cpu_count

from ..caller import warn_caller
from ..model_selection import Comparison, compare, require_inner_folds, write_whole
from ..preprocessing import CorrelationKind
from ..results import require_scorable
from .figure import save_figure
from .grid_ends import table_of_ends
from .models import LAMBDAS, models_for, network_for, our_search, ours_in
from .representation import represented_tasks
from .site_effects import without_site_effects
from .task import Task


def run_benchmark(
    tasks: Sequence[Task],
    folder: str | PathLike[str],
    *,
    n_jobs: int = -1,
    only: Sequence[str] | None = None,
    lambdas: Sequence[float] = LAMBDAS,
    graphs: bool = False,
    choose_constraint: bool = False,
    representation: CorrelationKind | None = None,
    shrinkage: float | None = None,
    without_sites: bool = False,
) -> dict[str, Comparison]:
    """Compare our estimators with all baselines on every task.

    Finished folds are kept in ``folder/cache``: the same call goes on where it was interrupted.

    Parameters
    ----------
    tasks : list of Task
    folder : str or path-like
        Where to write ``scores.csv`` and ``benchmark.png``.
    n_jobs : int, default=-1
        Number of processes; the scores do not depend on it.
    only : list of str, optional
        Names of the models to run; by default all.
    lambdas : sequence of float
        Strengths of the wiring cost that are searched.
    graphs : bool, default=False
        Compare graph networks over the connectome too.
    choose_constraint : bool, default=False
        Let the inner folds choose whether ours is constrained by the connectome.
    representation, shrinkage
        Of functional connectivity, for all models alike: see `represented`.
    without_sites : bool, default=False
        Take the mean of their site out of the features, for all models alike, as learned from the
        training subjects.

    Returns
    -------
    dict of str to Comparison

    Raises
    ------
    ValueError
        If a model is unknown, fewer than two are left, or a training set has fewer groups than
        there are inner folds, a task has no sites to be taken out, or its X does not fit its
        connectome.
    OSError
        If the tables cannot be written; they are printed.
    """
    for task in tasks:
        _require_folds(task)
        if only is None or ours_in(task, only):
            _require_a_plan(task)
    tasks = represented_tasks(tasks, representation, shrinkage)
    if without_sites:
        tasks = [without_site_effects(task) for task in tasks]
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    options = {"graphs": graphs, "choose_constraint": choose_constraint}
    chosen = [_chosen(models_for(task, lambdas, **options), only) for task in tasks]
    print(f"sk_ccnn benchmark on {cpu_count()} cores", flush=True)
    found: dict[str, Comparison] = {}
    for task, models in zip(tasks, chosen, strict=True):
        found[task.name] = comparison = compare(
            models,
            task.X,
            task.y,
            cv=task.cv,
            groups=task.groups,
            candidates=ours_in(task, models),
            n_jobs=n_jobs,
            cache_dir=folder / "cache",
            task=task.name,
            verbose=1,
        )
        print(describe(task, comparison), flush=True)
        table = pd.concat([each.scores for each in found.values()], ignore_index=True)
        save_table(folder / "scores.csv", table, is_last=task is tasks[-1])
    save_figure(folder / "benchmark.png", {task.title: found[task.name] for task in tasks})
    print(f"\nEvery score and the figure are in {folder.resolve()}")
    return found


def save_table(path: Path, table: pd.DataFrame, *, is_last: bool) -> None:
    """Write a table after each task, so that a later one that fails takes nothing away.

    Parameters
    ----------
    path : Path
    table : DataFrame
        Everything that was found so far.
    is_last : bool
        Whether nothing will be found any more. Before, a full disk is no reason to stop.

    Raises
    ------
    OSError
        If the last table cannot be written.
    """
    try:
        write_whole(path, table.to_csv(index=False).encode())
    except OSError as error:
        if is_last:
            raise
        warn_caller(f"{error}; going on, and trying again after the next task")


def describe(task: Task, comparison: Comparison) -> str:
    """Write the tables of a task, and what may be said: str."""
    n_folds = len(comparison.by_fold())
    parts = [
        f"\n{task.name}\n{task.title}; {n_folds} folds, mean ± sd over folds\n",
        comparison.table(),
        "",
        *comparison.sentences(),
        "",
        comparison.times(),
    ]
    ends = table_of_ends(comparison)
    return "\n".join([*parts, "", ends] if ends else parts)


def _require_folds(task: Task) -> None:
    """Look at the folds of a task, outer and inner, before any task is trained."""
    search = our_search(task)
    splits = list(task.cv.split(task.X, task.y, task.groups))
    require_scorable(search, task.y, splits)
    name = f"the inner folds of {task.name} (--inner-folds)"
    require_inner_folds(search, task.inner_cv, task.y, splits, task.groups, search.scoring, name)


def _require_a_plan(task: Task) -> None:
    """See that our network, which comes last, can be built at all, before any task is trained."""
    network = network_for(task, constraint=task.constraint)
    with warnings.catch_warnings(action="ignore"):  # the fit will say it
        network.plan_fit(network.read_subjects(task.X, task.y))


def _chosen(models: dict[str, Any], only: Sequence[str] | None) -> dict[str, Any]:
    unknown = sorted(set(only or ()) - set(models))
    if unknown:
        raise ValueError(f"no models {unknown}; there are {list(models)}")
    chosen = {name: model for name, model in models.items() if not only or name in only}
    if len(chosen) < 2:
        raise ValueError(f"needed two or more models, got {list(chosen)}")
    return chosen
