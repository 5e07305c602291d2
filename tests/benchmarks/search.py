"""Time a search of 20 wiring costs x 5 folds: six ways, in turns.

    python tests/benchmarks/search.py [--regions 68 116 400] [--subjects 500] [--epochs 100]
    python tests/benchmarks/search.py --regions 116 400 --density .2 .05 --only a c old

(a) `GridSearchCV` over plain skorch with the same masked network, the wiring cost in its loss;
(b) `GridSearchCV` over `ConnectomeRegressor`;
(c) `StackedGridSearchCV` over it;
(d) `GridSearchCV` over scikit-learn's `MLPRegressor` of equal size, 20 values of its `alpha`;
(torch) as (c), where numba cannot be imported, so that sparse products are torch's;
(old) as (c), by the code of an old commit.

All with one network a candidate, two hidden layers of one unit a region, batches of equal size, and
two processes. Each process computes on one thread. X is noise of mean 0 and sd 1: nothing is
standardised. Each search has a process of its own, whose workers have trained a network before; CPU
seconds are those of all three processes. Scores of all but (a) and (d) come from the same seeds.
"""

import argparse
from functools import partial

import numpy as np
import torch
from joblib import parallel_config
from old_and_new import (
    add_options,
    checkouts,
    header,
    in_turns,
    median,
    ratio,
    without_scaling,
)
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.neural_network import MLPRegressor
from skorch import NeuralNetRegressor
from subjects import make_subjects
from torch import nn

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.model_selection import StackedGridSearchCV

BATCH_SIZE = 100
LAMBDAS = np.logspace(-4, -1, 20)
WAYS = ("a", "b", "c", "d", "torch", "old")


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


def plain_skorch(connectome, epochs):
    """Make (a): skorch over a masked network."""
    mask = torch.tensor(connectome.to_dense() != 0, dtype=torch.float32)
    mask.fill_diagonal_(1)
    places = torch.tensor(connectome.coordinates, dtype=torch.float32)
    lengths = torch.cdist(places, places)
    lengths *= mask / lengths[~torch.eye(len(mask), dtype=bool)].mean()
    return SkorchWithWiringCost(
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


def ours(connectome, epochs):
    """Make the network of (b) and (c)."""
    network = ConnectomeRegressor(
        connectome,
        hidden_channels=(1, 1),
        n_members=1,
        max_epochs=epochs,
        batch_size=BATCH_SIZE,
        random_state=0,
    )
    return without_scaling(network)


def scikit_learns(connectome, epochs):
    """Make (d): scikit-learn's network of as many units."""
    return MLPRegressor(
        hidden_layer_sizes=(connectome.n_regions,) * 2,
        batch_size=BATCH_SIZE,
        max_iter=epochs,
        n_iter_no_change=epochs + 1,
        random_state=0,
    )


def prepare(way, n_regions, density, n_subjects, epochs):
    """Make subjects, start two workers, and give a search."""
    connectome, X, y = make_subjects(n_subjects, n_regions, density)
    y = (y - y.mean()) / y.std()
    make = {"a": plain_skorch, "d": scikit_learns}.get(way, ours)
    kind = GridSearchCV if way in "abd" else StackedGridSearchCV
    parameter = "alpha" if way == "d" else "lambda_wiring"
    target = y[:, None] if way == "a" else y
    search = partial(
        kind,
        cv=KFold(5, shuffle=True, random_state=0),
        scoring="neg_mean_absolute_error",
        n_jobs=2,
        refit=False,
    )
    on_workers = partial(parallel_config, backend="loky", inner_max_num_threads=1)
    with on_workers():
        search(make(connectome, 1), {parameter: LAMBDAS[:2]}).fit(X[:50], target[:50])

    def work():
        with on_workers():
            found = search(make(connectome, epochs), {parameter: LAMBDAS}).fit(X, target)
        return found.cv_results_["mean_test_score"].tolist()

    return work


def main():
    """Print seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--regions", type=int, nargs="+", default=[68, 116, 400])
    parser.add_argument("--density", type=float, nargs="+", default=[0.2, 0.2, 0.05])
    parser.add_argument("--subjects", type=int, default=500)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--only", nargs="+", default=list(WAYS), choices=WAYS)
    add_options(parser, repeats=1)
    given = parser.parse_args()
    print(
        f"{header(given.old)}\n{len(LAMBDAS)} strengths x 5 folds, {given.subjects} subjects, "
        f"{given.epochs} epochs, n_jobs=2; medians of {given.repeats} turns\n"
        "a: plain skorch   b: ConnectomeRegressor   c: StackedGridSearchCV   d: MLPRegressor\n"
        "torch: c without numba   old: c by the old code"
    )
    with checkouts(given.old) as folders:
        for n_regions, density in zip(given.regions, given.density, strict=True):
            arguments = {
                "n_regions": n_regions,
                "density": density,
                "n_subjects": given.subjects,
                "epochs": given.epochs,
            }
            code = {"old": (folders["old"],), "torch": (folders["new"], ("numba",))}
            cases = {
                way: (arguments | {"way": way}, *code.get(way, (folders["new"],)))
                for way in given.only
            }
            print(f"\n{n_regions} regions, density {density}")
            describe(in_turns(__file__, cases, given.repeats))


def describe(found):
    """Print a line for each way."""
    print(f"{'':5}{'CPU s':>9}{'wall s':>9}{'peak MiB':>10}  as often as c: CPU, wall")
    for way, turns in found.items():
        line = f"{way:5}{median(turns):9.1f}{median(turns, 'wall'):9.1f}"
        line += f"{median(turns, 'peak'):10.0f}"
        if "c" in found and way != "c":
            line += f"  {ratio(turns, found['c'])}, {ratio(turns, found['c'], 'wall')}"
        if "c" in found and way in ("b", "torch", "old"):
            scores = [np.array(found[each][-1]["result"]) for each in (way, "c")]
            line += f"; scores differ by at most {np.abs(scores[0] - scores[1]).max():.1e}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
