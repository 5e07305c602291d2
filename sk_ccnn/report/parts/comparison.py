"""The network beside tuned baselines, on identical folds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ...benchmark import in_front, models_for, ours_name
from ...model_selection import Comparison, compare
from ...results import against_model, corrected_t_test, within_range
from ..cohort import Cohort, bare_search
from ..figures import new_figure, to_picture
from ..part import Part, Table, csv, make_table, shown, with_interval
from ..study import Budget

DUMMY = "dummy"


def comparison_part(cohort: Cohort, budget: Budget, *, n_jobs: int, scores: Path) -> Part:
    """Compare the network with baselines.

    Parameters
    ----------
    cohort : Cohort
    budget : Budget
    n_jobs : int
    scores : Path
        Folder in which finished folds are kept.

    Returns
    -------
    Part
    """
    task = cohort.task
    models, ours = models_of(cohort, budget), ours_name(task)
    found = compare(
        models,
        task.X,
        task.y,
        cv=task.cv,
        groups=task.groups,
        candidates=[ours],
        n_jobs=n_jobs,
        cache_dir=scores,
        task=task.name,
    )
    words = [*found.sentences(), _against_nothing(found, ours)]
    numbers = {
        "comparison": csv(found.to_frame()),
        "comparison_folds": csv(found.scores, index=False),
    }
    tables = [_table(found)]
    if found.by_fold().notna().all().all() and len(found.by_fold()) > 1:
        tests = found.tests()
        numbers["comparison_tests"] = csv(tests)
        tables.append(_tests(tests, found.metrics[0].name))
    facts = {
        "models": list(models),
        "ours": ours,
        "metric": found.metrics[0].name,
        "metrics": [metric.name for metric in found.metrics],
        "n_folds": len(found.by_fold()),
        "test_share": found.test_share,
    }
    if DUMMY in models:
        facts["gain_over_dummy"] = [*map(float, found.gain(ours, DUMMY)[:3])]
    return Part(tuple(words), tuple(tables), (_picture(found, words[0]),), (), numbers, facts)


def models_of(cohort: Cohort, budget: Budget) -> dict[str, Any]:
    """Make the models that are compared, ours last: dict of str to estimator."""
    task = cohort.task
    models, ours = models_for(task, budget.lambdas), ours_name(task)
    last = [name for name in models if name.startswith(ours)]
    baselines = [name for name in models if name not in last]
    if budget.models is not None:
        baselines = [name for name in baselines if name in budget.models]
    chosen = {name: models[name] for name in baselines}
    return chosen | {ours: in_front(task, bare_search(task, budget))}


def _against_nothing(found: Comparison, ours: str) -> str:
    """Say whether the network predicts a number at all, better than the dummy; else nothing."""
    metric = found.metrics[0]
    if metric.name == "AUC" or DUMMY not in found.models:
        return ""  # the section of the diagnosis says it
    return against_model(ours, f"{DUMMY} (the median)", found.gain(ours, DUMMY), metric.name)


def _table(found: Comparison) -> Table:
    rows = []
    for model in found.models:
        cells = [model]
        for metric in found.metrics:
            scores = found.by_fold(metric.name)[model]
            mean = within_range(corrected_t_test(scores, found.test_share), metric.name)
            cells.append(with_interval(*mean[:3]))
        rows.append(cells)
    header = ["model", *(_headed(metric.name, metric.is_error) for metric in found.metrics)]
    n_folds = len(found.by_fold())
    caption = f"Out-of-fold scores: mean over {n_folds} folds [95% interval, corrected]"
    return make_table(caption, header, rows)


def _headed(name: str, is_error: bool) -> str:
    return f"{name} ({'smaller' if is_error else 'larger'} is better)"


def _tests(tests: pd.DataFrame, metric: str) -> Table:
    rows = [
        (
            model,
            row["against"],
            with_interval(row["gain"], row["low"], row["high"]),
            shown(row["p_value"], 3),
        )
        for model, row in tests.iterrows()
    ]
    header = ("model", "against", f"gain in {metric} [95% interval]", "corrected p")
    return make_table("Corrected t-test against the best of the baselines", header, rows)


def _picture(found: Comparison, finding: str) -> Any:
    from ...plotting import ComparisonDisplay

    figure = new_figure(7.5, 1.2 + 0.42 * len(found.models))
    ComparisonDisplay.from_result(found, ax=figure.subplots())
    caption = f"{found.metrics[0].name} of each model in each fold, with the mean and its interval."
    return to_picture(figure, f"{found.metrics[0].name} by model and fold. {finding}", caption)
