"""Small networks of every kind, on a small brain."""

import numpy as np
import pytest
from torch import nn

from sk_ccnn import Connectome, ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.nn import ConnectomeLinear

QUICK = {"max_epochs": 8, "random_state": 0}


@pytest.fixture(scope="session")
def brain():
    """Give a connectome of ten regions."""
    coordinates = np.random.default_rng(0).normal(size=(10, 3)) * 40
    return Connectome.from_coordinates(coordinates, density=0.5, random_state=0)


@pytest.fixture(scope="session")
def cohort():
    """Give measures of ten regions, and a target that depends on two of them."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 10))
    return X, 40 + 10 * X[:, 0] - 5 * X[:, 4] + rng.normal(size=60)


def own_network(spec):
    """Build a member from one of our layers and torch's own, which draw from its global state."""
    regions = range(10)
    layer = ConnectomeLinear(regions, regions, spec.connectome, constraint=spec.constraint)
    return nn.Sequential(
        nn.Flatten(), layer, nn.Flatten(0, 1), nn.BatchNorm1d(10), nn.Dropout(0.2), nn.Linear(10, 1)
    )


KINDS = {
    "mlp over nodes": (ConnectomeRegressor, {"n_members": 2}),
    "mlp over edges": (ConnectomeRegressor, {"n_members": 2}),
    "linear over edges": (ConnectomeRegressor, {"architecture": "linear"}),
    "graph convolution": (ConnectomeRegressor, {"architecture": "gcn", "n_members": 2}),
    "graph attention": (ConnectomeRegressor, {"architecture": "gat", "n_members": 2}),
    "a network of one's own": (ConnectomeRegressor, {"architecture": own_network, "n_members": 2}),
    "soft constraint": (ConnectomeRegressor, {"constraint": "soft", "n_members": 2}),
    "wiring cost": (ConnectomeRegressor, {"lambda_wiring": 0.01, "n_members": 2}),
    "early stopping": (
        ConnectomeRegressor,
        {"early_stopping": True, "n_iter_no_change": 2, "n_members": 2},
    ),
    "classifier": (
        ConnectomeClassifier,
        {"n_members": 2, "class_weight": {"patient": 2, "control": 1}},
    ),
    "supervised encoder": (ConnectomeTransformer, {}),
    "autoencoder": (ConnectomeTransformer, {"n_members": 2}),
}


@pytest.fixture(scope="session")
def networks(brain, cohort):
    """Give a fitted network of a kind, and the subjects that it was fitted to."""
    fitted = {}

    def give(kind):
        if kind not in fitted:
            X, y = cohort
            make, options = KINDS[kind]
            if "edges" in kind:
                X = X[:, :, None] + X[:, None, :]
            if kind == "classifier":
                y = np.where(y > 45, "patient", "control")
            if kind == "autoencoder":
                y = None
            fitted[kind] = (make(brain, **QUICK, **options).fit(X, y), X, y)
        return fitted[kind]

    return give
