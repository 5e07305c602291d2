"""Out-of-fold predictions of a number that is no age."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...results import defined_r2, pearson_r
from ...types import IntArray
from ..cohort import Cohort
from ..figures import predicted_picture
from ..intervals import bootstrap, draw_people
from ..part import Part, csv, make_table, with_interval
from ..study import Budget
from .out_of_fold import predict_everybody


def number_part(cohort: Cohort, budget: Budget, *, n_jobs: int) -> Part:
    """Predict everybody's number.

    Parameters
    ----------
    cohort : Cohort
        Of kind ``"number"``.
    budget : Budget
    n_jobs : int

    Returns
    -------
    Part
    """
    y, name = cohort.task.y, cohort.study.target
    predicted, fold = predict_everybody(cohort, cohort.search(budget), n_jobs)

    def measure(rows: IntArray) -> Sequence[float]:
        truth, guess = y[rows], predicted[rows]
        error = float(np.abs(guess - truth).mean())
        return error, defined_r2(truth, guess), pearson_r(truth, guess)

    samples = draw_people(len(y), cohort.task.groups, budget.n_bootstraps)
    error, r2, r = bootstrap(measure, len(y), samples)
    unit = f" {cohort.unit}" if cohort.unit else ""
    words = (
        f"{name} is predicted with a mean absolute error of {with_interval(*error)}{unit}, "
        f"R² {with_interval(*r2)} and r {with_interval(*r)}, out of fold.",
    )
    rows = [("mean absolute error", with_interval(*error)), ("R²", with_interval(*r2))]
    table = make_table(
        f"Scores of {len(y)} people, each predicted once [95% bootstrap interval"
        f"{' over whole groups' if cohort.task.groups is not None else ''}]",
        ("", "value"),
        [*rows, ("r", with_interval(*r))],
    )
    frame = pd.DataFrame(
        # A target of any name, "fold" too, has its column.
        {"true": y, "predicted": predicted, "fold": fold},
        cohort.people.index,
    ).rename_axis("subject")
    picture = predicted_picture(y, predicted, name, cohort.unit, words[0])
    facts = {"scores": {"MAE": list(error), "R²": list(r2), "r": list(r)}}
    return Part(words, (table,), (picture,), (), {"predictions": csv(frame)}, facts)
