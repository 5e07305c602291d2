"""The study of how the benchmark chooses `lambda_wiring`: which rule, on inner folds.

Each outer training set of the benchmark's folds is split once more. In the larger part a search
scores every strength by its own folds; each rule picks one from those scores; what it picked is
scored on the smaller part. The benchmark's own test folds take no part in it beyond being other
folds' training subjects.

    python tests/benchmarks/selection_rule.py ixi lemon schizophrenia abide
"""

import numpy as np
from inner_folds import inner_splits, parser_of, print_changes, print_head
from joblib import Parallel, cpu_count, delayed
from threadpoolctl import threadpool_limits

from sk_ccnn.benchmark import COHORTS
from sk_ccnn.benchmark.models import LAMBDAS, our_search
from sk_ccnn.model_selection.one_standard_error import fold_scores, within_one_standard_error


def scores_of(task, cv, rows):
    """Score every strength in every fold: ndarray of shape (n_strengths, n_folds)."""
    search = our_search(task).set_params(cv=cv, refit=False)
    groups = None if task.groups is None else task.groups[rows]
    with threadpool_limits(1):
        search.fit(task.X[rows], task.y[rows], groups=groups)
    return fold_scores(search.cv_results_)


def search_and_test(task, train, test):
    """Give the scores that a search sees, and those of held-out subjects."""
    both = np.concatenate([train, test])
    split = [(np.arange(len(train)), np.arange(len(train), len(both)))]
    return scores_of(task, task.inner_cv, train), scores_of(task, split, both)[:, 0]


def best(scores):
    """Pick the best mean, as `GridSearchCV` does."""
    return scores.mean(axis=1).argmax()


def weakest(scores):
    """Pick the weakest strength within one standard error of the best."""
    return np.flatnonzero(within_one_standard_error(scores))[0]


def strongest(scores):
    """Pick the strongest strength within one standard error of the best."""
    return np.flatnonzero(within_one_standard_error(scores))[-1]


RULES = {
    "best mean": best,
    "weakest within one standard error": weakest,
    "strongest within one standard error": strongest,
    **{f"always {value:.0e}": lambda _, at=at: at for at, value in enumerate(LAMBDAS)},
}


def study(task, n_inner):
    """Print a line for each rule."""
    splits = inner_splits(task, n_inner)
    found = Parallel(n_jobs=-1)(delayed(search_and_test)(task, *split) for split in splits)
    sign = -1 if task.is_regression else 1
    print_head(task, splits)
    values = {
        name: np.array([sign * held_out[rule(seen)] for seen, held_out in found])
        for name, rule in RULES.items()
    }
    print_changes(values, "best mean", width=36)


def main():
    """Read the command line."""
    given = parser_of(__doc__).parse_args()
    print(f"{cpu_count()} cores", flush=True)
    for name in given.cohorts:
        for task in COHORTS[name](given.data_dir):
            study(task, given.inner_folds)


if __name__ == "__main__":
    main()
