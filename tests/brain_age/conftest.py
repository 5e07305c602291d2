"""A cohort whose age is predicted imperfectly."""

import numpy as np
import pytest


@pytest.fixture
def cohort():
    """200 people, 10 features that each tell a little of the age: (X, age)."""
    random = np.random.default_rng(0)
    age = random.uniform(20, 80, 200)
    X = 0.03 * (age[:, None] - 50) + random.normal(0, 2, (200, 10))
    return X, age
