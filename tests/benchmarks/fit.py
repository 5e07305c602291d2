"""Time one fit against a bare torch loop and against plain skorch, side by side.

    python tests/benchmarks/fit.py [--regions 116] [--subjects 500] [--epochs 100] [--repeats 7]

All three train the same network, from the same initial weights, on the same number of batches, on
one torch thread: ours by `ConnectomeRegressor.fit` with all its checks and summaries; the loop with
nothing but forward, backward, Adam, weight decay and the proximal step; skorch by
`NeuralNetRegressor` with its default callbacks and DataLoader (no validation split, no printing, no
decay, no proximal step).
"""

import argparse
import os
import time
from itertools import product

import numpy as np
import torch
from skorch import NeuralNetRegressor
from subjects import make_subjects
from torch import nn

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.nn import ConnectomeMLP, MemberGenerators
from sk_ccnn.penalties import WiringCost
from sk_ccnn.training import all_wires

LR = 0.01
ALPHA = 3.0
DROPOUT = 0.1
WIDTHS = ((4, 4), (1, 1))


class OneNetwork(nn.Module):
    """The first member of a stack of one, as other trainers expect it."""

    def __init__(self, connectome, hidden_channels):
        super().__init__()
        generators = MemberGenerators([0])
        self.stack = ConnectomeMLP(
            connectome, "nodes", 1, hidden_channels, 1, generators, dropout=DROPOUT
        )

    def forward(self, X):
        """Predict: tensor of shape (batch, 1)."""
        return self.stack(X.unsqueeze(-1))[0]


def fit_ours(connectome, X, y, options):
    """Fit our estimator."""
    ConnectomeRegressor(
        connectome, n_members=1, lr=LR, alpha=ALPHA, dropout=DROPOUT, random_state=0, **options
    ).fit(X, y)


def fit_loop(connectome, X, y, options):
    """Do the same steps, and nothing else."""
    network = OneNetwork(connectome, options["hidden_channels"])
    optimizer = torch.optim.Adam(network.parameters(), lr=LR, fused=True)
    penalty, strength = WiringCost(options["lambda_wiring"]), options["lambda_wiring"]
    wires = [part for part, _ in all_wires(network)]
    decaying = [p for name, p in network.named_parameters() if not name.endswith("bias")]
    X, y = torch.tensor(X), torch.tensor((y - y.mean()) / y.std()).unsqueeze(1)
    n_batches = max(1, round(len(X) / options["batch_size"]))
    for _ in range(options["max_epochs"]):
        for rows in torch.randperm(len(X)).tensor_split(n_batches):
            optimizer.zero_grad()
            loss = (network(X[rows]) - y[rows]).square().mean() / 2
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                for weight in decaying:
                    weight.mul_(1 - LR * ALPHA)
            if strength:
                for part in wires:
                    state = optimizer.state[part.values]
                    spread = state["exp_avg_sq"] / (1 - 0.999 ** state["step"])
                    penalty.prox(part, LR / (spread.sqrt_() + 1e-8))


def fit_skorch(connectome, X, y, options):
    """Train the same module by plain skorch."""
    n_batches = max(1, round(len(X) / options["batch_size"]))
    NeuralNetRegressor(
        OneNetwork,
        module__connectome=connectome,
        module__hidden_channels=options["hidden_channels"],
        optimizer=torch.optim.Adam,
        lr=LR,
        max_epochs=options["max_epochs"],
        batch_size=-(-len(X) // n_batches),
        iterator_train__shuffle=True,
        train_split=None,
        verbose=0,
    ).fit(X, ((y - y.mean()) / y.std())[:, None])


def measure(trainers, arguments, repeats):
    """Time the trainers in turn: seconds, array of shape (repeats, n_trainers)."""
    seconds = np.empty((repeats, len(trainers)))
    for trainer in trainers:
        trainer(*arguments[:-1], arguments[-1] | {"max_epochs": 2})
    for repeat in range(repeats):
        for column, trainer in enumerate(trainers):
            start = time.process_time()
            trainer(*arguments)
            seconds[repeat, column] = time.process_time() - start
    return seconds


def main():
    """Print CPU seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in {"regions": 116, "subjects": 500, "epochs": 100, "repeats": 7}.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    torch.set_num_threads(1)
    data = make_subjects(given.subjects, given.regions)
    print(
        f"{given.regions} regions, {given.subjects} subjects, {given.epochs} epochs, one member, "
        f"one torch thread, {os.cpu_count()} cores; CPU seconds, median of {given.repeats}"
    )
    print(f"{'channels':>9}{'batch':>6}{'lambda':>8}{'ours':>8}{'loop':>8}{'skorch':>8}  ratios")
    for width, batch_size, strength in product(WIDTHS, (200, 128), (0.0, 0.01)):
        options = {
            "hidden_channels": width,
            "batch_size": batch_size,
            "lambda_wiring": strength,
            "max_epochs": given.epochs,
        }
        seconds = measure((fit_ours, fit_loop, fit_skorch), (*data, options), given.repeats)
        ours, loop, skorch = np.median(seconds, axis=0)
        print(
            f"{width!s:>9}{batch_size:6d}{strength:8.2f}{ours:8.2f}{loop:8.2f}{skorch:8.2f}"
            f"  ours/loop {np.median(seconds[:, 0] / seconds[:, 1]):.2f}"
            f"  skorch/ours {np.median(seconds[:, 2] / seconds[:, 0]):.2f}"
        )


if __name__ == "__main__":
    main()
