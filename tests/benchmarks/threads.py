"""Time a default fit where torch may use all cores, and where it may use one.

    python tests/benchmarks/threads.py [--subjects 300] [--repeats 7]

The estimators train on one thread whatever torch is set to, so the two should take equally long.
"""

import argparse
import os
import time

import numpy as np
import torch

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import make_age_cohort


def seconds_to_fit(n_threads, X, y):
    """Time a default fit, wall clock, with torch set to a number of threads."""
    torch.set_num_threads(n_threads)
    start = time.perf_counter()
    ConnectomeRegressor("desikan_killiany", random_state=0).fit(X, y)
    return time.perf_counter() - start


def main():
    """Print seconds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subjects", type=int, default=300)
    parser.add_argument("--repeats", type=int, default=7)
    given = parser.parse_args()
    X, y = make_age_cohort(given.subjects, random_state=0, return_X_y=True)
    settings = (os.cpu_count(), 1)
    seconds = [[seconds_to_fit(n, X, y) for n in settings] for _ in range(given.repeats)]
    of_all, of_one = np.median(seconds, axis=0)
    print(
        f"default fit, {given.subjects} subjects, 84 regions, {os.cpu_count()} cores: "
        f"torch set to {settings[0]} threads {of_all:.2f} s, to 1 thread {of_one:.2f} s, "
        f"ratio {np.median(np.divide(*np.transpose(seconds))):.2f} "
        f"(median of {given.repeats}, wall clock)"
    )


if __name__ == "__main__":
    main()
