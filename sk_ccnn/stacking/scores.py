"""Train many networks on the folds of a cross-validation, as stacks, and score them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from joblib import effective_n_jobs
from sklearn.pipeline import Pipeline

from ..estimators import find_network
from ..io import on_disk
from ..types import IntArray
from .folds import (
    Candidate,
    FoldScore,
    FoldSubjects,
    Scoring,
    TimedSteps,
    fit_steps_in_fold,
    score_candidates,
)
from .memory import bytes_of_worker
from .running import Job, run_jobs
from .sharing import grouped, may_share_a_stack, split_for_workers
from .steps import gave_the_same, has_same_steps, is_stackable

Run: TypeAlias = Callable[[Sequence[Job]], Iterator[Any]]


def score_in_stacks(
    candidates: Sequence[Candidate],
    X: Any,
    splits: Sequence[tuple[IntArray, IntArray]],
    scoring: Scoring,
    *,
    fit_params: dict[str, Any] | None = None,
    n_jobs: int | None = None,
    max_stack_memory: float | None = None,
    label: str = "",
    verbose: int = 0,
    on_scored: Callable[[int, int], None] | None = None,
) -> list[list[FoldScore]]:
    """Train estimators on every fold and score them there.

    Steps before the network are fitted once per fold.

    Parameters
    ----------
    candidates : list of Candidate
    X : array-like of shape (n_subjects, ...)
    splits : list of (train, test)
        Rows of each fold.
    scoring : Scoring
    fit_params : dict, optional
        As for `fit`; what is as long as X is split too.
    n_jobs : int, optional
        Number of processes, as joblib takes it.
    max_stack_memory : float, optional
        What all stacks that train at once may take, in MiB.
        By default 1024, or what a GPU has free.
    label : str, default=""
        Of the progress bar.
    verbose : int, default=0
        1 for a progress bar.
    on_scored : callable, optional
        Called with the indices of candidate and fold as soon as their score is there.

    Returns
    -------
    list of list of FoldScore
        For each candidate, for each fold.
    """
    n_workers = max(1, effective_n_jobs(n_jobs))
    run = partial(run_jobs, n_jobs=n_jobs, label=label, unit="stack", quiet=not verbose)
    X = on_disk(X)  # so that a worker opens the file, and gets no copy of it
    folds = [FoldSubjects(X, rows, fit_params or {}, scoring) for rows in splits]
    cells = [
        _Cell(fold, group, None)
        for fold in range(len(folds))
        for group in _sharing_steps(candidates)
    ]
    stacks = [
        cell._replace(group=group)
        for cell in _with_steps(cells, candidates, folds, run)
        for group in _sharing_a_stack(cell.group, candidates)
    ]
    split = split_for_workers([stack.group for stack in stacks], n_workers)
    parts = [
        stack._replace(group=part)
        for stack, parts_of_stack in zip(stacks, split, strict=True)
        for part in parts_of_stack
    ]
    parts.sort(key=lambda part: -len(part.group))  # what takes longest comes first
    device = find_network(candidates[0].estimator).device if candidates else "cpu"
    n_bytes = bytes_of_worker(max_stack_memory, n_workers, device)
    jobs: list[Job] = []
    for part in parts:
        members = [candidates[index] for index in part.group]
        jobs.append((score_candidates, (members, part.steps, folds[part.fold], n_bytes)))
    scores: list[list[Any]] = [[None] * len(folds) for _ in candidates]
    for part, results in zip(parts, run(jobs), strict=True):
        for index, result in zip(part.group, results, strict=True):
            scores[index][part.fold] = result
            if on_scored is not None:
                on_scored(index, part.fold)
    return scores


class _Cell(NamedTuple):
    """Candidates in a fold, and the fitted steps before their networks.

    ``steps`` is None where there are none, else (FittedSteps, seconds) or the exception that
    fitting them raised.
    """

    fold: int
    group: list[int]
    steps: TimedSteps | None


def _sharing_steps(candidates: Sequence[Candidate]) -> list[list[int]]:
    """Group the candidates whose subjects reach the network alike."""

    def share(first: int, other: int) -> bool:
        one, another = candidates[first], candidates[other]
        if not (is_stackable(one.estimator) and is_stackable(another.estimator)):
            return False
        needs_same_y = isinstance(another.estimator, Pipeline)
        return (one.y is another.y or not needs_same_y) and has_same_steps(
            one.estimator, another.estimator
        )

    return grouped(range(len(candidates)), share)


def _sharing_a_stack(group: list[int], candidates: Sequence[Candidate]) -> list[list[int]]:
    """Split candidates that share steps into those whose networks can share a stack."""
    networks = {index: find_network(candidates[index].estimator) for index in group}
    return grouped(group, lambda one, other: may_share_a_stack(networks[one], networks[other]))


def _with_steps(
    cells: list[_Cell], candidates: Sequence[Candidate], folds: Sequence[FoldSubjects], run: Run
) -> list[_Cell]:
    """Fit what comes before the networks of each cell.

    Cells whose targets differ become one where that made no difference to the steps.
    """

    def first(cell: _Cell) -> Candidate:
        return candidates[cell.group[0]]

    def has_steps(cell: _Cell) -> bool:
        estimator = first(cell).estimator
        return isinstance(estimator, Pipeline) and is_stackable(estimator)

    piped = [cell for cell in cells if has_steps(cell)]
    jobs: list[Job] = [(fit_steps_in_fold, (first(cell), folds[cell.fold])) for cell in piped]
    kept = [cell for cell in cells if not has_steps(cell)]
    for cell, steps in zip(piped, run(jobs) if jobs else (), strict=True):
        twin = next((each for each in kept if _has_same(each, cell, steps, first)), None)
        if twin is None:
            kept.append(_Cell(cell.fold, list(cell.group), steps))
        else:
            twin.group.extend(cell.group)
    return kept


def _has_same(
    earlier: _Cell,
    cell: _Cell,
    steps: TimedSteps,
    first: Callable[[_Cell], Candidate],
) -> bool:
    """Tell whether the networks of a cell can stand behind the steps of an earlier one."""
    if earlier.fold != cell.fold or not isinstance(earlier.steps, tuple):
        return False
    return (
        isinstance(steps, tuple)
        and has_same_steps(first(earlier).estimator, first(cell).estimator)
        and gave_the_same(earlier.steps[0], steps[0])
    )
