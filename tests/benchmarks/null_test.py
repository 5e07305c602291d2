"""Time the null-connectome test, by the old code and the new, and its networks one at a time.

    python tests/benchmarks/null_test.py [--nulls 20] [--members 5] [--alone 40]
    python tests/benchmarks/null_test.py --edges [--nulls 39] [--members 2]

- Over nodes: the ages of IXI, 4 kinds of nulls, 5 folds, two processes: 2 050 networks.
- ``--edges``: the ages of LEMON from the pairs of 200 regions, nulls of degree and length, 5 folds,
  one process: 800 networks.

Both codes get X as it was measured: the old one standardises it in a pipeline before the network,
the new one in the network. ``--no-old`` leaves the old code out. One at a time is extrapolated from
some of the networks: the first members of the real connectome in the first folds, one process.
Scores of both codes come from the same seeds; they differ by the rounding of float32, which the
trainings amplify.
"""

import argparse
import os

import numpy as np
from old_and_new import NEW, add_options, checkouts, header, in_turns, median, ratio
from sklearn.base import clone

COHORTS = {
    "ixi": {"kinds": ("degree", "length", "strength", "density"), "nulls": 20, "members": 5},
    "lemon": {"kinds": ("degree", "length"), "nulls": 39, "members": 2},
}
N_FOLDS = 5


def _task(cohort, data_dir):
    from sk_ccnn.benchmark import COHORTS as TASKS

    return TASKS[cohort](data_dir)[0]


def prepare(cohort, data_dir, kinds, nulls, members, epochs, n_jobs):
    """Read a cohort, and give its test, whose workers have made a small one before."""
    from sk_ccnn.benchmark.models import network_for

    try:
        from sk_ccnn.inference import null_connectome_test
    except ImportError:  # of the old code
        from sk_ccnn.model_selection import null_connectome_test

    task = _task(cohort, data_dir)
    how = {
        "cv": task.cv,
        "scoring": "neg_mean_absolute_error",
        "n_jobs": n_jobs,
        "random_state": 0,
    }
    small = network_for(task, n_members=1, max_epochs=1)
    null_connectome_test(small, task.X[:50], task.y[:50], nulls=("degree",), n_nulls=1, **how)
    network = network_for(task, n_members=members, **({"max_epochs": epochs} if epochs else {}))

    def work():
        test = null_connectome_test(network, task.X, task.y, nulls=kinds, n_nulls=nulls, **how)
        scores = np.concatenate([np.ravel(each) for each in test.null_scores.values()])
        return lambda: {"table": str(test), "score": float(test.score), "scores": scores.tolist()}

    return work


def prepare_alone(cohort, data_dir, n_networks, epochs):
    """Read a cohort, and give the fits of some of the networks, one after the other."""
    from sk_ccnn.benchmark.models import network_for

    task = _task(cohort, data_dir)
    splits = list(task.cv.split(task.X, task.y))
    single = network_for(task, n_members=1, **({"max_epochs": epochs} if epochs else {}))
    clone(single).fit(task.X[:50], task.y[:50])

    def work():
        for number in range(n_networks):
            train = splits[number % len(splits)][0]
            network = clone(single).set_params(random_state=number)
            network.fit(task.X[train], task.y[train]).predict(task.X)

    return work


def main():
    """Print a line for each code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--edges", action="store_true", help="LEMON's pairs in place of IXI's nodes"
    )
    parser.add_argument("--nulls", type=int, help="of each kind")
    parser.add_argument("--members", type=int)
    parser.add_argument("--epochs", type=int, help="instead of the default")
    parser.add_argument("--n-jobs", type=int)
    parser.add_argument("--alone", type=int, default=0, help="networks that are fitted alone")
    parser.add_argument("--no-old", action="store_true", help="the new code alone")
    parser.add_argument("--data-dir", type=os.path.abspath)
    add_options(parser, repeats=1)
    given = parser.parse_args()
    cohort = "lemon" if given.edges else "ixi"
    arguments = COHORTS[cohort] | {"cohort": cohort, "data_dir": given.data_dir}
    arguments |= {"epochs": given.epochs, "n_jobs": 1 if given.edges else 2}
    chosen = {"nulls": given.nulls, "members": given.members, "n_jobs": given.n_jobs}
    arguments |= {name: value for name, value in chosen.items() if value is not None}
    n_networks = (2 + len(arguments["kinds"]) * arguments["nulls"]) * N_FOLDS * arguments["members"]
    print(
        f"{header(given.old)}\n{cohort}: {n_networks} networks, {arguments['nulls']} nulls each of "
        f"{', '.join(arguments['kinds'])}, {N_FOLDS} folds, {arguments['members']} members, "
        f"n_jobs={arguments['n_jobs']}; medians of {given.repeats} turns"
    )
    if given.no_old:
        found = in_turns(__file__, {"new": (arguments, NEW)}, given.repeats)
    else:
        with checkouts(given.old) as folders:
            cases = {code: (arguments, folder) for code, folder in folders.items()}
            found = in_turns(__file__, cases, given.repeats)
    describe(found)
    if given.alone:
        how = {key: arguments[key] for key in ("cohort", "data_dir", "epochs")}
        how["n_networks"] = given.alone
        alone = in_turns(__file__, {"new": (how, NEW)}, 1, prepare="prepare_alone")["new"]
        seconds = median(alone) / given.alone * n_networks
        print(
            f"one at a time {seconds:.0f} CPU s, extrapolated from {given.alone} networks; ratio "
            f"{seconds / median(found['new']):.1f}"
        )


def describe(found):
    """Print the table of the test, and a line for each code."""
    print(f"\n{found['new'][-1]['result']['table']}\n")
    print(f"{'':5}{'CPU s':>9}{'wall s':>9}{'peak MiB':>10}{'score':>9}")
    for code, turns in found.items():
        print(
            f"{code:5}{median(turns):9.1f}{median(turns, 'wall'):9.1f}"
            f"{median(turns, 'peak'):10.0f}{turns[-1]['result']['score']:9.3f}"
        )
    if "old" in found:
        scores = [np.array(found[code][-1]["result"]["scores"]) for code in ("old", "new")]
        difference = np.abs(scores[0] - scores[1]).max()
        print(
            f"old/new, CPU {ratio(found['old'], found['new'])}; scores on nulls, fold by fold, "
            f"differ by at most {difference:.1e} years"
        )


if __name__ == "__main__":
    main()
