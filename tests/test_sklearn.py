"""scikit-learn's own checks, without a single expected failure."""

import os
import subprocess
import sys

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_ccnn import (
    ConnectomeClassifier,
    ConnectomeClassifierCV,
    ConnectomeRegressor,
    ConnectomeRegressorCV,
    ConnectomeTransformer,
)

ESTIMATORS = (ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer)
INSTANCES = [
    estimator(connectome=connectome)
    for estimator in ESTIMATORS
    for connectome in (None, "correlation")
] + [estimator(standardize=False) for estimator in ESTIMATORS]
INSTANCES.append(ConnectomeRegressor(std_cv=2, n_members=2, max_epochs=30))
# Each fit is five: two strengths on two folds, and the last one.
CHOOSING = [
    estimator(connectome=connectome, lambdas=[0.0, 1e-3], cv=2, n_members=1, max_epochs=30, lr=0.03)
    for estimator in (ConnectomeRegressorCV, ConnectomeClassifierCV)
    for connectome in (None, "correlation")
]


@parametrize_with_checks(INSTANCES)
def test_scikit_learn_check(estimator, check):
    check(estimator)


@pytest.mark.slow
@parametrize_with_checks(CHOOSING)
def test_check_of_an_estimator_that_chooses_its_wiring_cost(estimator, check):
    check(estimator)


@pytest.mark.slow
def test_checks_pass_with_the_array_api_switched_on():
    """scipy reads the variable when it is imported, so this needs a process of its own."""
    command = [sys.executable, "-m", "pytest", __file__, "-q", "-k", "test_scikit_learn_check"]
    environment = os.environ | {"SCIPY_ARRAY_API": "1"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stdout[-4000:]
