"""Run the whole demo."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from joblib import cpu_count
from joblib.externals.loky import get_reusable_executor

from ..inference import NullTest
from ..model_selection import Comparison, write_whole
from ..plotting import require_plotting
from ..results import against_chance, against_model, format_rows, lowest_error, score_rows
from ..stacking import run_jobs
from . import brain_age, mouse
from .anatomy import compare_with_nulls, errors_on_connectomes, say_whether_it_helps, search_all
from .figure import save_figure
from .models import LAMBDAS, N_INNER_FOLDS, OURS, UNCONSTRAINED

Settings = Mapping[str, Mapping[str, Any]]

SETTINGS: Settings = {
    "mouse": {"n_splits": 4, "n_repeats": 2},
    "brain_age": {"n_people": None, "n_splits": 5, "lambdas": LAMBDAS, "n_nulls": 20},
}


def run_demo(folder: str | Path, n_jobs: int = -1, settings: Settings = SETTINGS) -> None:
    """Compare, test, print tables and sentences, and write a figure and every number.

    Parameters
    ----------
    folder : str or Path
        Where to write ``scores.csv``, ``brain_age_gaps.csv``,
        ``null_test.csv``, ``errors_on_connectomes.csv``, ``lambda_curve.csv`` and
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
    print(f"sk_ccnn demo on {cpu_count()} cores", flush=True)
    # Bars are for people who wait, and would fill the file that a job writes.
    verbose = int(sys.stderr.isatty())
    mice = {
        target: mouse.compare_on_mice(target, **settings["mouse"], n_jobs=n_jobs, verbose=verbose)
        for target in mouse.TASKS
    }
    _report_mice(mice, settings["mouse"])
    of_age = {name: value for name, value in settings["brain_age"].items() if name != "n_people"}
    X, age = brain_age.load_cohort(settings["brain_age"]["n_people"])
    sizes = {"n_splits": of_age["n_splits"], "n_jobs": n_jobs, "verbose": verbose}
    ages = brain_age.compare_on_ages(X, age, lambdas=of_age["lambdas"], **sizes)
    test = compare_with_nulls(X, age, n_nulls=of_age["n_nulls"], **sizes)
    job = (search_all, (X, age, of_age["lambdas"]))
    ((curve, learned),) = run_jobs([job], n_jobs, label="lambda curve", quiet=not verbose)
    gaps = brain_age.gaps_of(ages, X.index)
    # Before anything is written: a full disk must not take it away.
    _report_ages(ages, gaps, test)
    tables = {
        "scores": pd.concat([_scores(each) for each in (*mice.values(), ages)]),
        "brain_age_gaps": gaps,
        "null_test": test.to_frame().rename_axis("arm").reset_index(),
        "errors_on_connectomes": errors_on_connectomes(test),
        "lambda_curve": curve,
    }
    for name, table in tables.items():
        write_whole(folder / f"{name}.csv", table.to_csv(index=False).encode())
    save_figure(folder / "brain_age.png", ages, gaps, test, curve, learned)
    print(f"\nThe figure brain_age.png and every number, as CSV, are in {folder.resolve()}")
    if os.name == "posix":  # elsewhere a system does not tell
        print(f"{_cpu_seconds():.0f} CPU seconds on {cpu_count()} cores")


def _cpu_seconds() -> float:
    """Give the CPU seconds of this process, and of those that it started and that have ended."""
    get_reusable_executor().shutdown(wait=True)
    return sum(os.times()[:4])


def _scores(comparison: Comparison) -> pd.DataFrame:
    """Give the scores; times are left out, because they differ from run to run."""
    shown = [metric.name for metric in comparison.metrics]
    return comparison.scores[comparison.scores["metric"].isin(shown)]


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
    sys.stdout.flush()


def _report_ages(ages: Comparison, gaps: pd.DataFrame, test: NullTest) -> None:
    by_fold, metric = ages.by_fold(), ages.metrics[0].name
    n_people = gaps["subject"].nunique()
    print(
        f"\nReal: {n_people} healthy adults of IXI, thickness of 68 cortical regions; the network "
        "is wired by\nthe average human connectome, which other people gave. "
        f"{len(by_fold)} outer folds, hyperparameters by\n{N_INNER_FOLDS} inner folds; mean ± sd "
        "over outer folds\n"
    )
    print(_table(ages))
    print()
    gain = ages.gain(OURS, UNCONSTRAINED)
    best = by_fold.mean(skipna=False).drop([OURS, UNCONSTRAINED]).idxmin()
    found = [
        lowest_error(by_fold, metric),
        against_model(OURS, best, ages.gain(OURS, best), metric),
    ]
    print(*(f"{brain_age.TASK}: {each}" for each in found), sep="\n")
    print(f"\nThe gap, predicted minus true age, of people whom {OURS} has not seen\n")
    print(brain_age.report_on_gaps(gaps))
    print(f"\nThe same network, wiring cost 0, on its connectome and on {_n_nulls(test)} others\n")
    print(test)
    print(f"\n{brain_age.TASK}: {say_whether_it_helps(test, gain)}", flush=True)


def _n_nulls(test: NullTest) -> int:
    return sum(len(of_kind) for of_kind in test.null_scores.values())


def _table(*comparisons: Comparison) -> str:
    scores = pd.concat([each.scores for each in comparisons])
    metrics = [metric.name for metric in comparisons[0].metrics[:2]]
    return format_rows(score_rows(scores, metrics, by=("task", "model"), digits=2))
