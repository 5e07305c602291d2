"""A small brain, and cohorts whose target is known to depend on two regions or one connection."""

import numpy as np
import pytest

from sk_ccnn import Connectome, ConnectomeClassifier, ConnectomeRegressor
from sk_ccnn.connectome import fill_symmetric

N_REGIONS, N_SUBJECTS = 10, 150
SETTINGS = {"n_members": 2, "max_epochs": 40, "alpha": 0.3, "random_state": 0}


@pytest.fixture(scope="session")
def brain():
    """Give a connectome of ten named regions."""
    coordinates = np.random.default_rng(0).normal(size=(N_REGIONS, 3)) * 40
    labels = [f"{side}_region{number}" for side in "LR" for number in range(5)]
    return Connectome.from_coordinates(coordinates, density=0.4, labels=labels, random_state=0)


@pytest.fixture(scope="session")
def nodes():
    """Give measures of regions, and a target that depends on the first and the fifth."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(N_SUBJECTS, N_REGIONS))
    return X, 40 + 10 * X[:, 0] - 8 * X[:, 4] + rng.normal(size=N_SUBJECTS)


@pytest.fixture(scope="session")
def pair(brain):
    """Give a pair of connected regions."""
    return tuple(int(region) for region in np.argwhere(np.triu(brain.adjacency()))[3])


@pytest.fixture(scope="session")
def edges(pair):
    """Give connectomes, and a target that depends on the connection of one pair."""
    rng = np.random.default_rng(0)
    pairs = rng.normal(size=(N_SUBJECTS, N_REGIONS * (N_REGIONS - 1) // 2))
    X = fill_symmetric(pairs, N_REGIONS)
    return X, 10 * X[:, pair[0], pair[1]] + rng.normal(size=N_SUBJECTS)


@pytest.fixture(scope="session")
def regressor(brain):
    """Give a function that makes a network, untrained."""

    def make(**options):
        return ConnectomeRegressor(brain, **(SETTINGS | options))

    return make


@pytest.fixture(scope="session")
def classifier(brain):
    """Give a function that makes a classifier, untrained."""

    def make(**options):
        return ConnectomeClassifier(brain, **(SETTINGS | options))

    return make
