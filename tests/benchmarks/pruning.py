"""How much of the wiring cost can be pruned, and what that costs, on IXI and schizophrenia.

    python tests/benchmarks/pruning.py --output pruning

Our defaults after a StandardScaler, with the lambda_wiring and the fine-tuning of the command line,
on the benchmark's folds (of schizophrenia, the first five). Losses are from the better of the whole
network as it was fitted and with the same fine-tuning. Nothing is chosen on the folds but the
fraction that a sentence names.
"""

import argparse
import time
from itertools import islice
from pathlib import Path

from joblib import cpu_count
from matplotlib.figure import Figure
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.benchmark import COHORTS
from sk_ccnn.plotting import PruningPathDisplay
from sk_ccnn.pruning import pruning_path

FRACTIONS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
COLORS = {"magnitude": "#0072B2", "cost": "#D55E00", "length": "#009E73"}


def path_of(task, by, given):
    """Prune our defaults on a task's folds."""
    kind = ConnectomeRegressor if task.is_regression else ConnectomeClassifier
    network = kind(
        task.connectome,
        features=task.features,
        constraint=task.constraint,
        lambda_wiring=given.lambda_wiring,
        random_state=0,
    )
    return pruning_path(
        make_pipeline(StandardScaler(), network),
        task.X,
        task.y,
        fractions=FRACTIONS,
        by=by,
        fine_tune=given.fine_tune,
        cv=list(islice(task.cv.split(task.X, task.y), 5)),
        scoring=task.scoring,
        n_jobs=given.jobs,
    )


def at_half(path):
    """Say what it costs to remove at least half of the wiring cost: str."""
    frame = path.to_frame().loc[path.fractions]
    frame = frame[frame["cost_removed"] >= 0.5]
    if not len(frame):
        return "half of the wiring cost was never removed"
    row = frame.loc[frame["loss"].idxmin()]
    return (
        f"at least half of the wiring cost: {row['cost_removed']:.0%} goes with {row.name:.0%} of "
        f"the wires, at a loss of {row['loss']:+.1%} [{row['loss_low']:+.1%}, "
        f"{row['loss_high']:+.1%}] of the score"
    )


def main():
    """Print the paths, and draw them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cohorts", nargs="*", default=["ixi", "schizophrenia"])
    parser.add_argument("--by", nargs="+", choices=COLORS, default=list(COLORS))
    parser.add_argument("--fine-tune", type=int, default=20)
    parser.add_argument("--lambda-wiring", type=float, default=1e-4)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--data-dir")
    parser.add_argument("--output", default="pruning", help="folder for the figure")
    given = parser.parse_args()
    print(
        f"{cpu_count()} cores, n_jobs={given.jobs}; lambda_wiring={given.lambda_wiring:g}, "
        f"{given.fine_tune} epochs of fine-tuning"
    )
    tasks = [COHORTS[name](given.data_dir)[0] for name in given.cohorts]
    figure = Figure(figsize=(6.4 * len(tasks), 4.8), layout="constrained")
    for task, ax in zip(tasks, figure.subplots(1, len(tasks), squeeze=False)[0], strict=True):
        print(f"\n{task.title}; constraint={task.constraint!r}")
        for by in given.by:
            start = time.perf_counter()
            path = path_of(task, by, given)
            seconds = time.perf_counter() - start
            print(f"\nby={by} ({seconds:.0f} s)\n{path}\n{at_half(path)}", flush=True)
            PruningPathDisplay.from_result(path, ax, color=COLORS[by])
        ax.set_title(f"{task.title}\n{ax.get_title()}", fontsize=9)
    folder = Path(given.output)
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "pruning.png", dpi=150)
    print(f"\nThe figure is {(folder / 'pruning.png').resolve()}")


if __name__ == "__main__":
    main()
