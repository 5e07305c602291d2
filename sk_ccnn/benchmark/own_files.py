"""A cohort from the files of a user."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Literal, TypeAlias

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

from ..connectome import Connectome, list_connectomes, load_connectome, upper_triangle
from ..io import read_cohort, read_connectome
from ..types import AnyArray, Features, FloatArray
from .task import Task

PathOption: TypeAlias = str | PathLike[str]
# What is predicted: a number or a class.
Kind: TypeAlias = Literal["number", "class"]


def own_cohort(
    X: PathOption,
    participants: PathOption,
    target: str,
    *,
    groups: str | None = None,
    connectome: PathOption | None = None,
    n_folds: int = 5,
    n_repeats: int = 1,
    id_column: str | None = None,
    duplicates: Literal["error", "first", "last", "drop"] = "error",
) -> Task:
    """Make a task from files.

    Parameters
    ----------
    X, participants : str or path-like
        Source and participants of `sk_ccnn.io.read_cohort`.
    target : str
        Column of participants: numbers, or two classes. Who has none is left out.
    groups : str, optional
        Column of participants that is never split between training and test (site, family).
    connectome : str, optional
        Name of a connectome in the package, or a file; by default none, and all regions may be
        connected.
    n_folds, n_repeats : int, default=5 and 1
        Folds, and how often they are drawn anew (without groups).
    id_column, duplicates
        See `sk_ccnn.io.read_cohort`.

    Returns
    -------
    Task

    Raises
    ------
    OSError, ValueError
        If a file cannot be read or does not fit.
    """
    cohort = read_cohort(X, participants, id_column=id_column, duplicates=duplicates)
    people = cohort.participants
    for column in (target,) if groups is None else (target, groups):
        if column not in people:
            raise ValueError(f"participants have no column {column!r}; they have {[*people]}")
    known = people[target].notna().to_numpy()
    y, kind = _target(people.loc[known, target])
    table, labels, features = _table(cohort)
    sites = None if groups is None else people.loc[known, groups].astype(str).to_numpy()
    outer, inner = _folds(kind, n_folds, n_repeats, sites)
    n_left_out = int((~known).sum())
    return Task(
        name=target,
        title=f"{target} of {len(y)} people from {Path(X).name}"
        + (f" ({n_left_out} without {target} left out)" if n_left_out else ""),
        X=table[known],
        y=y,
        connectome=_connectome(connectome, labels),
        features=features,
        cv=outer,
        inner_cv=inner,
        groups=sites,
    )


def _target(column: pd.Series) -> tuple[AnyArray, Kind]:
    """Tell numbers from classes: values, and "number" or "class"."""
    n_values = column.nunique()
    if n_values < 2:
        raise ValueError(f"{column.name} has one value only, {column.iloc[0]!r}")
    if n_values == 2:
        return column.astype(str).to_numpy(dtype=str), "class"
    if not pd.api.types.is_numeric_dtype(column):
        raise ValueError(
            f"{column.name} must hold numbers or two classes, got {n_values} classes: "
            f"{sorted(column.astype(str).unique())[:5]}"
        )
    return column.to_numpy(dtype=float), "number"


def _table(cohort: Bunch) -> tuple[FloatArray, list[str], Features]:
    if isinstance(cohort.X, pd.DataFrame):
        return cohort.X.to_numpy(dtype=float), cohort.labels, "nodes"
    return upper_triangle(np.asarray(cohort.X)), cohort.labels, "edges"


def _connectome(connectome: PathOption | None, labels: list[str]) -> Connectome | None:
    """Find the connectome, its regions in the order of the data."""
    if connectome is None:
        return None
    if connectome in list_connectomes():
        found = load_connectome(connectome)
    else:
        found = read_connectome(connectome)
    if not found.has_labels:
        return found
    return found.align(labels)


def _folds(
    kind: Kind, n_folds: int, n_repeats: int, sites: AnyArray | None
) -> tuple[BaseCrossValidator, BaseCrossValidator]:
    """Make the outer and the inner folds."""
    if sites is not None:
        n_sites = len(set(sites))
        if n_sites < n_folds:
            raise ValueError(f"{n_folds} folds need as many groups, got {n_sites}")
        return GroupKFold(n_folds), GroupKFold(3)
    repeated, single = (
        (RepeatedKFold, KFold) if kind == "number" else (RepeatedStratifiedKFold, StratifiedKFold)
    )
    outer = repeated(n_splits=n_folds, n_repeats=n_repeats, random_state=0)
    return outer, single(3, shuffle=True, random_state=1)
