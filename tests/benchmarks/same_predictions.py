"""Compare the predictions of six networks with those of another checkout of this package.

    git worktree add ../before COMMIT
    python tests/benchmarks/same_predictions.py ../before

Each checkout fits the same networks, over nodes and over edges, with the same seeds, in a process
of its own. Printed is the largest difference for any subject, in standard deviations of the
outputs over subjects.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

NETWORKS = ("linear", "mlp", "gcn", "gat", "encoder", "autoencoder")
SCHEDULES = ("constant", "one_cycle")


def make_network(kind, features, schedule):
    """Make a network with a wiring cost: estimator."""
    from sk_ccnn import ConnectomeRegressor, ConnectomeTransformer

    options = {
        "features": features,
        "lambda_wiring": 1e-3,
        "n_members": 2,
        "max_epochs": 30,
        "lr_schedule": schedule,
        "random_state": 0,
    }
    if kind in ("encoder", "autoencoder"):
        target_type = None if kind == "autoencoder" else "continuous"
        return ConnectomeTransformer("desikan_killiany", target_type=target_type, **options)
    return ConnectomeRegressor("desikan_killiany", architecture=kind, **options)


def outputs_of_networks(folder):
    """Fit every network, and save what it gives for each subject."""
    from sk_ccnn.datasets import make_age_cohort

    nodes, age = make_age_cohort(n_subjects=150, random_state=0, return_X_y=True)
    products = nodes[:, :, None] * nodes[:, None, :]
    edges = products[:, *np.triu_indices(nodes.shape[1], 1)]
    found = {}
    for features, X in (("nodes", nodes), ("edges", edges)):
        for kind in NETWORKS:
            for schedule in SCHEDULES:
                network = make_network(kind, features, schedule).fit(X, age)
                give = network.predict if hasattr(network, "predict") else network.transform
                found[f"{features} {kind} {schedule}"] = give(X)
    np.savez(Path(folder) / "outputs.npz", **found)


def outputs_under(checkout):
    """Run this script with another checkout: dict of ndarray."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PYTHONPATH": str(Path(checkout).resolve())}
        command = [sys.executable, __file__, "--save", folder]
        subprocess.run(command, env=environment, cwd=checkout, check=True)
        with np.load(Path(folder) / "outputs.npz") as arrays:
            return dict(arrays)


def main():
    """Print a line for each network."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", nargs="?", help="folder of the other checkout")
    parser.add_argument("--save", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.save:
        outputs_of_networks(given.save)
        return
    here = Path(__file__).parents[2]
    before, after = outputs_under(given.before), outputs_under(here)
    for name, old in before.items():
        new = after[name]
        scale = np.std(old, axis=0).mean()
        difference = np.abs(new - old).max() / scale
        equal = "the same bits" if np.array_equal(old, new) else f"{difference:.1e} sd"
        print(f"{name:30}  {equal}")


if __name__ == "__main__":
    main()
