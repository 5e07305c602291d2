import numpy as np
import pytest


@pytest.fixture
def matrix():
    """A symmetric matrix of five regions, some not connected, with many decimals."""
    random = np.random.default_rng(0)
    weights = np.triu(random.gamma(0.5, 100, size=(5, 5)), 1)
    weights[0, 3] = weights[1, 4] = 0
    return weights + weights.T
