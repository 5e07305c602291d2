"""Whatever runs many fits does so by any of joblib's backends, also by one that gives a list."""

import numpy as np
import pytest
from joblib import parallel_config
from sklearn.linear_model import Ridge

from sk_ccnn import ConnectomeRegressor, ConnectomeRegressorCV
from sk_ccnn.inference import null_connectome_test, permutation_test
from sk_ccnn.model_selection import StackedGridSearchCV, compare

QUICK = {"n_members": 1, "max_epochs": 2, "random_state": 0}
GRID = {"lambda_wiring": [0.0, 0.1]}

# From a network, X, y and a number of processes to the scores.
RUNS = {
    "grid search": lambda model, X, y, n: (
        StackedGridSearchCV(model, GRID, cv=2, n_jobs=n).fit(X, y).cv_results_["mean_test_score"]
    ),
    "lambda path": lambda model, X, y, n: (
        ConnectomeRegressorCV(model.connectome, n_lambdas=3, cv=2, n_jobs=n, **QUICK)
        .fit(X, y)
        .score_path_
    ),
    "comparison": lambda model, X, y, n: compare(
        {"network": model, "ridge": Ridge()}, X, y, cv=2, n_jobs=n
    ).by_fold(),
    "null test": lambda model, X, y, n: (
        null_connectome_test(
            model, X, y, nulls=["density"], n_nulls=19, cv=2, random_state=0, n_jobs=n
        ).score
    ),
    "permutation test": lambda model, X, y, n: (
        permutation_test(
            model, X, y, n_permutations=19, cv=2, random_state=0, n_jobs=n
        ).permutation_scores
    ),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_backend_without_generators_finds_the_same(name, brain, small_cohort):
    model = ConnectomeRegressor(brain, **QUICK)
    expected = RUNS[name](model, *small_cohort, 1)
    with parallel_config(backend="multiprocessing"):
        found = RUNS[name](model, *small_cohort, 2)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)
