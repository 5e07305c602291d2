"""A small brain, a cohort on it, and networks that are trained in no time."""

import numpy as np
import pytest

from sk_ccnn import Connectome, ConnectomeRegressor


@pytest.fixture(scope="session")
def brain():
    """Give a connectome of twenty named regions."""
    coordinates = np.random.default_rng(0).normal(size=(20, 3)) * 40
    labels = [f"{side}_region{number}" for side in "LR" for number in range(10)]
    return Connectome.from_coordinates(coordinates, density=0.4, labels=labels, random_state=0)


@pytest.fixture(scope="session")
def cohort():
    """Give measures of twenty regions, and a target that depends on two of them."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(90, 20))
    return X, 40 + 10 * X[:, 0] - 5 * X[:, 4] + rng.normal(size=90)


@pytest.fixture(scope="session")
def fit(brain, cohort):
    """Give a function that fits a network to the first sixty people."""

    def fitted(**options):
        settings = {"n_members": 2, "max_epochs": 30, "random_state": 0} | options
        X, y = cohort
        return ConnectomeRegressor(brain, **settings).fit(X[:60], y[:60])

    return fitted
