"""Small cohorts on a small brain, and networks that are trained in no time."""

import numpy as np
import pytest

from sk_ccnn import Connectome


@pytest.fixture(scope="session")
def brain():
    """Give a connectome of ten named regions."""
    coordinates = np.random.default_rng(0).normal(size=(10, 3)) * 40
    labels = [f"{side}_region{number}" for side in "LR" for number in range(5)]
    return Connectome.from_coordinates(coordinates, density=0.4, labels=labels, random_state=0)


@pytest.fixture(scope="session")
def small_cohort():
    """Give measures of ten regions, and an age that depends on two of them."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 10))
    return X, 40 + 10 * X[:, 0] - 5 * X[:, 4] + rng.normal(size=60)


@pytest.fixture(scope="session")
def small_patients(small_cohort):
    """Give the same measures and a diagnosis."""
    X, age = small_cohort
    return X, np.where(age > 40, "patient", "control")
