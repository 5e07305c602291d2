"""The cohort of a report: the task, the people in it, and who is not in it and why."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from ..benchmark import (
    OwnCohort,
    Task,
    in_front,
    network_for,
    our_search,
    read_own_cohort,
    represented,
)
from ..estimators import Split
from ..types import AnyArray, FloatArray
from .classes import class_name, find_positive
from .study import Budget, Study

# What is predicted decides which results are shown.
Kind: TypeAlias = Literal["age", "number", "diagnosis"]

_OLDEST_IN_YEARS = 130
_FEW_NUMBERS = 5
# What the account says already, and what names subjects.
_COUNTED = re.compile(r"\d+ left out, ")
_ABOUT_PEOPLE = re.compile(r"\d+ subjects with several ")


@dataclass(frozen=True, eq=False)
class Cohort:
    """What a report is about.

    Attributes
    ----------
    study : Study
    task : Task
        Its y is a number, or ``"0 NAME"`` and ``"1 NAME"``, so that the class that is looked for
        sorts last.
    people : DataFrame
        Participants in the order of the task's X.
    kind : {"age", "number", "diagnosis"}
    classes : (str, str) or None
        Negative and positive class.
    unit : str
        Of the target; empty where none is known.
    labels : list of str
        Names of the measures, or of the regions whose pairs X holds.
    left_out : dict of str to list of str
        Who was left out, by the reason.
    notes : list of str
        What the readers had to say.
    """

    study: Study
    task: Task
    people: pd.DataFrame
    kind: Kind
    classes: tuple[str, str] | None
    unit: str
    labels: list[str]
    left_out: dict[str, list[str]]
    notes: list[str]

    @property
    def n_people(self) -> int:
        """Number of people in the task."""
        return len(self.task.y)

    @property
    def is_positive(self) -> AnyArray:
        """Who is of the positive class: ndarray of bool."""
        return np.char.startswith(self.task.y.astype(str), "1 ")

    def one_round(self) -> list[Split]:
        """Give the folds of the first round, in which everybody is tested once: list."""
        task = self.task
        folds = list(islice(task.cv.split(task.X, task.y, task.groups), self.study.n_folds))
        tested = np.concatenate([test for _, test in folds])
        if len(np.unique(tested)) != self.n_people or len(tested) != self.n_people:
            raise ValueError("the first folds do not test everybody once")
        return folds

    def network(self, budget: Budget, **options: Any) -> Any:
        """Make the network, behind the steps of the task: estimator."""
        return in_front(self.task, network_for(self.task, **((budget.network or {}) | options)))

    def search(self, budget: Budget) -> Any:
        """Make the network with its search over the wiring cost: estimator."""
        return in_front(self.task, bare_search(self.task, budget))


def bare_search(task: Task, budget: Budget) -> Any:
    """Make the search over the wiring cost, without the steps of a task: StackedGridSearchCV."""
    search = our_search(task, budget.lambdas)
    return search.set_params(
        **{f"estimator__{name}": value for name, value in (budget.network or {}).items()}
    )


def read_study(study: Study) -> Cohort:
    """Read the files of a study, and decide what is predicted.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Cohort

    Raises
    ------
    OSError, ValueError
        If a file cannot be read, or what is asked for does not fit; before anything is trained.
    """
    own, notes = _read(study)
    age = _age_column(study, own.people)
    task, classes = own.task, None
    kind: Kind = "age" if age is not None and age == study.target else "number"
    if not task.is_regression:
        task, classes, kind = _recoded(study, task)
    elif study.positive is not None:
        raise ValueError(
            f"positive={study.positive!r} is for two classes, but {study.target} holds numbers"
        )
    unit = study.unit if study.unit is not None else ("years" if kind == "age" else "")
    if kind == "age":
        _require_ages(task.y, study.target, unit)
    elif kind == "number" and len(np.unique(task.y)) <= _FEW_NUMBERS:
        notes.append(
            f"{study.target} has only {len(np.unique(task.y))} different numbers and was taken for "
            "a number, not for classes."
        )
    _require_connectivity(study, task)
    task = represented(task, study.representation, study.shrinkage)
    return Cohort(study, task, own.people, kind, classes, unit, own.labels, own.left_out, notes)


def _read(study: Study) -> tuple[OwnCohort, list[str]]:
    """Read the files: the cohort, and what the readers warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        own = read_own_cohort(study)
    said = dict.fromkeys(str(each.message) for each in caught if each.category is UserWarning)
    return own, [_anonymous(text) for text in said if not _COUNTED.match(text)]


def _anonymous(text: str) -> str:
    """Leave out the names of subjects, which stand in the numbers: str."""
    return text.partition(": ")[0] + "." if _ABOUT_PEOPLE.search(text) else text


def _recoded(study: Study, task: Task) -> tuple[Task, tuple[str, str], Kind]:
    """Name the classes so that the one that is looked for sorts last."""
    names = np.array([class_name(value) for value in task.y])
    if len(np.unique(names)) < 2:
        raise ValueError(
            f"{study.target} must hold two classes, but {[*np.unique(task.y)]} are one, written in "
            "two ways"
        )
    negative, positive = find_positive([*np.unique(names)], study.positive)
    y = np.where(names == positive, f"1 {positive}", f"0 {negative}")
    return replace(task, y=y), (negative, positive), "diagnosis"


def _require_connectivity(study: Study, task: Task) -> None:
    """Refuse a representation that would silently not be made."""
    if study.representation is None and study.shrinkage is not None:
        raise ValueError(
            f"shrinkage={study.shrinkage:g} is of correlations that are represented; say how by "
            "representation (--representation)"
        )
    if study.representation is not None and task.features == "nodes":
        raise ValueError(
            f"representation={study.representation!r} is for correlations between regions, but X "
            "holds measures of regions"
        )


def _age_column(study: Study, people: pd.DataFrame) -> str | None:
    """Find the column of ages: the one that was named, or the one that is named so."""
    if study.age is not None:
        if study.age not in people:
            raise ValueError(f"age={study.age!r} is no column of the participants {[*people]}")
        return study.age
    named = [column for column in people if str(column).lower() == "age"]
    return named[0] if named else None


def _require_ages(ages: FloatArray, column: str, unit: str) -> None:
    """Refuse ages that cannot be what they are said to be."""
    if ages.min() < 0:
        raise ValueError(f"{column} holds an age below 0, {ages.min():g}")
    if unit == "years" and ages.max() > _OLDEST_IN_YEARS:
        raise ValueError(
            f"{column} goes up to {ages.max():g}, which are no years; say what they are by unit "
            "(--unit months)"
        )
