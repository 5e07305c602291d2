"""The study of the defaults: what one setting changes, on inner folds of the real cohorts.

Each outer training set of the benchmark's folds is split once more (`--inner-folds 3`: three
times), and the settings are scored on that part; the benchmark's own test folds take no part in it
beyond being other folds' training subjects. Where sites stay apart, they do here too. The networks
get thickness as it was measured and functional connectivity as the benchmark represents it (or by
`--representation`), and standardise it themselves. A score is the mean over the outer folds;
the deviation is of the difference to the defaults, fold by fold, because folds differ more than
settings do. At the end stands what each setting changes over all cohorts, those over nodes and
those over edges apart: there is one default for all, and none is chosen for a cohort.

    python tests/benchmarks/defaults.py ixi fcon1000 abide lemon schizophrenia
"""

import argparse
from itertools import islice

import numpy as np
from joblib import Parallel, cpu_count, delayed
from sklearn.metrics import mean_absolute_error, roc_auc_score
from threadpoolctl import threadpool_limits

from sk_ccnn.benchmark import COHORTS, represented
from sk_ccnn.benchmark.models import network_for

# What was varied, one at a time from the defaults, and from the constraint of the benchmark.
SETTINGS = {
    "defaults": {},
    "hidden_channels=(2, 2)": {"hidden_channels": (2, 2)},
    "hidden_channels=(4, 4)": {"hidden_channels": (4, 4)},
    "hidden_channels=(2,)": {"hidden_channels": (2,)},
    "n_members=2": {"n_members": 2},
    "n_members=10": {"n_members": 10},
    "dropout=0": {"dropout": 0.0},
    "dropout=0.3": {"dropout": 0.3},
    "alpha=1": {"alpha": 1.0},
    "alpha=10": {"alpha": 10.0},
    "lr / 3": {"lr": 1 / 3},
    "lr * 2": {"lr": 2.0},
    "max_epochs=30": {"max_epochs": 30},
    "max_epochs=120": {"max_epochs": 120},
    "lr_schedule=constant": {"lr_schedule": "constant"},
    "batch_size=200": {"batch_size": 200},
    "loss=squared_error": {"loss": "squared_error"},
    "constraint=none": {"constraint": "none"},
    "constraint=hard": {"constraint": "hard"},
}


# Graph networks; they need constraint="hard".
GRAPHS = {
    f"{architecture}, {readout}, {channels} channels": {
        "architecture": architecture,
        "readout": readout,
        "hidden_channels": (channels, channels),
        "constraint": "hard",
    }
    for architecture in ("gcn", "gat")
    for readout in ("regions", "mean", "attention")
    for channels in (4, 16)
}
ALL = SETTINGS | GRAPHS


def inner_splits(task, n_inner):
    """Split the first five outer training sets: list of (train, test)."""
    groups, splits = task.groups, []
    for train, _ in islice(task.cv.split(task.X, task.y, groups), 5):
        own_groups = None if groups is None else groups[train]
        inner = task.inner_cv.split(task.X[train], task.y[train], own_groups)
        splits += [tuple(train[rows] for rows in each) for each in islice(inner, n_inner)]
    return splits


def estimator_for(task, setting):
    """Make our estimator with one setting changed; a learning rate is a factor."""
    model = network_for(task, constraint=task.constraint)
    changes = dict(setting)
    if "lr" in changes:
        changes["lr"] *= model.lr
    return model.set_params(**changes)


def score(task, setting, train, test):
    """Fit to part of a training set and score on the rest of it."""
    with threadpool_limits(1):
        model = estimator_for(task, setting).fit(task.X[train], task.y[train])
        if task.is_regression:
            return mean_absolute_error(task.y[test], model.predict(task.X[test]))
        return roc_auc_score(task.y[test], model.predict_proba(task.X[test])[:, 1])


def gains(task, scores, reference):
    """Give what each fold gains over the reference, in per cent of its error or of 1 - AUC."""
    if task.is_regression:
        return 100 * (reference - scores) / reference
    return 100 * (scores - reference) / (1 - reference)


def study(task, names, n_inner):
    """Print a line for each setting: dict of name to the mean gain over the folds, in per cent."""
    settings = {name: ALL[name] for name in names if task.is_regression or "loss" not in ALL[name]}
    splits = inner_splits(task, n_inner)
    print(f"\n{task.name}: {'MAE' if task.is_regression else 'AUC'} on {len(splits)} inner folds")
    jobs = [(setting, *split) for setting in settings.values() for split in splits]
    values = Parallel(n_jobs=-1)(delayed(score)(task, *job) for job in jobs)
    values = np.reshape(values, (len(settings), len(splits)))
    for name, row in zip(settings, values, strict=True):
        change = row - values[0]
        print(f"  {name:<29} {row.mean():7.3f}   {change.mean():+7.3f} ± {change.std():.3f}")
    rows = zip(settings, values, strict=True)
    return {name: gains(task, row, values[0]).mean() for name, row in rows}


def summary(found):
    """Print what each setting gains over the cohorts, for nodes and edges apart.

    Parameters
    ----------
    found : list of (str, dict)
        What the columns of a cohort are, and what `study` gave.
    """
    print("\ngain over the cohorts, % of the error left: mean (worst to best)")
    for features in dict.fromkeys(features for features, _ in found):
        tables = [table for each, table in found if each == features]
        print(f"  {features}, {len(tables)} tasks")
        for name in dict.fromkeys(name for table in tables for name in table):
            gain = [table[name] for table in tables if name in table]
            span = f"({min(gain):+.2f} to {max(gain):+.2f})"
            print(f"    {name:<27} {np.mean(gain):+6.2f} {span}")


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cohorts", nargs="+", choices=COHORTS)
    parser.add_argument("--settings", nargs="+", choices=ALL, default=list(SETTINGS))
    parser.add_argument("--graphs", action="store_true", help="the graph networks instead")
    parser.add_argument("--representation", choices=("correlation", "log", "partial"))
    parser.add_argument("--inner-folds", type=int, choices=(1, 2, 3), default=1)
    parser.add_argument("--data-dir")
    given = parser.parse_args()
    print(f"{cpu_count()} cores")
    found = []
    for name in given.cohorts:
        for measured in COHORTS[name](given.data_dir):
            task = represented(measured, given.representation)
            settings = GRAPHS if given.graphs else given.settings
            chosen = [each for each in settings if each != "defaults"]
            gained = study(task, ["defaults", *chosen], given.inner_folds)
            found.append((task.features, gained))
    summary(found)


if __name__ == "__main__":
    main()
