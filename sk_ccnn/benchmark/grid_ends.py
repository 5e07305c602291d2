"""The table of choices at the end of a grid: where a model might be better than it was let be."""

from __future__ import annotations

from ..model_selection import CHOSEN, END, Comparison
from ..results import format_rows


def table_of_ends(comparison: Comparison) -> str:
    """Say for each model in how many folds the end of a grid was chosen.

    Parameters
    ----------
    comparison : Comparison

    Returns
    -------
    str
        A line for each model, parameter and end; empty where there is none.
    """
    scores = comparison.scores
    n_folds = scores["fold"].nunique()
    ends = scores[scores["metric"].str.startswith(END) & (scores["value"] != 0)]
    rows: list[tuple[str, ...]] = []
    for (model, metric, side), part in ends.groupby(["model", "metric", "value"], sort=False):
        name = metric.removeprefix(END)
        chosen = scores[
            (scores["model"] == model)
            & (scores["metric"] == CHOSEN + name)
            & scores["fold"].isin(part["fold"])
        ]
        end = "highest" if side > 0 else "lowest"
        value = f"{chosen['value'].iloc[0]:.3g}, the {end}"
        rows.append((model, name, value, f"{len(part)} of {n_folds}"))
    if not rows:
        return ""
    return format_rows([("at the end of its grid", "parameter", "chosen", "folds"), *rows])
