"""Compare a CUDA device with the CPU: one fit, a stacked search and a null test.

    python tests/benchmarks/gpu.py [--regions 116] [--subjects 500] [--epochs 30] [--repeats 3]

Both draw the same initial weights, masks of dropout and orders of subjects, and train in float32.
They add up in another order, and rounding grows with every step: the largest difference of what
comes out is given in standard deviations, and one above `--tolerance` ends the script with an
error. Seconds are those of the clock, the best of the repeats, after a first run of two epochs; the
CPU uses one thread a process, and one process. Where there is no CUDA device, the script says so.
"""

import argparse
import sys
import time

import numpy as np
import torch
from sklearn.model_selection import KFold

from sk_ccnn import Connectome, ConnectomeRegressor
from sk_ccnn.inference import null_connectome_test
from sk_ccnn.model_selection import StackedGridSearchCV

FOLDS = KFold(5, shuffle=True, random_state=0)
LAMBDAS = np.logspace(-4, -1, 20)


def make_subjects(n_subjects, n_regions, over_edges):
    """Make noise over nodes or pairs, and a target: connectome, X, y."""
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(n_regions, 3))
    coordinates = 70 * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    connectome = Connectome.from_coordinates(coordinates, density=0.2, random_state=0)
    n_columns = n_regions * (n_regions - 1) // 2 if over_edges else n_regions
    X = rng.normal(size=(n_subjects, n_columns)).astype(np.float32)
    return connectome, X, (X[:, :5].sum(axis=1) + rng.normal(size=n_subjects)).astype(np.float32)


def fit(network, X, y):
    """Fit one network of five members: predictions."""
    return network.set_params(n_members=5, lambda_wiring=1e-3).fit(X, y).predict(X)


def search(network, X, y):
    """Search 20 strengths on 5 folds: predictions of the best, and the scores of all."""
    found = StackedGridSearchCV(network, {"lambda_wiring": LAMBDAS}, cv=FOLDS, n_jobs=1).fit(X, y)
    scores = [found.cv_results_[f"split{fold}_test_score"] for fold in range(FOLDS.n_splits)]
    return np.concatenate([found.predict(X), *scores])


def null_test(network, X, y):
    """Compare with 39 nulls on 5 folds: all scores."""
    test = null_connectome_test(
        network.set_params(n_members=2, lambda_wiring=1e-3),
        X,
        y,
        nulls="degree",
        n_nulls=39,
        cv=FOLDS,
        n_jobs=1,
        random_state=0,
    )
    return np.concatenate([test.scores, *test.null_scores["degree"]])


def measure(task, subjects, options, device, epochs, repeats):
    """Run a task on a device: best seconds, and what came out."""
    connectome, X, y = subjects
    seconds = []
    for n_epochs in (2, *[epochs] * repeats):
        network = ConnectomeRegressor(
            connectome, device=device, max_epochs=n_epochs, random_state=0, n_members=1, **options
        )
        start = time.perf_counter()
        result = task(network, X, y)  # it is on the CPU, so that the device has come to its end
        seconds.append(time.perf_counter() - start)
    return min(seconds[1:]), result


def main():
    """Print a line for each task: seconds, their ratio, and the largest difference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    sizes = {"regions": 116, "subjects": 500, "epochs": 30, "repeats": 3}
    for name, default in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--device", default="cuda", help="cpu: only to try the script")
    parser.add_argument("--tolerance", type=float, default=0.01)
    given = parser.parse_args()
    torch.set_num_threads(1)
    if given.device != "cpu" and not torch.cuda.is_available():
        print("torch finds no CUDA device here: nothing was compared")
        return 0
    has_cuda = torch.device(given.device).type == "cuda"
    name = torch.cuda.get_device_name(given.device) if has_cuda else given.device
    print(f"{name}, torch {torch.__version__}; {vars(given)}")
    print(f"{'task':>10}{'X':>7}{'CPU s':>9}{'GPU s':>9}{'ratio':>8}{'difference':>12}{'MiB':>8}")
    largest = 0.0
    for over_edges in (False, True):
        subjects = make_subjects(given.subjects, given.regions, over_edges)
        options = {"features": "edges" if over_edges else "nodes", "hidden_channels": (2, 2)}
        for task in (fit, search, null_test):
            if has_cuda:
                torch.cuda.reset_peak_memory_stats(given.device)
            (on_cpu, wanted), (on_gpu, got) = (
                measure(task, subjects, options, device, given.epochs, given.repeats)
                for device in ("cpu", given.device)
            )
            difference = float(np.abs(got - wanted).max() / wanted.std())
            largest = max(largest, difference)
            peak = torch.cuda.max_memory_allocated(given.device) / 2**20 if has_cuda else 0
            print(
                f"{task.__name__:>10}{options['features']:>7}{on_cpu:9.2f}{on_gpu:9.2f}"
                f"{on_cpu / on_gpu:8.1f}{difference:12.1e}{peak:8.0f}",
                flush=True,
            )
    if not largest <= given.tolerance:
        print(f"a difference of {largest:.1e} is more than {given.tolerance:g}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
