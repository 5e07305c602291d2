"""Small fitted models, made once."""

import functools

import numpy as np
import pytest

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor

QUICK = {"n_members": 1, "max_epochs": 2, "random_state": 0}


@pytest.fixture(scope="session")
def regressor(brain):
    """Give an unfitted regressor of few epochs: a function of its other parameters."""
    return functools.partial(ConnectomeRegressor, brain, **QUICK)


@pytest.fixture(scope="session")
def classifier(brain):
    """Give an unfitted classifier of few epochs: a function of its other parameters."""
    return functools.partial(ConnectomeClassifier, brain, **QUICK)


@pytest.fixture(scope="session")
def matrices():
    """Give correlation matrices of ten regions."""
    rng = np.random.default_rng(1)
    return np.array([np.corrcoef(rng.normal(size=(10, 30))) for _ in range(60)])


@pytest.fixture(scope="session")
def fitted(regressor, small_cohort):
    """Give one fitted regressor that no test changes."""
    return regressor().fit(*small_cohort)


@pytest.fixture
def saved(fitted, tmp_path):
    """Give the path of its file."""
    from sk_ccnn import save_model

    path = tmp_path / "model.skc"
    save_model(fitted, path)
    return path
