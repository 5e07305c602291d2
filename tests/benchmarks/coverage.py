"""Do intervals hold as many people as they are asked to? IXI and 1000 Functional Connectomes.

    python tests/benchmarks/coverage.py

In each outer fold of the benchmark a `ConformalRegressor` around our regressor with its defaults
learns from the training people, by five folds within them, how far it is off. What was asked is
compared with the share of held-out people whose age is in their interval: for intervals as wide as
the members disagree (``adaptive``), for intervals of one width, and for mean ± z times the standard
deviation, where z is that of a normal distribution. With ``other sites`` no fold, and none within
it, shares a site. The last columns are for the third of the held-out people who are predicted to
be oldest. Nothing is chosen by what is printed.
"""

import argparse
import time

import numpy as np
from joblib import cpu_count
from scipy.stats import norm

from sk_ccnn import ConformalRegressor
from sk_ccnn.benchmark import COHORTS
from sk_ccnn.benchmark.models import network_for

ASKED = (0.5, 0.8, 0.9, 0.95)


def bounds_of(model, X):
    """Give the bounds of each kind of interval, for each coverage: dict, and the predictions."""
    mean, std = model.predict(X, return_std=True)
    found = {}
    for asked in ASKED:
        half = norm.ppf((1 + asked) / 2) * std
        found["mean ± z std", asked] = np.column_stack([mean - half, mean + half])
    for name, adaptive in {"adaptive": True, "one width": False}.items():
        # Both are of the same networks, which need not be trained again.
        model.set_params(adaptive=adaptive)
        found |= {(name, asked): model.predict_interval(X, asked) for asked in ASKED}
    return found, mean


def held_out(task, fold):
    """Fit in one fold: bounds of its held-out people, their ages and predictions."""
    train, test = fold
    given = {} if task.groups is None else {"groups": task.groups[train]}
    network = network_for(task, constraint=task.constraint)
    model = ConformalRegressor(network).fit(task.X[train], task.y[train], **given)
    return *bounds_of(model, task.X[test]), task.y[test]


def report(task):
    """Print a line for each kind of interval and coverage."""
    start = time.process_time()
    folds = list(task.cv.split(task.X, task.y, task.groups))
    done = [held_out(task, fold) for fold in folds]
    age = np.concatenate([ages for _, _, ages in done])
    predicted = np.concatenate([mean for _, mean, _ in done])
    oldest = predicted >= np.quantile(predicted, 2 / 3)
    print(f"\n{task.title}; {len(folds)} folds, MAE {np.abs(predicted - age).mean():.2f}")
    print(f"{'interval':<14} asked  reached  by fold      width   oldest third: reached  width")
    for kind, asked in done[0][0]:
        bounds = np.concatenate([found[kind, asked] for found, _, _ in done])
        inside = (bounds[:, 0] <= age) & (age <= bounds[:, 1])
        width = bounds[:, 1] - bounds[:, 0]
        ends = np.cumsum([len(ages) for _, _, ages in done])[:-1]
        by_fold = [part.mean() for part in np.split(inside, ends)]
        print(
            f"{kind:<14} {asked:5.2f}  {inside.mean():7.3f}  {min(by_fold):.2f}-{max(by_fold):.2f} "
            f"{width.mean():8.1f} {inside[oldest].mean():23.3f} {width[oldest].mean():6.1f}"
        )
    print(f"{time.process_time() - start:.0f} CPU seconds", flush=True)


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    both = ["ixi", "fcon1000"]
    parser.add_argument("--cohorts", nargs="+", choices=both, default=both)
    parser.add_argument("--data-dir")
    given = parser.parse_args()
    print(f"{cpu_count()} cores")
    for name in given.cohorts:
        for task in COHORTS[name](given.data_dir):
            report(task)


if __name__ == "__main__":
    main()
