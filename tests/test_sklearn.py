"""scikit-learn's own checks, without a single expected failure."""

import os
import subprocess
import sys

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer

ESTIMATORS = (ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer)
INSTANCES = [
    estimator(connectome=connectome)
    for estimator in ESTIMATORS
    for connectome in (None, "correlation")
]


@parametrize_with_checks(INSTANCES)
def test_scikit_learn_check(estimator, check):
    check(estimator)


@pytest.mark.slow
def test_checks_pass_with_the_array_api_switched_on():
    """scipy reads the variable when it is imported, so this needs a process of its own."""
    command = [sys.executable, "-m", "pytest", __file__, "-q", "-k", "test_scikit_learn_check"]
    environment = os.environ | {"SCIPY_ARRAY_API": "1"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert run.returncode == 0, run.stdout[-4000:]
