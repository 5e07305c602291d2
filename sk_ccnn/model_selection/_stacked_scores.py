"""Train many networks on the folds of a cross-validation, as stacks, and score them."""

import time
from typing import NamedTuple

from joblib import Parallel, delayed, effective_n_jobs
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _check_method_params
from threadpoolctl import threadpool_limits
from tqdm.auto import tqdm

from ..estimators._together import fit_together
from ._pipelines import fit_front, network_of
from ._sharing import is_same_front, of_one_shape, sharing_a_front, split_for_workers


class FoldScore(NamedTuple):
    """What came of one estimator in one fold.

    Parameters
    ----------
    test, train : float, dict of str to float, or Exception
        What the scorer gave or raised; ``train`` is None unless asked for.
    n_test : int
        Number of test subjects.
    fit_time, score_time : float, in seconds
        Of a stack, each network has an equal share.
    error : Exception or None
        Why it could not be fitted.
    """

    test: object
    train: object
    n_test: int
    fit_time: float
    score_time: float
    error: Exception | None = None


class Problem(NamedTuple):
    """An estimator, not fitted, the target that it learns, and a scorer if it has its own."""

    estimator: object
    y: object
    scorer: object = None


class Scoring(NamedTuple):
    """How fitted estimators are scored.

    Parameters
    ----------
    scorer : callable
        From estimator, X and y to a score, or a dict of scores.
    params : dict
        What it is given beside these, for all subjects.
    train : bool
        Score training subjects too.
    """

    scorer: object
    params: dict
    train: bool = False


