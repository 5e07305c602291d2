"""Small cohorts on a small brain."""

import numpy as np
import pytest

from sk_ccnn import Connectome


@pytest.fixture(scope="session")
def brain():
    """Give a connectome of ten named regions."""
    names = ["insula", "cuneus", "precuneus", "fusiform", "lingual"]
    coordinates = np.random.default_rng(0).normal(size=(10, 3)) * 40
    return Connectome.from_coordinates(
        coordinates,
        density=0.4,
        labels=[f"{side}_{name}" for side in "LR" for name in names],
        random_state=0,
    )


@pytest.fixture(scope="session")
def cohort():
    """Give measures of ten regions, and a target that depends on two of them."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(80, 10))
    return X, 40 + 10 * X[:, 0] - 5 * X[:, 4] + rng.normal(size=80)


@pytest.fixture(scope="session")
def patients(cohort):
    """Give measures of ten regions and a diagnosis."""
    X, y = cohort
    return X, np.where(y > 40, "patient", "control")
