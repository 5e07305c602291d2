"""Time the null-connectome test on IXI, and the same networks one at a time.

    python tests/benchmarks/null_test.py [--nulls 20] [--members 5] [--alone 40]

4 kinds of nulls, 5 folds, two processes. One at a time is extrapolated from some of the networks:
the first members of the real connectome in the first folds, by `ConnectomeRegressor.fit`.
"""

import argparse
import time

import numpy as np
from joblib import Parallel, cpu_count, delayed
from sklearn.base import clone
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from sk_ccnn.benchmark import COHORTS
from sk_ccnn.benchmark.models import network_for
from sk_ccnn.inference import null_connectome_test

KINDS = ("degree", "length", "strength", "density")


def fit_one(network, X, y):
    """Fit a network, and predict."""
    with threadpool_limits(1):
        return network.fit(X, y).predict(X)


def main():
    """Print both times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nulls", type=int, default=20)
    parser.add_argument("--members", type=int, default=5)
    parser.add_argument("--alone", type=int, default=40)
    parser.add_argument("--data-dir")
    given = parser.parse_args()
    task = COHORTS["ixi"](given.data_dir)[0]
    splits = list(task.cv.split(task.X, task.y))
    start = time.perf_counter()
    test = null_connectome_test(
        network_for(task, n_members=given.members),
        task.X,
        task.y,
        nulls=KINDS,
        n_nulls=given.nulls,
        cv=splits,
        scoring="neg_mean_absolute_error",
        n_jobs=2,
        random_state=0,
    )
    stacked = time.perf_counter() - start
    n_networks = (2 + len(KINDS) * given.nulls) * len(splits) * given.members
    single = network_for(task, n_members=1)
    X = StandardScaler().fit_transform(task.X)
    jobs = []
    for number in range(given.alone):
        train = splits[number % len(splits)][0]
        network = clone(single).set_params(random_state=number)
        jobs.append(delayed(fit_one)(network, X[train], task.y[train]))
    Parallel(n_jobs=2)(jobs[:2])  # the processes are there, and have imported torch
    start = time.perf_counter()
    Parallel(n_jobs=2)(jobs)
    each = (time.perf_counter() - start) / given.alone
    print(test)
    print(
        f"\n{n_networks} networks, n_jobs=2, {cpu_count()} cores: stacked {stacked:.0f} s "
        f"({stacked / 60:.1f} min); one at a time {each * n_networks:.0f} s, extrapolated from "
        f"{given.alone} networks; ratio {each * n_networks / stacked:.1f}"
    )
    assert np.isfinite(test.score)


if __name__ == "__main__":
    main()
