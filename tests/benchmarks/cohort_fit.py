"""Seconds of one fit with the defaults, on all subjects of the real cohorts.

python tests/benchmarks/cohort_fit.py ixi fcon1000
"""

import argparse
import time

import numpy as np
from joblib import cpu_count
from sklearn.base import clone
from sklearn.preprocessing import StandardScaler

from sk_ccnn.benchmark import COHORTS
from sk_ccnn.benchmark.models import our_search

REPEATS = 3


def main():
    """Print the median and the slowest of three fits."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("cohorts", nargs="+", choices=COHORTS)
    parser.add_argument("--data-dir")
    given = parser.parse_args()
    print(f"{cpu_count()} cores; a fit computes on one thread; wall clock, {REPEATS} fits")
    for name in given.cohorts:
        task = COHORTS[name](given.data_dir)[0]
        X = StandardScaler().fit_transform(task.X)
        network = our_search(task).estimator
        seconds = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            clone(network).fit(X, task.y)
            seconds.append(time.perf_counter() - start)
        print(
            f"{name:<14} {X.shape}: median {np.median(seconds):.1f} s, slowest {max(seconds):.1f} s"
        )


if __name__ == "__main__":
    main()
