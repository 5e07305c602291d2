"""Brain-age gaps of everybody, by models that have not seen them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from ...brain_age import cross_val_gap
from ...results import defined_r2, pearson_r
from ...types import IntArray
from ..cohort import Cohort
from ..figures import new_figure, predicted_picture, to_picture
from ..intervals import Interval, bootstrap, draw_people
from ..part import Part, Picture, csv, make_table, with_interval
from ..study import Budget

CORRECTION: Literal["beheshti"] = "beheshti"


def brain_age_part(cohort: Cohort, budget: Budget, *, n_jobs: int) -> Part:
    """Predict the gap of everybody.

    Parameters
    ----------
    cohort : Cohort
        Of kind ``"age"``.
    budget : Budget
    n_jobs : int

    Returns
    -------
    Part
    """
    task = cohort.task
    gaps = cross_val_gap(
        cohort.search(budget),
        task.X,
        task.y,
        groups=task.groups,
        cv=cohort.one_round(),
        correction=CORRECTION,
        n_jobs=n_jobs,
    ).set_axis(cohort.people.index)
    samples = draw_people(len(gaps), task.groups, budget.n_bootstraps)
    unit = cohort.unit
    names = (f"mean absolute error, {unit}", *_MORE_SCORES)
    found = dict(zip(names, bootstrap(_measures(gaps), len(gaps), samples), strict=True))
    words = _words(found, unit)
    table = make_table(
        f"Scores of {len(gaps)} people, each predicted once [95% bootstrap interval"
        f"{' over whole groups' if task.groups is not None else ''}]",
        ("", "value"),
        [(name, with_interval(*value)) for name, value in found.items()],
    )
    numbers = {
        "brain_age_gaps": csv(gaps.rename_axis("subject")),
        "brain_age_scores": csv(pd.DataFrame(found, ["value", "low", "high"]).T),
    }
    facts = {"correction": CORRECTION, "scores": {n: list(v) for n, v in found.items()}}
    pictures = (
        predicted_picture(gaps["age"], gaps["predicted"], "age", unit, words[0]),
        _gaps(gaps, unit, words[1]),
    )
    return Part(words, (table,), pictures, (), numbers, facts)


_MORE_SCORES = (
    "R²",
    "r of predicted and true age",
    "r of gap and age, before correction",
    "r of gap and age, after correction",
)


def _measures(gaps: pd.DataFrame) -> Callable[[IntArray], Sequence[float]]:
    age, predicted, gap, corrected = (
        gaps[name].to_numpy() for name in ("age", "predicted", "gap", "corrected_gap")
    )

    def measure(rows: IntArray) -> Sequence[float]:
        return (
            float(np.abs(gap[rows]).mean()),
            defined_r2(age[rows], predicted[rows]),
            pearson_r(age[rows], predicted[rows]),
            pearson_r(age[rows], gap[rows]),
            pearson_r(age[rows], corrected[rows]),
        )

    return measure


def _words(found: dict[str, Interval], unit: str) -> tuple[str, ...]:
    error, _, r, before, after = found.values()
    return (
        f"Age is predicted with a mean absolute error of {with_interval(*error)} {unit} "
        f"(r {with_interval(*r)}), out of fold and without correction.",
        f"Before correction the gap goes with age (r {with_interval(*before)}), as that of every "
        f"imperfect model does; after correction r is {with_interval(*after)}.",
        "The corrected gap was computed with the true age, so it says nothing about how good the "
        "model is; use it to compare people, with age among the covariates.",
    )


def _gaps(gaps: pd.DataFrame, unit: str, finding: str) -> Picture:
    from ...plotting import BrainAgeGapDisplay

    figure = new_figure(8.0, 3.8)
    BrainAgeGapDisplay.from_result(gaps, unit=unit, ax=figure.subplots(1, 2, sharey=True))
    return to_picture(
        figure,
        f"Brain-age gap against age, before and after correction. {finding}",
        "Brain-age gap (predicted minus true age) against age, before and after correction.",
    )
