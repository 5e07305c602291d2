"""The wiring cost on real brains: cortical thickness of the IXI cohort."""

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.datasets import load_ixi

LAMBDAS = (0.0, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)


@pytest.fixture(scope="module")
def ixi():
    """Thickness by region, as a DataFrame, and age."""
    thickness, age = load_ixi(return_X_y=True)
    scaled = StandardScaler().set_output(transform="pandas").fit_transform(thickness)
    return scaled, age.to_numpy()


@pytest.mark.slow
def test_wiring_cost_falls_and_zeros_grow_with_lambda(ixi):
    X, age = ixi
    costs, connections = [], []
    for strength in LAMBDAS:
        model = ConnectomeRegressor(
            "desikan_killiany", lambda_wiring=strength, n_members=2, random_state=0
        ).fit(X, age)
        assert model.n_regions_ == 68
        assert not (model.learned_connectome().adjacency() & ~model.connectome_.adjacency()).any()
        costs.append(model.wiring_cost_)
        connections.append(model.n_connections_)
    costs, connections = np.array(costs), np.array(connections)
    print(f"lambda {LAMBDAS}: wiring cost {costs.round(2)}, connections {connections}")
    for falling in (costs, connections):
        assert (falling[1:] < falling[:-1])[falling[:-1] > 0].all(), falling
    assert costs[-1] == connections[-1] == 0
