"""Functional connectivity in one representation for all models of a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..preprocessing import CorrelationKind, CorrelationTransformer
from .task import Task

# Better than plain correlations on inner folds of LEMON, ABIDE and ABIDE by site, and than a
# tangent space and partial correlations on LEMON's (tests/benchmarks/representations.py).
DEFAULT: CorrelationKind = "log"


def represented(
    task: Task, representation: CorrelationKind | None = None, shrinkage: float | None = None
) -> Task:
    """Represent the functional connectivity of a task.

    Parameters
    ----------
    task : Task
    representation : {"correlation", "log", "tangent", "partial"}, optional
        See `sk_ccnn.preprocessing.CorrelationTransformer`. By default ``"log"`` for functional
        connectivity; other edges are left as they are, because nothing says that they are
        correlations.
    shrinkage : float, optional
        Of the correlations; by default that of `CorrelationTransformer`.

    Returns
    -------
    Task
        The same one, where X are measures of regions. What learns nothing from other subjects is
        done at once to all of X; a tangent space becomes a step, which is fitted to the training
        subjects of each fold.

    Raises
    ------
    ValueError
        If X does not hold correlations, or its matrices are not positive definite after shrinkage.
    """
    kind = representation or (DEFAULT if task.is_functional else "correlation")
    if task.features != "edges" or (kind == "correlation" and representation is None):
        return task
    options: dict[str, Any] = {} if shrinkage is None else {"shrinkage": shrinkage}
    transformer = CorrelationTransformer(kind, **options)
    titled = replace(task, title=f"{task.title}, {_said(transformer)}")
    if kind == "tangent":
        return replace(titled, steps=(("tangent", transformer), *task.steps))
    return replace(titled, X=transformer.fit_transform(task.X))


def represented_tasks(
    tasks: Sequence[Task], representation: CorrelationKind | None, shrinkage: float | None
) -> list[Task]:
    """Represent all tasks, of which one must have edges if a representation is asked for."""
    given = {"--representation": representation, "--shrinkage": shrinkage}
    asked = [f"{name} {value}" for name, value in given.items() if value is not None]
    if asked and all(task.features != "edges" for task in tasks):
        raise ValueError(
            f"{' and '.join(asked)}: needed connections between regions, but no cohort out of "
            f"{[task.name for task in tasks]} has any"
        )
    return [represented(task, representation, shrinkage) for task in tasks]


def _said(transformer: CorrelationTransformer) -> str:
    words = {
        "correlation": "as they are",
        "log": "as a matrix logarithm",
        "tangent": "in the tangent space at the training mean",
        "partial": "as partial correlations",
    }[transformer.kind]
    if transformer.kind == "correlation":
        return words
    return f"{words} (shrinkage {transformer.shrinkage:g})"
