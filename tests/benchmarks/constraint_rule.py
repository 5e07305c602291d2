"""Does it pay to choose the constraint by inner folds, or to average constraints? On inner folds.

Each outer training set of the benchmark's folds is split once more, as in defaults.py. On the
larger part three folds score the network with the connectome's connections (``hard``), with all
(``none``), and the mean of the predictions of both (``mixed``, twice the members, beside
``hard, 2x`` and ``none, 2x`` that have as many). Each rule picks one from those scores; what it
picked is scored on the smaller part, which no rule sees. The benchmark's own test folds take no
part beyond being other folds' training subjects.

    python tests/benchmarks/constraint_rule.py ixi fcon1000 abide lemon schizophrenia
"""

import numpy as np
from inner_folds import gains, inner_splits, parser_of, print_changes, print_head, span_of
from joblib import Parallel, cpu_count, delayed
from sklearn.metrics import mean_absolute_error, roc_auc_score
from threadpoolctl import threadpool_limits

from sk_ccnn.benchmark import COHORTS, represented
from sk_ccnn.benchmark.models import network_for
from sk_ccnn.model_selection.one_standard_error import within_one_standard_error

# What is averaged; the seeds are other ones in the second half.
ARMS = {
    "hard": [("hard", 0)],
    "none": [("none", 0)],
    "mixed": [("hard", 0), ("none", 0)],
    "hard, 2x": [("hard", 0), ("hard", 1)],
    "none, 2x": [("none", 0), ("none", 1)],
}
PLAIN = ("hard", "none")


def scores_of(task, train, test):
    """Score every arm, larger is better: dict."""
    decided = {}
    for constraint, seed in sorted({each for parts in ARMS.values() for each in parts}):
        model = network_for(task, constraint=constraint).set_params(random_state=seed)
        model.fit(task.X[train], task.y[train])
        predict = model.predict if task.is_regression else model.decision_function
        decided[constraint, seed] = predict(task.X[test])
    means = {
        name: np.mean([decided[each] for each in parts], axis=0) for name, parts in ARMS.items()
    }
    if task.is_regression:
        return {name: -mean_absolute_error(task.y[test], mean) for name, mean in means.items()}
    is_second = task.y[test] == model.classes_[1]
    return {name: roc_auc_score(is_second, mean) for name, mean in means.items()}


def search_and_test(task, train, test):
    """Give the scores that a search sees, and those of held-out subjects."""
    groups = None if task.groups is None else task.groups[train]
    with threadpool_limits(1):
        inner = task.inner_cv.split(task.X[train], task.y[train], groups)
        seen = [scores_of(task, train[rows], train[others]) for rows, others in inner]
        return seen, scores_of(task, train, test)


def better(seen):
    """Pick the better mean of the two constraints."""
    return max(PLAIN, key=lambda name: np.mean([fold[name] for fold in seen]))


def fewer_wires(seen):
    """Pick the connectome's connections unless all are better by more than a standard error."""
    is_as_good = within_one_standard_error(
        np.array([[fold[name] for fold in seen] for name in PLAIN])
    )
    return "hard" if is_as_good[PLAIN.index("hard")] else "none"


CHOSEN = {"better mean": better, "fewer wires within one standard error": fewer_wires}
RULES = {
    **{f"always {name}": lambda _, name=name: name for name in ARMS},
    **CHOSEN,
}


def study(task, n_inner):
    """Print a line for each rule: dict of name to the mean gain over "always hard", in per cent."""
    splits = inner_splits(task, n_inner)
    found = Parallel(n_jobs=-1)(delayed(search_and_test)(task, *split) for split in splits)
    sign = -1 if task.is_regression else 1
    print_head(task, splits)
    picked = {name: [rule(seen) for seen, _ in found] for name, rule in RULES.items()}
    values = {
        name: sign * np.array([test[each] for (_, test), each in zip(found, own, strict=True)])
        for name, own in picked.items()
    }
    kept = {name: f"   hard in {picked[name].count('hard')}" for name in CHOSEN}
    print_changes(values, "always hard", width=38, remarks=kept)
    return {name: gains(task, row, values["always hard"]).mean() for name, row in values.items()}


def main():
    """Read the command line."""
    given = parser_of(__doc__).parse_args()
    print(f"{cpu_count()} cores", flush=True)
    tasks = [represented(task) for name in given.cohorts for task in COHORTS[name](given.data_dir)]
    found = {task.name: study(task, given.inner_folds) for task in tasks}
    print("\ngain over always hard, % of the error left: mean over tasks (worst to best)")
    for name in RULES:
        print(f"  {name:<38} {span_of([of_task[name] for of_task in found.values()])}")


if __name__ == "__main__":
    main()
