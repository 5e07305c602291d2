"""What the studies on inner folds share: the folds, the command line, and a line for each row."""

import argparse
from itertools import islice

from sk_ccnn.benchmark import COHORTS


def inner_splits(task, n_inner):
    """Split the first five outer training sets: list of (train, test)."""
    groups, splits = task.groups, []
    for train, _ in islice(task.cv.split(task.X, task.y, groups), 5):
        own_groups = None if groups is None else groups[train]
        inner = task.inner_cv.split(task.X[train], task.y[train], own_groups)
        splits += [tuple(train[rows] for rows in each) for each in islice(inner, n_inner)]
    return splits


def parser_of(doc):
    """Make a parser of the cohorts and their folds, described by the first line of a text."""
    parser = argparse.ArgumentParser(description=doc.split("\n")[0])
    parser.add_argument("cohorts", nargs="+", choices=COHORTS)
    parser.add_argument("--inner-folds", type=int, choices=(1, 2, 3), default=1)
    parser.add_argument("--data-dir")
    return parser


def print_head(task, splits):
    """Say what the lines below are scores of."""
    print(f"\n{task.name}: {'MAE' if task.is_regression else 'AUC'} on {len(splits)} inner folds")


def print_changes(values, reference, width, remarks=None):
    """Print each row's mean, and its mean change from a row, with the deviation over folds.

    Parameters
    ----------
    values : dict of str to ndarray of shape (n_folds,)
    reference : str
        Name of that row.
    width : int
        Of the names.
    remarks : dict of str to str, optional
        What else is said of a row.
    """
    for name, row in values.items():
        change = row - values[reference]
        mean, more = f"{row.mean():7.3f}", (remarks or {}).get(name, "")
        print(f"  {name:<{width}} {mean}   {change.mean():+7.3f} ± {change.std():.3f}{more}")


def gains(task, scores, reference):
    """Give what each fold gains over the reference, in per cent of its error or of 1 - AUC."""
    if task.is_regression:
        return 100 * (reference - scores) / reference
    return 100 * (scores - reference) / (1 - reference)


def span_of(gain):
    """Say the mean of some gains, and from which to which they go: str."""
    return f"{sum(gain) / len(gain):+6.2f} ({min(gain):+.2f} to {max(gain):+.2f})"
