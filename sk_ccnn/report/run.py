"""Make a report: read, compute part by part, write."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from importlib.metadata import version
from os import PathLike, fspath
from pathlib import Path
from time import perf_counter
from typing import Any

from tqdm.auto import tqdm

from ..caller import warn_caller
from ..model_selection import content_hash, version_of_code, write_whole
from .cohort import Cohort, read_study
from .describing import describe_cohort
from .keep import Keep
from .numbers import all_numbers
from .page import write_page
from .part import Part, not_done
from .parts.null_test import NO_CONNECTOME
from .study import Budget, Study

PAGE, NUMBERS, METHODS = "report.html", "numbers", "methods.txt"
_KEPT, _WRITTEN = "kept", "tables.json"


def report(
    study: Study,
    output: str | PathLike[str] = "sk_ccnn_report",
    *,
    quick: bool = False,
    budget: Budget | None = None,
    n_jobs: int = -1,
    verbose: int = 1,
) -> Path:
    """Write one HTML page of a study.

    What is done is kept in the folder: the same call goes on where it was interrupted, and what
    other data, options or versions have made is computed anew.

    Parameters
    ----------
    study : Study
        Files, and what is predicted.
    output : str or path-like, default="sk_ccnn_report"
        Folder to write to: ``report.html``, ``methods.txt``, and ``numbers/*.csv`` with every
        number. Tables that an earlier report has left there are removed.
    quick : bool, default=False
        A first look in minutes: fewer baselines, nulls and strengths. The page says so.
    budget : Budget, optional
        How much to compute, instead of `quick`.
    n_jobs : int, default=-1
        Processes; the numbers do not depend on it.
    verbose : int, default=1
        1 for a progress bar on a terminal, and a line for each part elsewhere.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OSError, ValueError
        If a file cannot be read or does not fit, before anything is trained; or the page cannot be
        written.

    Warns
    -----
    UserWarning
        If a part could not be computed; the page says why.
    """
    if budget is None:
        budget = Budget.quick() if quick else Budget()
    cohort = read_study(study)
    folder = Path(output)
    parts = {"cohort": describe_cohort(cohort)}
    if verbose:
        print(*parts["cohort"].words, sep="\n", flush=True)
    keep = Keep(folder / _KEPT, _origin(cohort, budget))
    jobs = _jobs(cohort, budget, parts, n_jobs, folder / _KEPT / "scores")
    # On a terminal only: None is that.
    bar = tqdm(jobs.items(), desc="report", unit="part", disable=None if verbose else True)
    for name, make in bar:
        bar.set_postfix_str(name)
        began = perf_counter()
        parts[name], was_kept = keep.get(name, _guarded(name, make))
        if verbose and bar.disable:
            how = "kept" if was_kept else f"{perf_counter() - began:.0f} s"
            print(f"{name}: {how}", flush=True)
    numbers = all_numbers(parts)
    html, methods = write_page(cohort, budget, parts, [*numbers])
    _write_numbers(folder, numbers)
    write_whole(folder / METHODS, methods.as_text().encode())
    write_whole(folder / PAGE, html.encode())
    keep.remove_stale()
    return folder / PAGE


def _jobs(
    cohort: Cohort, budget: Budget, parts: dict[str, Part], n_jobs: int, scores: Path
) -> dict[str, Callable[[], Part]]:
    """List what is to be computed, in the order of what it needs."""
    from . import parts as make

    results = {
        "age": make.brain_age_part,
        "number": make.number_part,
        "diagnosis": make.diagnosis_part,
    }[cohort.kind]

    def null_test() -> Part:
        if cohort.task.connectome is None:
            return not_done(NO_CONNECTOME)
        return make.null_test_part(cohort, budget, n_jobs=n_jobs)

    def brain() -> Part:
        strength = parts["path"].facts.get("lambda_wiring", 0.0)
        return make.brain_part(cohort, budget, n_jobs=n_jobs, lambda_wiring=strength)

    return {
        "comparison": lambda: make.comparison_part(cohort, budget, n_jobs=n_jobs, scores=scores),
        "results": lambda: results(cohort, budget, n_jobs=n_jobs),
        "path": lambda: make.path_part(cohort, budget, n_jobs=n_jobs),
        "null_test": null_test,
        "brain": brain,
    }


def _guarded(name: str, make: Callable[[], Part]) -> Callable[[], Part]:
    """Let a part that cannot be computed say so, instead of taking the others with it."""

    def guarded() -> Part:
        try:
            return make()
        except ValueError as error:
            warn_caller(f"{name} was not done: {error}")
            return not_done(f"{error}.".replace("..", "."))

    return guarded


def _origin(cohort: Cohort, budget: Budget) -> dict[str, Any]:
    """Name all that makes a part: data, options, budget, and versions."""
    task, options = cohort.task, asdict(cohort.study)
    data = (task.X, task.y, task.groups, task.connectome, cohort.labels, cohort.people)
    shown = {name: str(fspath(options.pop(name))) for name in ("X", "participants")}
    libraries = {name: version(name) for name in ("matplotlib", "nilearn")}
    return {
        "data": content_hash(data, "the cohort"),
        "files": shown,
        "study": json.loads(json.dumps(options, default=str)),
        "budget": json.loads(json.dumps(asdict(budget), default=str)),
        "code": version_of_code(),
        "libraries": libraries,
    }


def _write_numbers(folder: Path, numbers: dict[str, str]) -> None:
    """Write every number, and remove the tables of an earlier report."""
    tables = {f"{name}.csv": text for name, text in numbers.items()}
    place, record = folder / NUMBERS, folder / _KEPT / _WRITTEN
    place.mkdir(parents=True, exist_ok=True)
    for name in _earlier(record):
        if name not in tables:
            with suppress(OSError):
                (place / name).unlink()
    write_whole(record, json.dumps(sorted(tables)).encode())
    for name, text in tables.items():
        write_whole(place / name, text.encode())


def _earlier(record: Path) -> list[str]:
    """List the tables that an earlier report wrote, names of files of this folder only."""
    try:
        names = json.loads(record.read_bytes())
        return [name for name in names if Path(name).name == name and name.endswith(".csv")]
    except (OSError, ValueError, TypeError):
        return []
