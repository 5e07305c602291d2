"""Time a search of 20 wiring costs x 5 folds: four ways, side by side.

    python tests/benchmarks/search.py [--regions 68 116 400] [--subjects 500] [--epochs 100]

(a) `GridSearchCV` over plain skorch with the same masked network, the wiring cost in its loss;
(b) `GridSearchCV` over `ConnectomeRegressor`;
(c) `StackedGridSearchCV` over it;
(d) `GridSearchCV` over scikit-learn's `MLPRegressor` of equal size, 20 values of its `alpha`.

All with one network a candidate, two hidden layers of one unit a region, batches of equal size, and
two processes. Each process computes on one thread. The four take turns in each repeat.
"""

import argparse
import time
import warnings

import numpy as np
import torch
from joblib import cpu_count, parallel_config
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.neural_network import MLPRegressor
from skorch import NeuralNetRegressor
from subjects import make_subjects
from torch import nn

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.model_selection import StackedGridSearchCV
from sk_ccnn.nn.wiring import relative_lengths

BATCH_SIZE = 100
LAMBDAS = np.logspace(-4, -1, 20)


class MaskedNetwork(nn.Module):
    """Two hidden layers whose weights are multiplied by the connectome."""

    def __init__(self, mask):
        super().__init__()
        n_regions = len(mask)
        self.layers = nn.ModuleList(nn.Linear(n_regions, n_regions) for _ in range(2))
        self.readout = nn.Linear(n_regions, 1)
        self.register_buffer("mask", mask)

    def forward(self, X):
        """Predict: tensor of shape (batch, 1)."""
        for layer in self.layers:
            X = torch.relu(nn.functional.linear(X, layer.weight * self.mask, layer.bias))
        return self.readout(X)


class SkorchWithWiringCost(NeuralNetRegressor):
    """Plain skorch, and the wiring cost as a term of the loss."""

    def __init__(self, *args, lambda_wiring=0.0, lengths=None, **kwargs):
        self.lambda_wiring, self.lengths = lambda_wiring, lengths
        super().__init__(*args, **kwargs)

    def get_loss(self, y_pred, y_true, *args, **kwargs):
        """Add the cost to the mean loss."""
        loss = super().get_loss(y_pred, y_true, *args, **kwargs)
        cost = sum((layer.weight.abs() * self.lengths).sum() for layer in self.module_.layers)
        return loss + self.lambda_wiring * cost


def searches(connectome, epochs):
    """Make the four searches, by the letter of each."""
    mask = torch.tensor(connectome.adjacency(), dtype=torch.float32)
    mask.fill_diagonal_(1)
    lengths = torch.tensor(relative_lengths(connectome), dtype=torch.float32) * mask
    plain = SkorchWithWiringCost(
        MaskedNetwork,
        module__mask=mask,
        lengths=lengths,
        criterion=nn.L1Loss,
        optimizer=torch.optim.Adam,
        lr=0.01,
        max_epochs=epochs,
        batch_size=BATCH_SIZE,
        iterator_train__shuffle=True,
        train_split=None,
        verbose=0,
    )
    ours = ConnectomeRegressor(
        connectome,
        hidden_channels=(1, 1),
        n_members=1,
        max_epochs=epochs,
        batch_size=BATCH_SIZE,
        random_state=0,
    )
    n_regions = connectome.n_regions
    mlp = MLPRegressor(
        hidden_layer_sizes=(n_regions, n_regions),
        batch_size=BATCH_SIZE,
        max_iter=epochs,
        n_iter_no_change=epochs + 1,
        random_state=0,
    )
    how = {
        "cv": KFold(5, shuffle=True, random_state=0),
        "scoring": "neg_mean_absolute_error",
        "n_jobs": 2,
        "refit": False,
    }
    grid = {"lambda_wiring": LAMBDAS}
    return {
        "a": GridSearchCV(plain, grid, **how),
        "b": GridSearchCV(ours, grid, **how),
        "c": StackedGridSearchCV(ours, grid, **how),
        "d": GridSearchCV(mlp, {"alpha": LAMBDAS}, **how),
    }


def measure(search, X, y):
    """Give the seconds of a search, wall clock."""
    start = time.perf_counter()
    with parallel_config(backend="loky", inner_max_num_threads=1):
        search.fit(X, y)
    return time.perf_counter() - start


def main():
    """Print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=int, nargs="+", default=[68, 116, 400])
    parser.add_argument("--density", type=float, nargs="+", default=[0.2, 0.2, 0.05])
    parser.add_argument("--subjects", type=int, default=500)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=["a", "b", "c", "d"])
    given = parser.parse_args()
    warnings.filterwarnings("ignore", "Stochastic Optimizer")  # all stop after as many epochs
    print(
        f"{len(LAMBDAS)} strengths x 5 folds, {given.subjects} subjects, {given.epochs} epochs, "
        f"n_jobs=2, {cpu_count()} cores; wall seconds, median of {given.repeats}"
    )
    print("  a: plain skorch   b: ConnectomeRegressor   c: StackedGridSearchCV   d: MLPRegressor")
    for n_regions, density in zip(given.regions, given.density, strict=True):
        connectome, X, y = make_subjects(given.subjects, n_regions, density)
        y = (y[:, None] - y.mean()) / y.std()
        seconds = {letter: [] for letter in given.only}
        for _ in range(given.repeats):
            found = searches(connectome, given.epochs)
            for letter in given.only:
                target = y if letter == "a" else y[:, 0]
                seconds[letter].append(measure(found[letter], X, target))
        describe(n_regions, density, {k: np.median(v) for k, v in seconds.items()}, found)


def describe(n_regions, density, seconds, found):
    """Print a line for one size."""
    times = "  ".join(f"{letter} {value:7.1f}" for letter, value in seconds.items())
    ratios = "  ".join(
        f"{letter}/c {seconds[letter] / seconds['c']:.1f}" for letter in seconds if letter != "c"
    )
    line = f"{n_regions:4d} regions, density {density}:  {times}   {ratios}"
    if {"b", "c"} <= set(seconds):
        scores = [found[letter].cv_results_["mean_test_score"] for letter in "bc"]
        line += f"   largest difference of scores b, c: {np.abs(scores[0] - scores[1]).max():.1e}"
    print(line, flush=True)


if __name__ == "__main__":
    main()
