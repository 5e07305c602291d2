"""Who is in the cohort, and who was left out and why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from .cohort import Cohort
from .part import Part, Table, csv, make_table, shown

_MOST_CATEGORIES = 12
_USUAL = ("age", "sex", "gender", "site")


def describe_cohort(cohort: Cohort) -> Part:
    """Count and describe the people.

    Parameters
    ----------
    cohort : Cohort

    Returns
    -------
    Part
        Names of people are only in its numbers, not on the page.
    """
    flow, people = _flow(cohort), _people(cohort)
    n_left_out = sum(len(names) for names in cohort.left_out.values())
    words = [_sentence(cohort, n_left_out), *cohort.notes]
    if cohort.study.groups is not None and cohort.task.groups is not None:
        n_groups = len(np.unique(cohort.task.groups))
        words.insert(
            1,
            f"They come from {n_groups} groups ({cohort.study.groups}); no group is "
            "both in a training and in a test fold.",
        )
    left_out = pd.DataFrame(
        [(name, reason) for reason, names in cohort.left_out.items() for name in names],
        columns=["subject", "reason"],
    )
    table = pd.DataFrame(people.rows, columns=people.header)
    return Part(
        words=tuple(words),
        tables=(flow, people),
        numbers={
            "cohort": csv(table, index=False),
            "left_out": csv(left_out, index=False),
        },
        facts={
            "n_people": cohort.n_people,
            "n_left_out": n_left_out,
            "n_groups": _n_groups(cohort),
        },
    )


def _n_groups(cohort: Cohort) -> int:
    return 0 if cohort.task.groups is None else len(np.unique(cohort.task.groups))


def _sentence(cohort: Cohort, n_left_out: int) -> str:
    features = "regional measures" if cohort.task.features == "nodes" else "connections"
    what = f"{cohort.n_people} people with {cohort.task.X.shape[1]} {features} are in the analysis"
    if cohort.classes is not None:
        n_positive = int(cohort.is_positive.sum())
        negative, positive = cohort.classes
        what += f": {n_positive} {positive} (positive class) and "
        what += f"{cohort.n_people - n_positive} {negative}"
    return f"{what}; {n_left_out or 'nobody'} {'were' if n_left_out > 1 else 'was'} left out."


def _flow(cohort: Cohort) -> Table:
    rows = [(reason, str(len(names))) for reason, names in cohort.left_out.items()]
    rows.append(("in the analysis", str(cohort.n_people)))
    return make_table("Who was left out and why, and who is in the analysis", ("", "people"), rows)


def _people(cohort: Cohort) -> Table:
    """Describe the people, by class where there are classes."""
    parts: list[tuple[str, pd.DataFrame]] = [("all", cohort.people)]
    if cohort.classes is not None:
        negative, positive = cohort.classes
        parts += [
            (positive, cohort.people[cohort.is_positive]),
            (negative, cohort.people[~cohort.is_positive]),
        ]
    header = ("", *(name for name, _ in parts))
    rows = [("people", *(str(len(each)) for _, each in parts))]
    for column in _columns(cohort):
        rows += _rows(column, cohort.people[column], [each[column] for _, each in parts])
    return make_table("The people in the analysis", header, rows)


def _columns(cohort: Cohort) -> list[str]:
    """Choose the columns that describe people: age, sex, groups and those asked for."""
    study, people = cohort.study, cohort.people
    unknown = [name for name in study.describe if name not in people]
    if unknown:
        raise ValueError(f"describe={unknown} are no columns of the participants {[*people]}")
    usual = [each for each in people if str(each).lower() in _USUAL]
    target = [] if cohort.kind == "diagnosis" else [study.target]
    given = [each for each in (study.age, study.groups) if each is not None]
    return list(dict.fromkeys([*target, *given, *usual, *study.describe]))


def _rows(name: str, column: pd.Series, parts: list[pd.Series]) -> Iterator[tuple[str, ...]]:
    numbers = pd.to_numeric(column, errors="coerce")
    is_number = (
        numbers.notna().sum() == column.notna().sum() and numbers.nunique() > _MOST_CATEGORIES
    )
    if is_number:
        yield (f"{name}: mean ± sd (range)", *(_spread(each) for each in parts))
    else:
        counts = column.astype(object).where(column.notna()).astype(str).value_counts()
        for value in counts.index[:_MOST_CATEGORIES]:
            if value not in ("nan", "None"):
                yield (f"{name}: {value}", *(_count(each, value) for each in parts))
        if len(counts) > _MOST_CATEGORIES:
            yield (f"{name}: others", *("…" for _ in parts))
    if column.isna().any():
        yield (f"{name}: not known", *(str(int(each.isna().sum())) for each in parts))


def _spread(column: pd.Series) -> str:
    values = pd.to_numeric(column, errors="coerce").dropna()
    if values.empty:
        return "–"
    sd = values.std() if len(values) > 1 else np.nan
    ends = f"{shown(values.min(), 1)} to {shown(values.max(), 1)}"
    return f"{shown(values.mean(), 1)} ± {shown(sd, 1)} ({ends})"


def _count(column: pd.Series, value: str) -> str:
    n = int((column.astype(str) == value).sum())
    return f"{n} ({n / max(len(column), 1):.0%})"
