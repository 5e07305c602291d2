"""What the strength of the wiring cost does: score and density along a path."""

from __future__ import annotations

import warnings

from ...model_selection import LambdaPathCV, WiringChoice
from ..cohort import Cohort
from ..figures import new_figure, to_picture
from ..part import Part, Table, csv, make_table, score_name, shown
from ..study import Budget


def path_part(cohort: Cohort, budget: Budget, *, n_jobs: int) -> Part:
    """Score the network along a path of wiring costs.

    Parameters
    ----------
    cohort : Cohort
    budget : Budget
    n_jobs : int

    Returns
    -------
    Part
    """
    task = cohort.task
    path = LambdaPathCV(
        cohort.network(budget),
        n_lambdas=budget.n_lambdas,
        cv=cohort.one_round(),
        scoring=task.scoring,
        n_jobs=n_jobs,
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        choice = path.fit(task.X, task.y).choice_
    # Such as a best score at an end of the path.
    said = dict.fromkeys(str(each.message) for each in caught if each.category is UserWarning)
    chosen = choice.to_frame().iloc[0]
    words = (
        f"Of {budget.n_lambdas} strengths, lambda_wiring = {chosen['lambda_wiring']:.3g} scored "
        f"best; the network then uses {chosen['density']:.0%} of all possible connections.",
        "The strength with the best score was chosen by that score, so it is a little too good; "
        "the scores above come from strengths that inner folds chose.",
        *(f"Note: {text}." for text in said),
    )
    facts = {
        "lambda_wiring": float(choice.lambda_wiring),
        "n_lambdas": budget.n_lambdas,
        "density": float(chosen["density"]),
        "metric": choice.metric,
    }
    figure = new_figure()
    from ...plotting import LambdaPathDisplay

    LambdaPathDisplay.from_result(choice, ax=figure.subplots())
    picture = to_picture(
        figure,
        f"Score and density against the strength of the wiring cost. {words[0]}",
        "Score in held-out people and density of the network along the path of wiring costs.",
    )
    numbers = {"lambda_path": csv(choice.paths(), index=False)}
    return Part(words, (_table(choice),), (picture,), (), numbers, facts)


def _table(choice: WiringChoice) -> Table:
    rows = [
        (f"{row.lambda_wiring:.3g}", f"{row.density:.1%}", f"{shown(row.score)} ± {shown(row.sd)}")
        for row in choice.paths().itertuples()
    ]
    header = ("lambda_wiring", "density", f"{score_name(choice.metric)}, mean ± sd over folds")
    return make_table("The path, strongest wiring cost first", header, rows)
