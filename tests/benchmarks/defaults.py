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

import numpy as np
from inner_folds import gains, inner_splits, parser_of, print_changes, print_head, span_of
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


def study(task, names, n_inner):
    """Print a line for each setting: dict of name to the mean gain over the folds, in per cent."""
    settings = {name: ALL[name] for name in names if task.is_regression or "loss" not in ALL[name]}
    splits = inner_splits(task, n_inner)
    print_head(task, splits)
    jobs = [(setting, *split) for setting in settings.values() for split in splits]
    values = Parallel(n_jobs=-1)(delayed(score)(task, *job) for job in jobs)
    rows = np.reshape(values, (len(settings), len(splits)))
    found = dict(zip(settings, rows, strict=True))
    print_changes(found, "defaults", width=29)
    return {name: gains(task, row, found["defaults"]).mean() for name, row in found.items()}


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
            print(f"    {name:<27} {span_of([table[name] for table in tables if name in table])}")


def main():
    """Read the command line."""
    parser = parser_of(__doc__)
    parser.add_argument("--settings", nargs="+", choices=ALL, default=list(SETTINGS))
    parser.add_argument("--graphs", action="store_true", help="the graph networks instead")
    parser.add_argument("--representation", choices=("correlation", "log", "partial"))
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
