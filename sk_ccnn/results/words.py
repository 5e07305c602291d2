"""Say in tables and words what the scores say, and no more."""

from .intervals import corrected_t_test


def format_table(scores, metrics):
    """Format the scores of one or more tasks.

    Parameters
    ----------
    scores : DataFrame
        From `scores_table`.
    metrics : sequence of str
        Columns, in this order.

    Returns
    -------
    str
        A line for each task and model: mean and standard deviation over folds.
    """
    names = scores[["task", "model"]].drop_duplicates().itertuples(index=False)
    rows = [("task", "model", *metrics)]
    for task, model in names:
        chosen = scores[(scores["task"] == task) & (scores["model"] == model)]
        by_metric = chosen.groupby("metric")["value"]
        mean, sd = by_metric.mean(), by_metric.std()
        rows.append((task, model, *(f"{mean[m]:.2f} ± {sd[m]:.2f}" for m in metrics)))
    return format_rows(rows)


def format_rows(rows):
    """Align the cells of a table, and rule off its first line.

    Parameters
    ----------
    rows : list of tuple of str

    Returns
    -------
    str
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]
    rule = "-" * len(lines[0])
    return "\n".join(line.rstrip() for line in [lines[0], rule, *lines[1:]])


def lowest_error(scores, task, metric):
    """Say which model has the lowest mean error, and in how many folds.

    Parameters
    ----------
    scores : DataFrame
        From `scores_table`.
    task, metric : str
        Which errors.

    Returns
    -------
    str
    """
    chosen = scores[(scores["task"] == task) & (scores["metric"] == metric)]
    by_fold = chosen.pivot(index="fold", columns="model", values="value")
    best = by_fold.mean().idxmin()
    n_won = int((by_fold.idxmin(axis=1) == best).sum())
    return (
        f"{task}: {best} has the lowest mean {metric} ({by_fold[best].mean():.2f}), and is the "
        f"best in {n_won} of {len(by_fold)} folds."
    )


def against_chance(scores, task, model, metric, chance):
    """Say whether a model predicts better than chance.

    Parameters
    ----------
    scores : DataFrame
        From `scores_table`.
    task, model, metric : str
        Which scores.
    chance : float
        The score of a guess.

    Returns
    -------
    str
    """
    values, share = _values(scores, task, model, metric)
    mean, low, high, _ = corrected_t_test(values, share)
    spread = f"95% interval {low:.2f} to {high:.2f}"
    if low == high:
        spread = f"the same in all {len(values)} folds"
    interval = f"{metric} {mean:.2f}, {spread}; chance {chance:.2f}"
    if low > chance:
        return f"{task}: {model} predicts it ({interval})."
    return f"{task}: no evidence that {model} predicts it ({interval})."


def against_model(scores, task, model, other, metric):
    """Say whether a model has a lower error than another, fold by fold.

    Parameters
    ----------
    scores : DataFrame
        From `scores_table`.
    task, model, other, metric : str
        Which errors.

    Returns
    -------
    str
    """
    values, share = _values(scores, task, model, metric)
    gains = _values(scores, task, other, metric)[0] - values
    difference, low, high, _ = corrected_t_test(gains, share)
    interval = f"{difference:+.2f}, 95% interval {low:+.2f} to {high:+.2f}"
    if low > 0:
        verdict = "has a lower error than"
    elif high < 0:
        verdict = "has a higher error than"
    else:
        verdict = "cannot be told from"
    return f"{task}: {model} {verdict} {other} (gain in {metric} {interval})."


def _values(scores, task, model, metric):
    chosen = scores[
        (scores["task"] == task) & (scores["model"] == model) & (scores["metric"] == metric)
    ].sort_values("fold")
    return chosen["value"].to_numpy(), chosen["test_share"].mean()
