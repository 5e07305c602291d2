"""Compare the peak memory of a stacked search with its limit.

    python tests/benchmarks/memory.py [--regions 400] [--limits 128 512]

20 strengths x 5 folds in one process. Counted is what the process takes at its peak, beyond what it
took before the search, when torch was imported, the subjects were made, and one network trained.
"""

import argparse
import resource
import subprocess
import sys

import numpy as np
from joblib import cpu_count
from sklearn.base import clone
from subjects import make_subjects

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.model_selection import StackedGridSearchCV


def peak():
    """Give the largest memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def search(n_regions, density, channels, limit):
    """Search, and print the peak."""
    connectome, X, y = make_subjects(500, n_regions, density)
    network = ConnectomeRegressor(
        connectome, hidden_channels=channels, n_members=1, max_epochs=3, random_state=0
    )
    clone(network).set_params(lambda_wiring=0.1).fit(X, y)
    before = peak()
    StackedGridSearchCV(
        network,
        {"lambda_wiring": np.logspace(-4, -1, 20)},
        max_stack_memory=limit,
        refit=False,
    ).fit(X, y)
    used = peak() - before
    print(
        f"{n_regions} regions, density {density}, channels {channels}: limit {limit:.0f} MiB, "
        f"peak {used:.0f} MiB, {used / limit:.2f} of it",
        flush=True,
    )


def main():
    """Run each case in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=int, default=400)
    parser.add_argument("--limits", type=float, nargs="+", default=[128, 512])
    parser.add_argument("--one", nargs=3, type=float, help="density, channels, limit")
    given = parser.parse_args()
    if given.one:
        density, channels, limit = given.one
        search(given.regions, density, (int(channels),) * 2, limit)
        return
    print(f"20 strengths x 5 folds, {cpu_count()} cores", flush=True)
    for density in (0.05, 0.2):
        for channels in (1, 2):
            for limit in given.limits:
                case = [str(density), str(channels), str(limit)]
                command = [
                    sys.executable,
                    __file__,
                    "--regions",
                    str(given.regions),
                    "--one",
                    *case,
                ]
                subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
