"""Measure how much memory `predict` and `transform` take beyond X and their result.

    python tests/benchmarks/prediction_memory.py [--megabytes 200] [--regions 120]

Each case runs in a process of its own, where the peak is counted from before the call.
"""

import argparse
import resource
import subprocess
import sys

import numpy as np
from joblib import cpu_count

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer

CASES = ("nodes", "pairs", "matrices", "float32", "classes", "embeddings")


def peak():
    """Give the largest memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make_X(case, n_regions, n_bytes):
    """Draw subjects."""
    random = np.random.default_rng(0)
    shape = {"nodes": (n_regions,), "pairs": (n_regions * (n_regions - 1) // 2,)}.get(
        case, (n_regions, n_regions)
    )
    dtype = np.float32 if case == "float32" else np.float64
    n_subjects = int(n_bytes / np.prod(shape) / np.dtype(dtype).itemsize)
    X = np.empty((n_subjects, *shape), dtype=dtype)
    for row in X:
        row[...] = random.normal(size=shape)
        if row.ndim == 2:
            row[...] = np.triu(row, 1) + np.triu(row, 1).T
    return X


def measure(case, n_regions, megabytes):
    """Predict, and print the peak."""
    edges = np.triu(np.random.default_rng(0).random((n_regions, n_regions)) < 0.1, 1)
    kind = {"classes": ConnectomeClassifier, "embeddings": ConnectomeTransformer}
    model = kind.get(case, ConnectomeRegressor)(
        (edges + edges.T).astype(float), n_members=2, max_epochs=1, random_state=0
    )
    X = make_X(case, n_regions, megabytes * 2**20)
    model.fit(X[:50], np.arange(50) % 2)
    predict = {"classes": "predict_proba", "embeddings": "transform"}.get(case, "predict")
    getattr(model, predict)(X[:50])
    before = peak()
    result = getattr(model, predict)(X)
    used = peak() - before - result.nbytes / 2**20
    size = X.nbytes / 2**20
    print(
        f"{case}: X {size:.0f} MiB, beyond it {used:.0f} MiB, {used / size:.2f} of it", flush=True
    )


def main():
    """Run each case in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=int, default=120)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--one", choices=CASES)
    given = parser.parse_args()
    if given.one:
        measure(given.one, given.regions, given.megabytes)
        return
    print(f"{cpu_count()} cores", flush=True)
    sizes = ["--regions", str(given.regions), "--megabytes", str(given.megabytes)]
    for case in CASES:
        subprocess.run([sys.executable, __file__, "--one", case, *sizes], check=True)


if __name__ == "__main__":
    main()
