"""Check in float64 that every way to a result gives the same: exit status 1 where one does not.

    python tests/benchmarks/same_results.py [--subjects 61] [--steps 10] [--old 553594f | --no-old]

- dense: three members, trained by an estimator, against dense matrices and a training written out
  (`dense_networks.py`): the weights after the training, the outputs, and which weights are exactly
  0. Connectomes are sparse and dense enough for both ways to multiply, and "none" has all wires.
- alone: estimators trained in one stack, of which each has its own wiring cost, or its own null
  connectome, against each alone.
- old: the outputs against those of an old commit, from the same seeds, and which regions are joined
  by no weight. Both have rounded in another order at each step, so more is allowed.

Printed is the largest difference, in standard deviations of the outputs where it is of outputs.
"""

import argparse
import hashlib
import sys
from itertools import product

import numpy as np
import torch
from dense_networks import DenseNetwork, dense_weights
from old_and_new import OLD_COMMIT, checkouts, header, largest_difference, measure, without_scaling
from skorch.callbacks import Callback
from subjects import make_connectome

LIMIT, LIMIT_OF_OLD = 1e-10, 1e-8
NETWORKS = ("linear", "mlp", "gcn", "encoder", "autoencoder")
WIRED = {"sparse": (150, 0.05, "hard"), "dense": (60, 0.45, "hard"), "none": (60, 0.2, "none")}
LR, ALPHA, STRENGTH = 0.01, 1.0, 0.05
# No gradient may be 0 but for rounding, of which Adam would make steps as long as any. Targets have
# the mean 0: the bias of a linear model has none at first under the squared error. The signs of 61
# errors cannot cancel, but those of the subjects that a hidden unit sees can.
LOSS = {"linear": "absolute_error"}


class KeepFirstWeights(Callback):
    """Remember the weights that a training starts with."""

    def on_train_begin(self, net, **_):
        """Copy them."""
        self.weights = dense_weights(net.module_)


def make_X(features, n_subjects, n_regions):
    """Draw standardised measures, and targets: X, y, of float64."""
    rng = np.random.default_rng(0)
    n_columns = n_regions if features == "nodes" else n_regions * (n_regions - 1) // 2
    X = rng.normal(size=(n_subjects, n_columns))
    y = X[:, :5].sum(axis=1) + rng.normal(size=n_subjects)
    return (X - X.mean(axis=0)) / X.std(axis=0), (y - y.mean()) / y.std()


def make_network(kind, connectome, features, constraint, n_steps, **options):
    """Make an estimator that is trained on all subjects at once, without dropout."""
    from sk_ccnn import ConnectomeRegressor, ConnectomeTransformer

    options = {
        "features": features,
        "constraint": constraint,
        "n_members": 3,
        "max_epochs": n_steps,
        "batch_size": 10**6,
        "lr": LR,
        "lr_schedule": "constant",
        "alpha": ALPHA,
        "dropout": 0.0,
        "lambda_wiring": STRENGTH,
        "random_state": 0,
    } | options
    if kind in ("encoder", "autoencoder"):
        target_type = "continuous" if kind == "encoder" else None
        network = ConnectomeTransformer(connectome, target_type=target_type, **options)
    else:
        options |= {"loss": LOSS.get(kind, "squared_error"), "architecture": kind}
        network = ConnectomeRegressor(connectome, **options)
    return without_scaling(network)


def outputs_of(network, X):
    """Give what a network predicts, or its embedding."""
    return network.predict(X) if hasattr(network, "predict") else network.transform(X)


def ways():
    """List networks, features and connectomes: (kind, features, name)."""
    every = product(NETWORKS, ("nodes", "edges"), WIRED)
    return [way for way in every if not (way[0] == "gcn" and way[2] == "none")]


def compare_with_dense(kind, features, name, n_subjects, n_steps):
    """Train one kind of network both ways: largest difference, and whether the same are 0."""
    n_regions, density, constraint = WIRED[name]
    connectome, (X, y) = (
        make_connectome(n_regions, density),
        make_X(features, n_subjects, n_regions),
    )
    keeper = KeepFirstWeights()
    network = make_network(kind, connectome, features, constraint, n_steps, callbacks=[keeper])
    network.fit(X, y)
    is_hard = constraint == "hard"
    dense = DenseNetwork(kind, features, connectome, keeper.weights, is_hard)
    x = torch.tensor(X)
    if features == "edges":
        upper = np.triu_indices(n_regions, 1)
        x = torch.zeros(len(X), n_regions, n_regions, dtype=torch.float64)
        x[:, *upper] = x[:, *upper[::-1]] = torch.tensor(X)
    target = torch.tensor(X if kind == "autoencoder" else y[:, None])
    loss_of = _loss_of(kind, features, n_regions)
    dense.train(x, target, n_steps, loss_of=loss_of, lr=LR, alpha=ALPHA, strength=STRENGTH)
    # What rebuilds no pair has nothing but a bias, of no gradient but for rounding.
    rebuilt = torch.triu(dense.connected, 1)
    after, worst, is_same, n_zeros = dense_weights(network.net_.module_), 0.0, True, 0
    for weight_name, expected in dense.weights.items():
        got, expected = after[weight_name], expected.detach() * dense.mask(weight_name)
        if weight_name == "exit.bias" and features == "edges":
            got, expected = (each * rebuilt for each in (got, expected))
        worst = max(worst, float((got - expected).abs().max()))
        is_same &= bool(((got == 0) == (expected == 0)).all())
        n_zeros += int(((expected == 0) & (dense.mask(weight_name) > 0)).sum())
    outputs, expected = network.member_outputs(X), dense.forward(x).detach().numpy()
    if kind == "autoencoder" and features == "edges":
        outputs, expected = (each[..., rebuilt[*upper]] for each in (outputs, expected))
    return max(worst, largest_difference(expected, outputs)), is_same, n_zeros