class _Task:
    """A part of the work. No array itself, so that a cluster keeps it until it is done."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __call__(self):
        # joblib gives a process as many threads as are free; no sum may be split.
        with threadpool_limits(limits=1):
            return self.function(*self.arguments)


def score_in_stacks(
    problems,
    X,
    splits,
    scoring,
    *,
    fit_params=None,
    n_jobs=None,
    max_stack_memory=1024.0,
    label="",
    verbose=0,
):
    """Train estimators on every fold and score them there.

    Steps before the network are fitted once per fold.

    Parameters
    ----------
    problems : list of Problem
    X : array-like of shape (n_subjects, ...)
    splits : list of (train, test)
        Rows of each fold.
    scoring : Scoring
    fit_params : dict, optional
        As for `fit`; what is as long as X is split too.
    n_jobs : int, optional
        Number of processes, as joblib takes it.
    max_stack_memory : float, default=1024
        What all stacks that train at once may take, in MiB.
    label : str, default=""
        Of the progress bar.
    verbose : int, default=0
        1 for a progress bar.

    Returns
    -------
    list of list of FoldScore
        For each problem, for each fold.
    """
    run = _Runner(n_jobs, label, verbose)
    folds = [_Fold(X, rows, fit_params or {}, scoring) for rows in splits]
    groups = sharing_a_front(problems)
    cells = [(fold, group) for fold in range(len(folds)) for group in groups]
    cells, fronts = _with_fronts(cells, problems, folds, run)
    n_bytes = max_stack_memory * 2**20 / run.n_workers
    stacks = [
        (fold, front, shape)
        for (fold, group), front in zip(cells, fronts, strict=True)
        for shape in of_one_shape(group, problems)
    ]
    split = split_for_workers([shape for _, _, shape in stacks], run.n_workers)
    parts = [
        (fold, front, part)
        for (fold, front, _), parts_of_stack in zip(stacks, split, strict=True)
        for part in parts_of_stack
    ]
    tasks = [
        _Task(_score_part, [problems[i] for i in part], front, folds[fold], n_bytes)
        for fold, front, part in parts
    ]
    scores = [[None] * len(folds) for _ in problems]
    for (fold, _, part), results in zip(parts, run(tasks), strict=True):
        for problem, result in zip(part, results, strict=True):
            scores[problem][fold] = result
    return scores


class _Runner:
    """Runs tasks in processes or on a cluster, as joblib is configured."""

    def __init__(self, n_jobs, label, verbose):
        self.n_jobs, self.label, self.verbose = n_jobs, label, verbose
        self.n_workers = max(1, effective_n_jobs(n_jobs))

    def __call__(self, tasks):
        bar = {"desc": self.label, "unit": "stack", "disable": not self.verbose}
        results = Parallel(n_jobs=self.n_jobs, return_as="generator")(
            delayed(task)() for task in tasks
        )
        return tqdm(results, total=len(tasks), **bar)


class _Fold:
    """The subjects of a fold; they are copied where they are needed."""

    def __init__(self, X, rows, fit_params, scoring):
        self.X, self.rows = X, dict(zip(("train", "test"), rows, strict=True))
        self.fit_params, self.scoring = fit_params, scoring

    def subjects(self, part, y):
        """Give X and y of training or test subjects."""
        rows = self.rows[part]
        return _safe_indexing(self.X, rows), None if y is None else _safe_indexing(y, rows)

    def params(self, part, params):
        """Give those of the subjects, where there is one a subject."""
        return _check_method_params(self.X, params, indices=self.rows[part])


def _with_fronts(cells, problems, folds, run):
    """Fit what comes before the networks of each cell, a fold and a group of problems.

    Groups whose targets differ become one where that made no difference to the front.
    """
    if not isinstance(problems[cells[0][1][0]].estimator, Pipeline):
        return cells, [None] * len(cells)
    tasks = [_Task(_fit_front, problems[group[0]], folds[fold]) for fold, group in cells]
    kept_cells, kept = [], []
    for (fold, group), front in zip(cells, run(tasks), strict=True):
        for (other_fold, other_group), other in zip(kept_cells, kept, strict=True):
            if fold == other_fold and is_same_front(front, other, problems, group, other_group):
                other_group.extend(group)
                break
        else:
            kept_cells.append((fold, list(group)))
            kept.append(front)
    return kept_cells, kept


def _fit_front(problem, fold):
    """Fit what comes before the network: (Front, seconds), or the exception that it raised."""
    start = time.perf_counter()
    try:
        X, y = fold.subjects("train", problem.y)
        front = fit_front(problem.estimator, X, y, fold.params("train", fold.fit_params))
    except Exception as error:
        return error
    return front, time.perf_counter() - start


def _score_part(problems, front, fold, n_bytes):
    """Train networks behind one front, and score them: list of FoldScore."""
    n_test = len(fold.rows["test"])
    if isinstance(front, Exception):
        return [FoldScore(None, None, n_test, 0.0, 0.0, front) for _ in problems]
    front, seconds = front or (None, 0.0)
    start = time.perf_counter()
    networks = [clone(network_of(problem.estimator)) for problem in problems]
    errors = _fit_networks(networks, problems, front, fold, n_bytes)
    fit_time = (time.perf_counter() - start + seconds) / len(problems)
    found = []
    for problem, network, error in zip(problems, networks, errors, strict=True):
        if error:
            found.append(FoldScore(None, None, n_test, fit_time, 0.0, error))
            continue
        whole = front.with_network(network) if front else network
        found.append(_score(whole, problem, fold, n_test, fit_time))
    return found


def _fit_networks(networks, problems, front, fold, n_bytes):
    """Fit networks to what reaches them; one object is the target of all that share it."""
    X, y = fold.subjects("train", problems[0].y) if front is None else (front.X, front.y)
    params = fold.params("train", fold.fit_params) if front is None else front.fit_params
    targets = [y] * len(problems)
    if any(problem.y is not problems[0].y for problem in problems):
        targets = [_safe_indexing(problem.y, fold.rows["train"]) for problem in problems]
    return fit_together(networks, X, targets, **params, max_bytes=n_bytes)


def _score(estimator, problem, fold, n_test, fit_time):
    start = time.perf_counter()
    test = _value(estimator, problem, fold, "test")
    score_time = time.perf_counter() - start
    train = _value(estimator, problem, fold, "train") if fold.scoring.train else None
    return FoldScore(test, train, n_test, fit_time, score_time)


def _value(estimator, problem, fold, part):
    """Score, or give the exception that the scorer raised."""
    X, y = fold.subjects(part, problem.y)
    given = (X,) if y is None else (X, y)
    scorer = problem.scorer or fold.scoring.scorer
    try:
        return scorer(estimator, *given, **fold.params(part, fold.scoring.params))
    except Exception as error:
        return error
