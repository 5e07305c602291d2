"""A cohort from the files of a user."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, cast

import numpy as np
import pandas as pd
from sklearn.model_selection import (
    BaseCrossValidator,
    GroupKFold,
    KFold,
    RepeatedKFold,
    RepeatedStratifiedKFold,
    StratifiedKFold,
)
from sklearn.utils import Bunch

from ..caller import warn_caller
from ..connectome import (
    Connectome,
    can_be_fetched,
    close_names,
    is_packaged,
    listing,
    load_connectome,
    upper_triangle,
)
from ..datasets import GroupAtlas, fetch_group_connectome
from ..io import errors_named, read_cohort, read_connectome
from ..types import AnyArray, BoolArray, Features, FloatArray
from .file_options import OwnFiles, PathOption
from .task import Task

# What is predicted: a number or a class.
Kind: TypeAlias = Literal["number", "class"]


class OwnCohort(NamedTuple):
    """A task from files, and the people who are in it and who are not.

    Parameters
    ----------
    task : Task
    people : DataFrame
        The participants table of those who are in the task, in the order of its X.
    labels : list of str
        Names of the measures or regions.
    left_out : dict of str to list of str
        Who was left out, by the reason.
    left_out_columns : list of str
        Columns of the table that measure no region of the connectome.
    """

    task: Task
    people: pd.DataFrame
    labels: list[str]
    left_out: dict[str, list[str]]
    left_out_columns: list[str]


def own_cohort(X: PathOption, participants: PathOption, target: str, **options: Any) -> Task:
    """Make a task from the files of a cohort of one's own.

    Parameters
    ----------
    X, participants : str or path-like
        Source and participants of `sk_ccnn.io.read_cohort`.
    target : str
        Column of participants: numbers, or two classes.
    **options
        As of `OwnFiles`: `groups`, `connectome`, `n_folds`, `columns`...

    Returns
    -------
    Task

    Raises
    ------
    OSError, ValueError
        If a file cannot be read or does not fit.
    TypeError
        If there is no such option.
    """
    files = OwnFiles(X=X, participants=participants, target=target, **options)
    return read_own_cohort(files).task


def read_own_cohort(files: OwnFiles) -> OwnCohort:
    """Make a task from files, and account for everybody in them.

    Parameters
    ----------
    files : OwnFiles

    Returns
    -------
    OwnCohort

    Raises
    ------
    OSError, ValueError
        If a file cannot be read or does not fit.
    """
    _require_one_round_of_groups(files)
    brain = _read_connectome(files.connectome)
    cohort = _read(files, brain)
    with errors_named(files.participants):
        known = _known(cohort.participants, files.target, files.groups)
        people = cohort.participants[known]
        y, kind = _target(people[files.target])
    table, labels, features = _table(cohort)
    sites = None if files.groups is None else people[files.groups].astype(str).to_numpy()
    outer, inner = _folds(kind, files, sites)
    task = Task(
        name=files.target,
        title=_title(files, known),
        X=table[known],
        y=y,
        connectome=_aligned(cohort.connectome if files.matching else brain, labels),
        features=features,
        cv=outer,
        inner_cv=inner,
        groups=sites,
    )
    left_out = _account(cohort, files.target, files.groups)
    columns = [*map(str, cohort.left_out_columns)]
    return OwnCohort(task, people, [*map(str, labels)], left_out, columns)


def _require_one_round_of_groups(files: OwnFiles) -> None:
    if files.groups is not None and files.n_repeats != 1:
        raise ValueError(
            f"folds of whole groups are drawn once, got n_repeats={files.n_repeats} with groups="
            f"{files.groups!r}"
        )


def _read(files: OwnFiles, brain: Connectome | None) -> Bunch:
    return read_cohort(
        files.X,
        files.participants,
        id_column=files.id_column,
        duplicates=files.duplicates,
        columns=files.columns,
        drop=files.drop,
        connectome=_to_match(files.connectome, brain) if files.matching else None,
        missing=files.missing,
    )


def _account(cohort: Bunch, target: str, groups: str | None) -> dict[str, list[str]]:
    """List who was left out by the reason, everybody once: dict of str to list of str."""
    left_out = {
        "has several rows, or files": cohort.repeated,
        "in the data, not among the participants": cohort.not_in_participants,
        "among the participants, without data": cohort.without_data,
        "lacks a measure": cohort.incomplete,
    }
    people, told = cohort.participants, np.zeros(len(cohort.participants), dtype=bool)
    for column in filter(None, (target, groups)):
        without = people[column].isna().to_numpy() & ~told
        left_out[f"without {column}"] = people.index[without].tolist()
        told |= without
    return {reason: [*map(str, names)] for reason, names in left_out.items()}


def _title(files: OwnFiles, known: BoolArray) -> str:
    """Name the task, and say how many people lack a target or a group: str."""
    title = f"{files.target} of {known.sum()} people from {Path(files.X).name}"
    n_left_out = int((~known).sum())
    without = files.target if files.groups is None else f"{files.target} or {files.groups}"
    return f"{title} ({n_left_out} without {without} left out)" if n_left_out else title


def _known(people: pd.DataFrame, target: str, groups: str | None) -> BoolArray:
    """Find who has a target and, if these are asked for, a group: bool array."""
    known = np.ones(len(people), dtype=bool)
    for column in (target,) if groups is None else (target, groups):
        if column not in people:
            close = close_names(column, people)
            hint = f"; close are {listing(close)}" if close else ""
            raise ValueError(
                f"participants have no column {column!r}; they have {listing([*people])}{hint}"
            )
        without = people[column].isna().to_numpy()
        if without.any():
            names = listing(people.index[without].tolist(), 5)
            warn_caller(f"{without.sum()} left out, without {column}: {names}")
        known &= ~without
    if not known.any():
        raise ValueError(f"nobody has {' and '.join(filter(None, (target, groups)))}")
    return known


def _target(column: pd.Series) -> tuple[AnyArray, Kind]:
    """Tell numbers from classes: values, and "number" or "class"."""
    n_values = column.nunique()
    if n_values < 2:
        raise ValueError(f"{column.name} has one value only, {column.iloc[0]!r}")
    if n_values == 2:
        return column.astype(str).to_numpy(dtype=str), "class"
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float)
    bad = ~np.isfinite(numbers)
    if not bad.any():
        return numbers, "number"
    raise ValueError(
        f"{column.name} must hold numbers or two classes, got {n_values} classes: "
        f"{sorted(column.astype(str).unique())[:5]}; column {column.name!r} of subject "
        f"{column.index[bad][0]!r} holds {str(column[bad].iloc[0])!r}, which is no finite number"
    )


def _table(cohort: Bunch) -> tuple[FloatArray, list[str], Features]:
    if isinstance(cohort.X, pd.DataFrame):
        return cohort.X.to_numpy(dtype=float), cohort.labels, "nodes"
    return upper_triangle(np.asarray(cohort.X)), cohort.labels, "edges"


def _read_connectome(connectome: PathOption | None) -> Connectome | None:
    """Load or fetch a connectome by its name, or read its file."""
    if connectome is None:
        return None
    if not Path(connectome).suffix and not Path(connectome).exists():
        name = str(connectome)
        if can_be_fetched(name) and not is_packaged(name):
            return fetch_group_connectome(cast(GroupAtlas, name))
        return load_connectome(name)
    return read_connectome(connectome)


def _to_match(given: PathOption | None, found: Connectome | None) -> Connectome | str:
    """Give the name of a packaged connectome, which is narrowed to what is measured, or itself."""
    if found is None:
        raise ValueError("matching columns are those of a connectome, but none is given")
    return str(given) if is_packaged(given) else found


def _aligned(connectome: Connectome | None, labels: list[str]) -> Connectome | None:
    """Put the regions in the order of the data, where they have names."""
    if connectome is None or not connectome.has_labels:
        return connectome
    try:
        return connectome.align(labels)
    except ValueError as error:
        raise ValueError(
            f"the columns do not fit the connectome: {error}. Choose them by columns or drop, or "
            "leave out what measures no region by matching"
        ) from error


def _folds(
    kind: Kind, files: OwnFiles, sites: AnyArray | None
) -> tuple[BaseCrossValidator, BaseCrossValidator]:
    """Make the outer and the inner folds."""
    n_folds, n_inner = files.n_folds, files.n_inner_folds
    for name, number in (("folds", n_folds), ("inner folds", n_inner)):
        if number < 2:
            raise ValueError(f"needed two or more {name}, got {number}")
    if sites is not None:
        n_sites = len(set(sites))
        if n_sites < n_folds:
            raise ValueError(f"{n_folds} folds need as many groups, got {n_sites}")
        return GroupKFold(n_folds), GroupKFold(n_inner)
    repeated, single = (
        (RepeatedKFold, KFold) if kind == "number" else (RepeatedStratifiedKFold, StratifiedKFold)
    )
    outer = repeated(n_splits=n_folds, n_repeats=files.n_repeats, random_state=0)
    return outer, single(n_inner, shuffle=True, random_state=1)
