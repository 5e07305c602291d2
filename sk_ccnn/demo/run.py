"""Run the whole demo."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from joblib import cpu_count

from ..connectome import Connectome
from ..model_selection import Comparison, write_whole
from ..plotting import require_plotting
from ..results import against_chance, against_model, format_scores, lowest_error
from ..stacking import run_jobs
from . import brain_age, mouse
from .figure import save_figure

Settings = Mapping[str, Mapping[str, Any]]

SETTINGS: Settings = {
    "mouse": {"n_splits": 4, "n_repeats": 2},
    "brain_age": {"n_subjects": 300, "n_splits": 4, "lambdas": brain_age.LAMBDAS},
}


def run_demo(folder: str | Path, n_jobs: int = -1, settings: Settings = SETTINGS) -> None:
    """Compare, print two tables, and write a figure and every score.

    Parameters
    ----------
    folder : str or Path
        Where to write ``scores.csv``, ``predictions.csv``, ``lambda_curve.csv`` and
        ``brain_age.png``; made where it does not exist.
    n_jobs : int, default=-1
        Number of processes, as joblib takes it. The results do not depend on it.
    settings : dict
        Sizes of the two parts.

    Raises
    ------
    ImportError
        If matplotlib or nilearn is missing; before anything is computed.
    OSError
        If a file cannot be written; the tables are printed before.
    """
    require_plotting()
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    print(f"sk_ccnn demo on {cpu_count()} cores\n", flush=True)
    curve, learned = _search_all(n_jobs, settings["brain_age"])
    ages = brain_age.compare_on_ages(**settings["brain_age"], n_jobs=n_jobs)
    mice = {
        target: mouse.compare_on_mice(target, **settings["mouse"], n_jobs=n_jobs)
        for target in mouse.TASKS
    }
    # Before anything is written: a full disk must not take it away.
    _report_mice(mice, settings["mouse"])
    _report_ages(ages, settings["brain_age"])
    sys.stdout.flush()
    scores = pd.concat([_scores(each) for each in (*mice.values(), ages)], ignore_index=True)
    predictions = _predicted_ages(ages)
    tables = {"scores": scores, "predictions": predictions, "lambda_curve": curve}
    for name, table in tables.items():
        write_whole(folder / f"{name}.csv", table.to_csv(index=False).encode())
    ours = predictions[predictions["model"] == brain_age.OURS]
    save_figure(folder / "brain_age.png", ours, curve, learned)
    print(f"\nEvery score and the figure are in {folder.resolve()}")


def _search_all(n_jobs: int, of_age: Mapping[str, Any]) -> tuple[pd.DataFrame, Connectome]:
    """Give the lambda curve and the learned connectome, of all subjects."""
    X, age = brain_age.make_cohort(of_age["n_subjects"])
    job = (brain_age.search_all, (X, age, of_age["lambdas"]))
    (found,) = run_jobs([job], n_jobs, label="lambda curve")
    return found


def _scores(comparison: Comparison) -> pd.DataFrame:
    """Give the scores; times are left out, because they differ from run to run."""
    shown = [metric.name for metric in comparison.metrics]
    return comparison.scores[comparison.scores["metric"].isin(shown)]


def _predicted_ages(ages: Comparison) -> pd.DataFrame:
    predictions = ages.predictions
    assert predictions is not None  # there is one target
    columns = ["model", "subject", "age", "predicted"]
    return predictions.rename(columns={"y": "age"})[columns]


def _report_mice(mice: Mapping[mouse.Target, Comparison], of_mice: Mapping[str, Any]) -> None:
    print(
        f"\nReal: 32 mice, connectomes of 332 regions by diffusion MRI; {of_mice['n_splits']} "
        f"stratified folds, {of_mice['n_repeats']} times; mean ± sd over folds\n"
    )
    print(_table(*mice.values()))
    print()
    for target, comparison in mice.items():
        metric, share = comparison.metrics[0].name, comparison.test_share
        for model, values in comparison.by_fold().items():
            if model != "dummy":
                found = against_chance(str(model), values, share, metric, mouse.CHANCE[target])
                print(f"{mouse.TASKS[target]}: {found}")


def _report_ages(ages: Comparison, of_age: Mapping[str, Any]) -> None:
    print(
        f"\nSimulated: {of_age['n_subjects']} subjects, one measure in each of 84 regions of the "
        f"measured human\nconnectome, along which the simulated effect of age spreads; "
        f"{of_age['n_splits']} outer folds,\nhyperparameters by 3 inner folds; mean ± sd over "
        "outer folds\n"
    )
    print(_table(ages))
    print()
    metric, by_fold = ages.metrics[0].name, ages.by_fold()
    ours, unconstrained = brain_age.OURS, brain_age.UNCONSTRAINED
    best = by_fold.mean().drop([ours, unconstrained]).idxmin()
    print(f"{brain_age.TASK}: {lowest_error(by_fold, metric)}")
    for other in (best, unconstrained):
        found = against_model(ours, other, ages.gain(ours, other), metric)
        print(f"{brain_age.TASK}: {found}")


def _table(*comparisons: Comparison) -> str:
    scores = pd.concat([each.scores for each in comparisons])
    metrics = [metric.name for metric in comparisons[0].metrics]
    return format_scores(scores, metrics, by=("task", "model"), digits=2)
