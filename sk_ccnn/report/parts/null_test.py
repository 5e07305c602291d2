"""Does the anatomy help? The network on its connectome and on null ones."""

from __future__ import annotations

import pandas as pd

from ...estimators import find_network
from ...inference import name_of_nulls, null_connectome_test
from ..cohort import Cohort
from ..figures import new_figure, to_picture
from ..part import Part, Table, csv, make_table, score_name, shown, with_interval
from ..study import Budget

NO_CONNECTOME = (
    "no connectome was given, so there is nothing that could be compared with null connectomes. "
    "Whether anatomy helps is not asked in this report."
)
_SHOWN = {"connectome": "connectome", "unconstrained": "without a constraint"}


def null_test_part(cohort: Cohort, budget: Budget, *, n_jobs: int) -> Part:
    """Test the connectome against null connectomes.

    Parameters
    ----------
    cohort : Cohort
        With a connectome.
    budget : Budget
    n_jobs : int

    Returns
    -------
    Part
    """
    task = cohort.task
    test = null_connectome_test(
        cohort.network(budget),
        task.X,
        task.y,
        nulls=budget.nulls,
        n_nulls=budget.n_nulls,
        cv=cohort.one_round(),
        scoring=task.scoring,
        groups=task.groups,
        n_jobs=n_jobs,
        random_state=0,
    )
    frame = test.to_frame()
    said = test.sentence().replace(test.metric, score_name(test.metric))
    words = [*said.splitlines(), _limit(budget)]
    words[0] = words[0][:1].upper() + words[0][1:]
    from ...plotting import NullTestDisplay

    figure = new_figure(7.0, 1.6 + 0.9 * len(budget.nulls))
    NullTestDisplay.from_result(test, ax=figure.subplots())
    picture = to_picture(
        figure,
        f"Score on the connectome among the scores on null connectomes. {words[0]}",
        "Each dot is a null connectome; the line is the connectome of the study.",
    )
    facts = {
        "nulls": list(budget.nulls),
        "n_nulls": budget.n_nulls,
        "lambda_wiring": float(find_network(cohort.network(budget)).lambda_wiring),
        "p_values": {kind: float(p) for kind, p in test.p_values.items()},
    }
    numbers = {"null_test": csv(frame.rename_axis("arm"))}
    return Part(
        tuple(words), (_table(frame, score_name(test.metric)),), (picture,), (), numbers, facts
    )


def _limit(budget: Budget) -> str:
    """Say what the number of nulls lets the test say."""
    words = (
        f"With {budget.n_nulls} nulls of each kind no p-value can be below "
        f"{budget.smallest_p:.3f}, however much the connectome helps."
    )
    if not budget.is_quick:
        return words
    return f"{words} This is a quick look: for a result to publish, run the whole report."


def _table(frame: pd.DataFrame, metric: str) -> Table:
    rows = [
        (
            _SHOWN.get(str(arm), name_of_nulls(str(arm))),
            shown(row["score"], 3),
            with_interval(row["gain"], row["low"], row["high"], 3),
            shown(row["p_value"], 3),
        )
        for arm, row in frame.iterrows()
    ]
    header = ("network on", metric, "gain of the connectome [95% interval]", "p")
    return make_table("The same network on other connectomes (larger is better)", header, rows)
