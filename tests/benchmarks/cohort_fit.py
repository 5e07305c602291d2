"""Time one fit with the defaults on all subjects of the real cohorts, by the old code and the new.

    python tests/benchmarks/cohort_fit.py ixi abide [--repeats 3] [--old 553594f | --no-old]

Both get X as it was measured. The old code standardises it in a pipeline before the network, the
new one in the network: both are what the package's benchmark trains, and both are timed as a whole.
``beyond`` is the memory that a fit takes beyond what there was before it, X included.
"""

import argparse
import os

from old_and_new import NEW, add_options, checkouts, header, in_turns, median, ratio
from sklearn.base import clone

NAMES = ("ixi", "fcon1000", "abide", "lemon", "schizophrenia")


def prepare(name, data_dir, options):
    """Read a cohort, and give the fit of the network that the benchmark trains."""
    from sk_ccnn.benchmark import COHORTS
    from sk_ccnn.benchmark.models import our_search

    task = COHORTS[name](data_dir)[0]
    network = our_search(task).estimator
    last = getattr(network, "steps", [("", network)])[-1][1]
    last.set_params(**options)
    clone(network).fit(task.X[::20], task.y[::20])  # what is imported on the way is there
    shape = list(task.X.shape)

    def work():
        clone(network).fit(task.X, task.y)
        return shape

    return work


def main():
    """Print a line for each cohort."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cohorts", nargs="+", choices=NAMES)
    parser.add_argument("--data-dir", type=os.path.abspath)
    parser.add_argument("--no-old", action="store_true", help="the new code alone")
    parser.add_argument("--epochs", type=int, help="instead of the default")
    parser.add_argument("--fits", type=int, default=1, help="in each process, after one more")
    add_options(parser, repeats=3)
    given = parser.parse_args()
    print(f"{header(given.old)}\nmedians of {given.repeats} turns, {given.fits} fits each")
    print(f"{'':14}{'X':>13}{'code':>6}{'CPU s':>9}{'wall s':>9}{'peak MiB':>10}{'beyond':>8}")
    options = {"max_epochs": given.epochs} if given.epochs else {}
    if given.no_old:
        compare(given, {"new": NEW}, options)
        return
    with checkouts(given.old) as folders:
        compare(given, folders, options)


def compare(given, folders, options):
    """Measure the fits of all cohorts, and print what was found."""
    for name in given.cohorts:
        arguments = {"name": name, "data_dir": given.data_dir, "options": options}
        cases = {code: (arguments, folder) for code, folder in folders.items()}
        found = in_turns(__file__, cases, given.repeats, times=given.fits)
        for code, turns in found.items():
            n_subjects, n_columns = turns[0]["result"]
            print(
                f"{name:14}{n_subjects:5} x {n_columns:5}{code:>6}{median(turns):9.2f}"
                f"{median(turns, 'wall'):9.2f}{median(turns, 'peak'):10.0f}"
                f"{median(turns, 'beyond'):8.0f}"
            )
        if "old" in found:
            print(f"{'':14}old/new, CPU {ratio(found['old'], found['new'])}", flush=True)


if __name__ == "__main__":
    main()
