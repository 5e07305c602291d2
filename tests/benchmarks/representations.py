"""Which representation of functional connectivity predicts best, on inner folds of the cohorts.

Each of the first five outer training sets of the benchmark's folds is split once more (by
inner_folds.py), and representations are scored on that part; the benchmark's own
test folds take no part in it beyond being other folds' training subjects. All representations are
fitted to the training part only. Ridge is scikit-learn's `RidgeCV`, logistic regression its
`LogisticRegressionCV`; "none" and "hard" are our estimators with their defaults and `--members`.

Beside each score stands the mean difference to plain correlations, fold by fold. The last table
ranks representations over all cohorts and models at once: the mean of each difference over its
standard deviation across folds and representations, better is more.

    python tests/benchmarks/representations.py lemon abide
"""

import argparse

import numpy as np
import pandas as pd
from inner_folds import inner_splits
from joblib import Parallel, cpu_count, delayed
from sklearn.linear_model import LogisticRegressionCV, RidgeCV
from sklearn.metrics import mean_absolute_error, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.benchmark import COHORTS
from sk_ccnn.preprocessing import CorrelationTransformer

KINDS = ("log", "tangent", "partial")
SHRINKAGES = (0.3, 0.6, 0.8, 0.9)
MODELS = ("linear", "none", "hard")


def model_for(task, name, n_members):
    """Make the linear model, or ours with a constraint."""
    if name == "linear" and task.is_regression:
        return make_pipeline(StandardScaler(), RidgeCV(np.logspace(-2, 6, 25)))
    if name == "linear":
        search = LogisticRegressionCV(
            Cs=np.logspace(-5, -2, 4),
            l1_ratios=(0,),
            cv=3,
            scoring="roc_auc",
            max_iter=500,
            use_legacy_attributes=False,
        )
        return make_pipeline(StandardScaler(), search)
    kind = ConnectomeRegressor if task.is_regression else ConnectomeClassifier
    connectome = task.connectome.replace(labels=None)
    return kind(connectome, features="edges", constraint=name, n_members=n_members, random_state=0)


def scores_of(task, representation, train, test, given):
    """Fit the representation and then each model to part of a training set: list of float.

    Positive differences are better: errors are negative.
    """
    with threadpool_limits(1):
        kind, shrinkage = representation
        transformer = CorrelationTransformer(kind, shrinkage=shrinkage).fit(task.X[train])
        known, new = transformer.transform(task.X[train]), transformer.transform(task.X[test])
        found = []
        for name in given.models:
            model = model_for(task, name, given.members).fit(known, task.y[train])
            if task.is_regression:
                found.append(-mean_absolute_error(task.y[test], model.predict(new)))
            else:
                found.append(roc_auc_score(task.y[test], model.predict_proba(new)[:, 1]))
        return found


def study(task, representations, given):
    """Print a line for each representation: standardised differences (representation, model)."""
    splits = inner_splits(task, 1)
    jobs = [(representation, *split) for representation in representations for split in splits]
    values = Parallel(n_jobs=given.jobs)(delayed(scores_of)(task, *job, given) for job in jobs)
    values = np.reshape(values, (len(representations), len(splits), len(given.models)))
    print(f"\n{task.name}: {'MAE' if task.is_regression else 'AUC'} on {len(splits)} inner folds")
    print(f"  {'':<18}" + "".join(f"{name:>22}" for name in given.models))
    change = values - values[0]
    for representation, mean, better in zip(
        representations, np.abs(values.mean(axis=1)), change.mean(axis=1), strict=True
    ):
        cells = "".join(f"{m:12.3f} ({b:+7.3f})" for m, b in zip(mean, better, strict=True))
        print(f"  {named(representation):<18}{cells}", flush=True)
    return change.mean(axis=1) / change[1:].std(axis=(0, 1))


def named(representation):
    """Name a kind and its shrinkage."""
    kind, shrinkage = representation
    return kind if kind == "correlation" else f"{kind}, {shrinkage:g}"


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cohorts", nargs="+", choices=COHORTS)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--shrinkages", nargs="+", type=float, default=list(SHRINKAGES))
    parser.add_argument("--models", nargs="+", choices=MODELS, default=list(MODELS))
    parser.add_argument("--tasks", nargs="+", help="only these of the cohorts' [all]")
    parser.add_argument("--members", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=-1)
    parser.add_argument("--data-dir")
    given = parser.parse_args()
    representations = [("correlation", 0.0)]
    representations += [(kind, each) for kind in given.kinds for each in given.shrinkages]
    print(f"{cpu_count()} cores, {given.members} members")
    tasks = [task for name in given.cohorts for task in COHORTS[name](given.data_dir)]
    tasks = [task for task in tasks if given.tasks is None or task.name in given.tasks]
    better = {task.name: study(task, representations, given) for task in tasks}
    columns = {
        (name, model): row
        for name, found in better.items()
        for model, row in zip(given.models, found.T, strict=True)
    }
    table = pd.DataFrame(columns, index=[named(each) for each in representations])
    table[("all", "")] = table.mean(axis=1)
    print("\nmean difference to correlations, in standard deviations")
    print(table.sort_values(("all", ""), ascending=False).round(2).to_string())


if __name__ == "__main__":
    main()
