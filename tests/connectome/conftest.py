"""Small weight matrices with all that makes thresholds and scales hard: ties, signs, gaps."""

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp


@st.composite
def _weight_matrices(draw, symmetric=None, sizes=(2, 9)):
    n_regions = draw(st.integers(*sizes))
    values = st.sampled_from([0.0, 0.0, -2.0, -0.5, 0.25, 1.0, 1.0, 3.0])
    weights = draw(hnp.arrays(float, (n_regions, n_regions), elements=values))
    np.fill_diagonal(weights, 0.0)
    if symmetric or (symmetric is None and draw(st.booleans())):
        weights = np.triu(weights) + np.triu(weights, 1).T
    return weights


@pytest.fixture(scope="session")
def weight_matrices():
    """Strategy: symmetric or not, where `symmetric` does not say."""
    return _weight_matrices
