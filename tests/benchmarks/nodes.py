"""Ask whether default fits over nodes are slower than they were: the old code and the new in turns.

    python tests/benchmarks/nodes.py [--cases ixi sparse dense] [--repeats 15] [--fits 3]

- ``ixi``: the cohort, its connectome and the network of the package's benchmark, as in
  `cohort_fit.py`: the old code standardises in a pipeline, the new one in the network.
- ``sparse``, ``dense``: 500 subjects, 116 regions, density .05 and .2, noise of mean 0 and sd 1,
  which the new code is told not to standardise.

Each turn is a process of each code: one fit that is not counted, then some of which the median
counts. The two begin in turns. What is asked of the ratio new/old is its median over turns: its
spread (quartiles, and the standard error of the median by 2 000 bootstrap samples) tells whether
3% could be seen at all.
"""

import argparse

import numpy as np
from old_and_new import add_options, checkouts, header, measure, median, without_scaling
from sklearn.base import clone

CASES = {"ixi": None, "sparse": 0.05, "dense": 0.2}


def prepare(case, options):
    """Make subjects or read the cohort, and give the default fit."""
    from sk_ccnn import ConnectomeRegressor

    if CASES[case] is None:
        from cohort_fit import prepare as prepare_cohort

        return prepare_cohort(case, None, options)
    from subjects import make_subjects

    connectome, X, y = make_subjects(500, 116, CASES[case])
    network = without_scaling(ConnectomeRegressor(connectome, random_state=0, **options))

    def work():
        clone(network).fit(X, y)

    return work


def turns_of(case, options, folders, given):
    """Measure old and new in turns, and begin with each in every second: dict of list of dict."""
    found = {"old": [], "new": []}
    for turn in range(given.repeats):
        for code in ("old", "new") if turn % 2 == 0 else ("new", "old"):
            arguments = {"case": case, "options": options}
            run = measure(__file__, arguments, folders[code], times=given.fits)
            found[code].append(run)
    return found


def main():
    """Print a line for each case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--epochs", type=int, help="instead of the default")
    parser.add_argument("--fits", type=int, default=3)
    add_options(parser, repeats=15)
    given = parser.parse_args()
    options = {"max_epochs": given.epochs} if given.epochs else {}
    print(f"{header(given.old)}\nmedians of {given.repeats} turns, {given.fits} fits each")
    print(
        f"{'':8}{'old CPU s':>10}{'new CPU s':>10}{'new/old':>9}{'quartiles':>14}{'error':>7}"
        f"{'peak MiB old':>14}{'new':>5}"
    )
    with checkouts(given.old) as folders:
        for case in given.cases:
            found = turns_of(case, options, folders, given)
            old, new = ([run["cpu"] for run in found[code]] for code in ("old", "new"))
            ratios = np.divide(new, old)
            low, high = np.quantile(ratios, [0.25, 0.75])
            again = np.random.default_rng(0).choice(ratios, (2000, len(ratios)))
            print(
                f"{case:8}{np.median(old):10.3f}{np.median(new):10.3f}{np.median(ratios):9.3f}"
                f"{low:8.3f}-{high:.3f}{np.median(again, axis=1).std():7.3f}"
                f"{median(found['old'], 'peak'):14.0f}{median(found['new'], 'peak'):5.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
