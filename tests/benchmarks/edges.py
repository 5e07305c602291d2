"""Time one fit over edges: the old code, the new, scikit-learn's MLP and a bare torch loop.

    python tests/benchmarks/edges.py [--cases 200 400 all] [--epochs 60] [--repeats 3]

- ``200``: 200 regions, 583 subjects, density .12, hard; ``400``: 400 regions, 1 000 subjects,
  density .1, hard; ``all``: the same with all pairs (constraint "none").
- old, new: `ConnectomeRegressor` with what were and are its defaults, written out below. X is noise
  of mean 0 and sd 1, so the new code is told not to standardise it, which the old one did not.
- bare: `bare_edges.py`, the same network, batches, epochs, schedule and decay in a plain loop, the
  layout of its columns included. There is no wiring cost by default, so no proximal step.
- sklearn: `MLPRegressor` with as many hidden units, without early stopping, on the same columns
  (those of connected pairs, or all). One network for a few epochs is measured, and the seconds are
  multiplied: with all pairs it has 65 million weights.

``error`` is the mean absolute error in the last epoch in sd of y, from which one sees that the same
is learned. Predictions of old and new come from the same seeds: they differ by the rounding of
float32, which the steps of the training amplify.
"""

import argparse

import numpy as np
from bare_edges import fit as fit_bare
from old_and_new import (
    add_options,
    checkouts,
    header,
    in_turns,
    largest_difference,
    median,
    ratio,
    without_scaling,
)
from sklearn.neural_network import MLPRegressor
from subjects import connected_pairs, make_pairs

CASES = {
    "200": {"n_regions": 200, "n_subjects": 583, "density": 0.12, "constraint": "hard"},
    "400": {"n_regions": 400, "n_subjects": 1000, "density": 0.1, "constraint": "hard"},
    "all": {"n_regions": 400, "n_subjects": 1000, "density": 0.1, "constraint": "none"},
    "tiny": {"n_regions": 60, "n_subjects": 100, "density": 0.2, "constraint": "hard"},
}
DEFAULTS = {
    "hidden_channels": (2, 2, 2),
    "loss": "absolute_error",
    "lambda_wiring": 0.0,
    "alpha": 3.0,
    "dropout": 0.1,
    "lr": 0.03,
    "lr_schedule": "one_cycle",
}
BATCH_SIZE = 64


def prepare(trainer, case, members, epochs):
    """Make subjects, and give the fit of one trainer, which has trained for one epoch before."""
    connectome, X, y = make_pairs(case["n_subjects"], case["n_regions"], case["density"])
    make = {"estimator": _estimator, "bare": _bare, "sklearn": _sklearn}[trainer]
    make(connectome, X[:100], y[:100], case["constraint"], 1, 1)()
    return make(connectome, X, y, case["constraint"], members, epochs)


def _estimator(connectome, X, y, constraint, members, epochs):
    from sk_ccnn import ConnectomeRegressor

    network = ConnectomeRegressor(
        connectome,
        features="edges",
        constraint=constraint,
        n_members=members,
        max_epochs=epochs,
        batch_size=BATCH_SIZE,
        random_state=0,
        **DEFAULTS,
    )
    without_scaling(network)

    def work():
        network.fit(X, y)
        return lambda: {
            "error": network.loss_curve_[-1],
            "predicted": network.predict(X[:200]).tolist(),
        }

    return work


def _bare(connectome, X, y, constraint, members, epochs):
    return lambda: {
        "error": fit_bare(connectome, X, y, constraint, members, epochs, BATCH_SIZE),
    }


def _sklearn(connectome, X, y, constraint, members, epochs):
    columns = np.ones(X.shape[1], dtype=bool)
    if constraint == "hard":
        columns = connected_pairs(connectome)
    n_batches = max(1, round(len(X) / BATCH_SIZE))
    units = connectome.n_regions * DEFAULTS["hidden_channels"][0]
    network = MLPRegressor(
        hidden_layer_sizes=(units,) * len(DEFAULTS["hidden_channels"]),
        batch_size=-(-len(X) // n_batches),
        max_iter=epochs,
        n_iter_no_change=epochs + 1,
        random_state=0,
    )
    X, y = np.ascontiguousarray(X[:, columns]), (y - y.mean()) / y.std()

    def work():
        network.fit(X, y)
        return lambda: {"error": float(np.abs(network.predict(X) - y).mean())}

    return work


def main():
    """Print a table for each case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", nargs="+", choices=CASES, default=["200", "400", "all"])
    parser.add_argument("--members", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--sklearn-epochs", type=int, default=3, help="0 leaves it out")
    add_options(parser, repeats=3)
    given = parser.parse_args()
    print(
        f"{header(given.old)}\n{given.members} members, {given.epochs} epochs, batches of about "
        f"{BATCH_SIZE}; medians of {given.repeats} turns"
    )
    with checkouts(given.old) as folder:
        for name in given.cases:
            compare(name, CASES[name], given, folder)


def compare(name, case, given, folder):
    """Measure all trainers of a case, and print what was found."""
    order = {"case": case, "members": given.members, "epochs": given.epochs}
    runs = {
        "old": (order | {"trainer": "estimator"}, folder["old"]),
        "new": (order | {"trainer": "estimator"}, folder["new"]),
        "bare": (order | {"trainer": "bare"}, folder["new"]),
    }
    found = in_turns(__file__, runs, given.repeats)
    times = dict.fromkeys(found, 1.0)
    if given.sklearn_epochs:
        one = order | {"trainer": "sklearn", "epochs": given.sklearn_epochs}
        found |= in_turns(__file__, {"sklearn": (one, folder["new"])}, 1)
        times["sklearn"] = given.members * given.epochs / given.sklearn_epochs
    n_pairs = case["n_regions"] * (case["n_regions"] - 1) // 2
    print(
        f"\n{name}: {case['n_regions']} regions, {case['n_subjects']} subjects, density "
        f"{case['density']}, {case['constraint']}; X {case['n_subjects'] * n_pairs / 2**18:.0f} MiB"
        f"\n{'':10}{'CPU s':>9}{'wall s':>9}{'peak MiB':>10}{'beyond X':>10}{'error':>8}"
    )
    for trainer, turns in found.items():
        print(
            f"{trainer:10}{times[trainer] * median(turns):9.2f}"
            f"{times[trainer] * median(turns, 'wall'):9.2f}{median(turns, 'peak'):10.0f}"
            f"{median(turns, 'beyond'):10.0f}{turns[-1]['result']['error']:8.3f}"
            + (
                f"  x {times[trainer]:.0f}: {given.sklearn_epochs} epochs of one network"
                if trainer == "sklearn"
                else ""
            )
        )
    predicted = [found[each][-1]["result"]["predicted"] for each in ("old", "new")]
    print(
        f"old/new {ratio(found['old'], found['new'])}   new/bare "
        f"{ratio(found['new'], found['bare'])}   predictions of old and new differ by at most "
        f"{largest_difference(*predicted):.1e} sd",
        flush=True,
    )


if __name__ == "__main__":
    main()