def _loss_of(kind, features, n_regions):
    if kind in LOSS:
        return torch.abs
    # The loss of pairs is that of matrices, whose diagonal is rebuilt for nothing.
    has_diagonal = kind == "autoencoder" and features == "edges"
    share = (n_regions - 1) / n_regions if has_diagonal else 1.0
    return lambda errors: errors.square() * share / 2


def compare_with_alone(kind, features, name, n_subjects, n_steps, *, nulls):
    """Train four estimators in one stack and alone: largest difference, and zeros."""
    from sklearn.base import clone

    from sk_ccnn.nulls import make_nulls
    from sk_ccnn.stacking import fit_together

    n_regions, density, constraint = WIRED[name]
    connectome, (X, y) = (
        make_connectome(n_regions, density),
        make_X(features, n_subjects, n_regions),
    )
    network = make_network(kind, connectome, features, constraint, n_steps, dropout=0.1)
    if nulls:
        made = make_nulls(connectome, "degree", n_nulls=3, random_state=0)
        others = [connectome, *(null.connectome for null in made)]
        stacked = [clone(network).set_params(connectome=each) for each in others]
    else:
        strengths = (0.0, 0.01, 0.05, 0.2)
        stacked = [clone(network).set_params(lambda_wiring=each) for each in strengths]
    alone = [clone(each).fit(X, y) for each in stacked]
    failures = [each for each in fit_together(stacked, X, [y] * len(stacked)) if each is not None]
    if failures:
        raise failures[0]
    worst, is_same, n_zeros = 0.0, True, 0
    for one, other in zip(alone, stacked, strict=True):
        worst = max(worst, largest_difference(outputs_of(one, X), outputs_of(other, X)))
        weights = [dense_weights(each.net_.module_) for each in (one, other)]
        for each in weights[0]:
            worst = max(worst, float((weights[0][each] - weights[1][each]).abs().max()))
            zeros = [weight[each] == 0 for weight in weights]
            is_same &= bool((zeros[0] == zeros[1]).all())
            n_zeros += int(zeros[0].sum())
    return worst, is_same, n_zeros


def prepare(n_subjects, n_steps):
    """Give the training of every network: outputs, and which regions are not joined."""

    def work():
        found = {}
        for kind, features, name in ways():
            n_regions, density, constraint = WIRED[name]
            connectome = make_connectome(n_regions, density)
            X, y = make_X(features, n_subjects, n_regions)
            # Dropout and batches: the same draws from the same seeds.
            options = {"dropout": 0.1, "batch_size": 20}
            network = make_network(kind, connectome, features, constraint, n_steps, **options)
            network.fit(X, y)
            zeros = b""
            if np.isfinite(network.n_connections_):
                zeros = np.packbits(network.learned_connectome().to_dense() == 0).tobytes()
            outputs = outputs_of(network, X)[:10]
            key = f"{kind:12}{features:6}{name}"
            found[key] = [outputs.ravel().tolist(), hashlib.sha256(zeros).hexdigest()]
        return found

    return work


def compare_with_old(commit, n_subjects, n_steps):
    """Train by the old code and by the new: a line for each network."""
    arguments = {"n_subjects": n_subjects, "n_steps": n_steps}
    with checkouts(commit) as folders:
        found = {
            code: measure(__file__, arguments, folder)["result"] for code, folder in folders.items()
        }
    for key, (outputs, zeros) in found["old"].items():
        new, new_zeros = found["new"][key]
        yield "old", key, largest_difference(outputs, new), zeros == new_zeros, None


def lines(given):
    """Compare everything: yields what with, which network, difference, same zeros, how many."""
    sizes = (given.subjects, given.steps)
    for kind, features, name in ways():
        key = f"{kind:12}{features:6}{name}"
        yield "dense", key, *compare_with_dense(kind, features, name, *sizes)
        yield "alone", key, *compare_with_alone(kind, features, name, *sizes, nulls=False)
        if name != "none":
            key += ", nulls"
            yield "alone", key, *compare_with_alone(kind, features, name, *sizes, nulls=True)
    if not given.no_old:
        yield from compare_with_old(given.old, *sizes)


def main():
    """Print a line for each comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subjects", type=int, default=61)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--old", default=OLD_COMMIT, help="commit that is compared with")
    parser.add_argument("--no-old", action="store_true", help="leave out the old code")
    given = parser.parse_args()
    torch.set_num_threads(1)
    print(header(given.old))
    print(
        f"{given.subjects} subjects, {given.steps} steps or epochs, float64; allowed {LIMIT:.0e}, "
    )
    print(f"against the old code {LIMIT_OF_OLD:.0e}\n{'':8}{'':32}{'difference':>11}  zeros")
    n_failed = 0
    for what, key, difference, is_same, n_zeros in lines(given):
        is_good = difference <= (LIMIT_OF_OLD if what == "old" else LIMIT) and is_same
        n_failed += not is_good
        zeros = "the same" if is_same else "NOT the same"
        zeros += "" if n_zeros is None else f" {n_zeros}"
        mark = "" if is_good else "   <- not equal"
        print(f"{what:8}{key:32}{difference:11.1e}  {zeros}{mark}", flush=True)
    print(f"{n_failed} not equal" if n_failed else "all are equal")
    sys.exit(n_failed > 0)


if __name__ == "__main__":
    main()
