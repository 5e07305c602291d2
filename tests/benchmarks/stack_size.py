"""Time an epoch of a member in stacks of many sizes.

    python tests/benchmarks/stack_size.py [--sizes 1 5 10 20 40 80 160] [--repeats 3]

Small stacks share the work of a step among few members; what large ones write leaves the caches of
a CPU and comes as new pages from the system. `sk_ccnn.stacking` splits them at `CPU_STACK_BYTES`,
as it estimates them; each line ends with how many members that is. One thread, CPU time; the sizes
take turns.
"""

import argparse
import time

import numpy as np
import torch
from joblib import cpu_count
from sklearn.base import clone
from subjects import make_subjects

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.stacking import fit_together
from sk_ccnn.stacking.memory import CPU_STACK_BYTES, footprint
from sk_ccnn.stacking.together import prepare

EPOCHS = 5
CASES = [
    {"n_regions": 68, "density": 0.2, "channels": (4, 4)},
    {"n_regions": 148, "density": 0.2, "channels": (4, 4)},
    {"n_regions": 116, "density": 0.2, "channels": (1, 1)},
    {"n_regions": 400, "density": 0.05, "channels": (1, 1)},
    {"n_regions": 100, "density": 0.2, "channels": (2,), "edges": True},
]


def make_case(n_regions, density, channels, edges=False):
    """Make an estimator of one member, and subjects."""
    connectome, X, y = make_subjects(400, n_regions, density)
    if edges:
        n_pairs = n_regions * (n_regions - 1) // 2
        X = np.random.default_rng(0).normal(size=(400, n_pairs)).astype(np.float32)
    estimator = ConnectomeRegressor(
        connectome,
        features="edges" if edges else "nodes",
        hidden_channels=channels,
        lambda_wiring=0.001,
        n_members=1,
        max_epochs=EPOCHS,
        random_state=0,
    )
    return estimator, X, y


def seconds_a_member(estimator, X, y, size):
    """Train a stack: CPU seconds a member."""
    networks = [clone(estimator) for _ in range(size)]
    start = time.process_time()
    fit_together(networks, X, [y] * size)
    return (time.process_time() - start) / size


def ample_members(estimator, X, y):
    """Count the members of a stack that is not split."""
    _, per_member = footprint([prepare(0, clone(estimator), X, y, None, [])])
    return max(1, int(CPU_STACK_BYTES / per_member))


def main():
    """Print a line for each case: milliseconds a member and epoch, by the size of the stack."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 5, 10, 20, 40, 80, 160])
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    torch.set_num_threads(1)
    print(f"CPU milliseconds a member and epoch, median of {given.repeats}; {cpu_count()} cores")
    for case in CASES:
        subjects = make_case(**case)
        seconds_a_member(*subjects, 2)
        times = [
            [seconds_a_member(*subjects, size) for size in given.sizes]
            for _ in range(given.repeats)
        ]
        medians = np.median(times, axis=0) * 1000 / EPOCHS
        cells = "  ".join(
            f"{size}: {value:.1f}" for size, value in zip(given.sizes, medians, strict=True)
        )
        print(f"{case}\n    {cells}   split at {ample_members(*subjects)}", flush=True)


if __name__ == "__main__":
    main()
