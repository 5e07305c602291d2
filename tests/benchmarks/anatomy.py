"""Where does anatomy help? Null-connectome tests on all real cohorts, by a protocol made before.

    python tests/benchmarks/anatomy.py [--cohorts ixi lemon] [--output anatomy] [--jobs 2]

Protocol, written down before anything was run:

- Cohorts: IXI (age, thickness of 68 regions, measured connectome), FCON1000 (age, thickness of 148
  regions), ABIDE (autism, correlations of 200 regions, measured connectome; on plain folds and on
  folds of other sites), LEMON (age, the same), schizophrenia (diagnosis, thickness of 148 regions).
  FCON1000 and schizophrenia have no measured connectome: theirs is drawn by the distance rule, so
  that a gain there would be one of distances, not of tracts.
- Features: as measured. Functional connectivity has two representations: the logarithm of the
  shrunk correlations, by which hypotheses are tested, and the correlations as they are, which are
  told beside and not tested. On LEMON the logarithm had been looked at before, with 39 nulls.
  Features of cohorts of more than 1000 people are given in single precision, which trains in .6 of
  the time; this was decided for its time, when 6 nulls had been tried on 2 folds of FCON1000.
- Network: the defaults, ``constraint="hard"``, two members; nothing is tuned. Score: mean absolute
  error, area under the ROC curve.
- Folds: 5, shuffled anew 3 times (0, 1, 2), stratified by diagnosis, or with sites kept together;
  a seed of its own for the networks of each of the 15 folds, the same for all arms.
- Nulls: 99 degree-preserving ones, and 99 that preserve degrees and lengths. Seed 0.
- One hypothesis a cohort: hard with the real connectome predicts better than with both kinds of
  nulls. Its p-value is the larger of the two rank p-values; of ABIDE, the largest of the four.
- Correction: Holm's, over all five cohorts, whether or not they were run. With 99 nulls the
  smallest corrected p-value is 5 / 100, so that one cohort alone can reach .05; with fewer, none.
- Told beside, and not tested: flips of signs, the smallest gain that could have been found, the
  gain over the network without a constraint.
- Nothing is left out, stopped early or run again with another seed.

Each test is kept in the folder as it finishes, ``NAME-REPRESENTATION.json`` and ``.csv``; the same
command goes on where it was interrupted, and refuses results of other settings.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
from joblib import cpu_count
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold

from sk_ccnn.benchmark import COHORTS
from sk_ccnn.benchmark.models import network_for
from sk_ccnn.inference import null_connectome_test
from sk_ccnn.model_selection import write_whole

KINDS = ("degree", "length")
N_FOLDS, SEED, LEVEL = 5, 0, 0.05
# The tasks of each cohort that its hypothesis is tested on.
HYPOTHESES = {
    "ixi": ["ixi"],
    "fcon1000": ["fcon1000"],
    "abide": ["abide", "abide-site"],
    "lemon": ["lemon"],
    "schizophrenia": ["schizophrenia"],
}
TESTED = "log"
SINGLE_PRECISION_ABOVE = 1000  # people


def represented(task, representation):
    """Give functional connectivity in a representation; measures of regions as they are."""
    if task.features == "nodes" or representation == "correlation":
        return task
    from sk_ccnn.benchmark import represented as by_benchmark

    return by_benchmark(task, representation)


def splits_of(task, n_repeats):
    """Draw the folds: list of (train, test)."""
    splitter = KFold if task.is_regression else StratifiedKFold
    if task.groups is not None:
        splitter = GroupKFold
    return [
        split
        for seed in range(n_repeats)
        for split in splitter(N_FOLDS, shuffle=True, random_state=seed).split(
            task.X, task.y, task.groups
        )
    ]


def cpu_seconds():
    """Give the seconds that this process and its workers have used."""
    times = psutil.Process().cpu_times()
    total = sum(times[:4])  # its own, and those of workers that have ended
    for worker in psutil.Process().children(recursive=True):
        total += sum(worker.cpu_times()[:2])
    return total


def run_test(task, given):
    """Test one task: NullTest."""
    changes = {} if given.epochs is None else {"max_epochs": given.epochs}
    X = task.X.astype(np.float32) if len(task.X) > SINGLE_PRECISION_ABOVE else task.X
    return null_connectome_test(
        network_for(task, n_members=given.members, **changes),
        X,
        task.y,
        nulls=KINDS,
        n_nulls=given.nulls,
        cv=splits_of(task, given.repeats),
        scoring=task.scoring,
        seed_each_fold=True,
        n_jobs=given.jobs,
        random_state=SEED,
        verbose=1,
    )


def result_of(task, representation, given):
    """Read what was found for a task, or find it and keep it: dict."""
    settings = {name: getattr(given, name) for name in ("nulls", "repeats", "members", "epochs")}
    path = given.output / f"{task.name}-{representation}.json"
    if path.is_file():
        kept = json.loads(path.read_text())
        if kept["settings"] != settings:
            raise SystemExit(f"{path} has {kept['settings']}, asked for {settings}: another folder")
        return kept
    began, used = time.perf_counter(), cpu_seconds()
    test = run_test(represented(task, representation), given)
    result = {
        "settings": settings,
        "title": f"{task.title} ({representation})",
        "p_values": test.p_values,
        "said": str(test),
        "cpu": cpu_seconds() - used,
        "wall": time.perf_counter() - began,
        "cores": cpu_count(),
    }
    write_whole(path.with_suffix(".csv"), test.to_frame().to_csv().encode())
    write_whole(path, json.dumps(result, indent=1).encode())
    return result


def holm(p_values):
    """Correct p-values for their number, by Holm: ndarray in the same order.

    Holm S (1979). A simple sequentially rejective multiple test procedure.
    """
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values)
    factors = np.arange(len(p_values), 0, -1)
    corrected = np.empty_like(p_values)
    corrected[order] = np.minimum(np.maximum.accumulate(p_values[order] * factors), 1)
    return corrected


def describe(hypotheses, n_nulls):
    """Print the corrected p-values, and a sentence for each hypothesis.

    A cohort that was not run counts with a p-value of 1, so that the correction is for all.
    """
    p_values = pd.Series({name: hypotheses.get(name, 1.0) for name in HYPOTHESES})
    corrected = pd.Series(holm(p_values), p_values.index)
    table = pd.DataFrame({"p (larger)": p_values, "p (Holm)": corrected}).loc[list(hypotheses)]
    print(f"\n{table.round(3).to_string()}\n")
    smallest = len(HYPOTHESES) / (n_nulls + 1)
    if smallest > LEVEL + 1e-9:
        needed = round(len(HYPOTHESES) / LEVEL) - 1
        print(
            f"With {n_nulls} nulls no corrected p can be below {min(smallest, 1):.3f}; at least "
            f"{needed} are needed for p = {LEVEL}: nothing is decided.\n"
        )
        return
    for name, p in corrected.loc[list(hypotheses)].items():
        helps = "predicts better than" if p <= LEVEL + 1e-9 else "was not found to be better than"
        print(
            f"{name}: the network on the connectome {helps} the same on degree- and "
            f"length-preserving nulls (p = {p_values[name]:.3f}, Holm-corrected {p:.3f})."
        )


def main():
    """Run what has not been run, and print everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cohorts", nargs="+", choices=HYPOTHESES, default=list(HYPOTHESES))
    parser.add_argument("--representations", nargs="+", default=[TESTED, "correlation"])
    parser.add_argument("--nulls", type=int, default=99, help="of each kind [99]")
    parser.add_argument("--repeats", type=int, default=3, help="times folds are drawn [3]")
    parser.add_argument("--members", type=int, default=2, help="networks averaged [2]")
    parser.add_argument("--epochs", type=int, help="to try the script; by default the default")
    parser.add_argument("--jobs", type=int, default=-1, help="processes [-1, one a core]")
    parser.add_argument("--output", type=Path, default=Path("sk_ccnn_anatomy"))
    parser.add_argument("--data-dir")
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    print(
        f"{cpu_count()} cores; {given.nulls} nulls of each kind, {given.repeats} x {N_FOLDS} folds"
    )
    hypotheses, used = {}, 0.0
    for name in given.cohorts:
        for task in (
            each for each in COHORTS[name](given.data_dir) if each.name in HYPOTHESES[name]
        ):
            is_edges = task.features == "edges"
            for representation in given.representations if is_edges else ["measures"]:
                found = result_of(task, representation, given)
                used += found["cpu"]
                print(
                    f"\n{found['title']}\n\n{found['said']}\n\n{found['cpu']:.0f} CPU s, "
                    f"{found['wall']:.0f} s on {found['cores']} cores",
                    flush=True,
                )
                if representation in (TESTED, "measures"):
                    worst = max(found["p_values"].values())
                    hypotheses[name] = max(hypotheses.get(name, 0.0), worst)
    if hypotheses:
        describe(hypotheses, given.nulls)
    print(f"\n{used:.0f} CPU seconds in all; every number is in {given.output.resolve()}")


if __name__ == "__main__":
    main()
