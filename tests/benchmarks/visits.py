"""Two visits a person: which use of them predicts schizophrenia best, on inner folds.

    python tests/benchmarks/visits.py [--inner-folds 3]

- ``first``: the first visit, as it was measured.
- ``mean``: the mean over the visits of each person, in training and test.
- ``both``: both visits in training, those of a person together; in test the mean of a person's two
  probabilities.

Each outer training set of the benchmark is split into inner folds, as in `defaults.py`; the
benchmark's own test folds take no part beyond being other folds' training subjects. All see the
same people in the same folds.
"""

import argparse
import warnings
from itertools import product

import numpy as np
from inner_folds import inner_splits
from joblib import Parallel, cpu_count, delayed
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits

from sk_ccnn.benchmark import COHORTS
from sk_ccnn.benchmark.models import network_for
from sk_ccnn.datasets import fetch_schizophrenia

USES = ("first", "mean", "both")


def models_of(task):
    """Make the models that are compared; nothing of them is tuned: dict of name to estimator."""
    return {
        "logistic, C=.001": make_pipeline(StandardScaler(), LogisticRegression(C=0.001)),
        "SVC, C=1": make_pipeline(StandardScaler(), SVC()),
        "ours, none": network_for(task, constraint="none"),
        "ours, hard": network_for(task, constraint="hard"),
    }


def score(model, visits, y, use, train, test):
    """Fit to some people, and give the AUC in others.

    Parameters
    ----------
    model : estimator
    visits : ndarray of shape (2, n_people, n_regions)
    y : ndarray of shape (n_people,)
    use : {"first", "mean", "both"}
    train, test : ndarray of int
    """
    warnings.simplefilter("ignore")
    with threadpool_limits(1):
        if use == "both":
            X, target = visits[:, train].reshape(-1, visits.shape[2]), np.tile(y[train], 2)
            fitted = model.fit(X, target)
            decided = np.mean([_decision(fitted, visit[test]) for visit in visits], axis=0)
        else:
            X = visits[0] if use == "first" else visits.mean(axis=0)
            decided = _decision(model.fit(X[train], y[train]), X[test])
        return roc_auc_score(y[test] == model.classes_[1], decided)


def _decision(model, X):
    return model.decision_function(X)


def main():
    """Print a line for each model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inner-folds", type=int, choices=(1, 2, 3), default=3)
    parser.add_argument("--data-dir")
    given = parser.parse_args()
    (task,) = COHORTS["schizophrenia"](given.data_dir)
    cohorts = [fetch_schizophrenia(visit=each, data_dir=given.data_dir) for each in (1, 2)]
    if list(cohorts[0].subjects) != list(cohorts[1].subjects):
        raise ValueError("the two visits list other people, or in another order")
    visits = np.stack([cohort.data.to_numpy() for cohort in cohorts])
    y, splits = cohorts[0].target.to_numpy(dtype=str), inner_splits(task, given.inner_folds)
    models = models_of(task)
    print(f"{cpu_count()} cores; AUC on {len(splits)} inner folds, and its change, fold by fold")
    cases = product(models.values(), USES, splits)
    jobs = [(model, visits, y, use, *split) for model, use, split in cases]
    found = Parallel(n_jobs=-1)(delayed(score)(*job) for job in jobs)
    found = np.reshape(found, (len(models), len(USES), len(splits)))
    for name, rows in zip(models, found, strict=True):
        for use, row in zip(USES, rows, strict=True):
            change = row - rows[0]
            print(
                f"  {name:<18}{use:<7}{row.mean():.3f}   {change.mean():+.3f} ± {change.std():.3f}"
            )


if __name__ == "__main__":
    main()
