"""A small brain, a source that knows the age of healthy people, and a few patients."""

import numpy as np
import pandas as pd
import pytest

from sk_ccnn import Connectome, ConnectomeRegressor

N_REGIONS = 10
ALTERED = [2, 7]


@pytest.fixture(scope="session")
def brain():
    """A ring whose regions are connected to their two neighbours on each side."""
    steps = np.abs(np.subtract.outer(np.arange(N_REGIONS), np.arange(N_REGIONS)))
    weights = (np.minimum(steps, N_REGIONS - steps) <= 2).astype(float)
    labels = [f"{side}_area{k}" for side in "LR" for k in range(N_REGIONS // 2)]
    return Connectome(weights, labels=labels)


@pytest.fixture(scope="session")
def healthy(brain):
    """Thickness and age of many: age lowers the thickness of every region."""
    rng = np.random.default_rng(0)
    age = rng.uniform(20, 80, 120)
    X = rng.normal(size=(120, N_REGIONS)) - (age[:, None] - 50) / 20
    return pd.DataFrame(X, columns=brain.labels), age


@pytest.fixture(scope="session")
def patients(brain):
    """Thickness and diagnosis of few: two regions are thinner in patients."""
    rng = np.random.default_rng(1)
    diagnosis = np.repeat(["control", "patient"], 20)
    X = rng.normal(size=(40, N_REGIONS))
    X[20:, ALTERED] -= 2
    return pd.DataFrame(X, columns=brain.labels), diagnosis


@pytest.fixture(scope="session")
def train_source(brain, healthy):
    """Train a source that differs from the usual one in some parameters."""

    def train(kind=ConnectomeRegressor, y=healthy[1], X=healthy[0], **changes):
        options = {"n_members": 2, "hidden_channels": (2, 2), "max_epochs": 5, "random_state": 0}
        return kind(brain, **options | changes).fit(X, y)

    return train


@pytest.fixture(scope="session")
def source(train_source):
    return train_source()


@pytest.fixture(scope="session")
def weights():
    """Copy the parameters of a fitted estimator's networks, by name."""

    def copied(estimator):
        parameters = estimator.net_.module_.named_parameters()
        return {name: values.detach().clone() for name, values in parameters}

    return copied
