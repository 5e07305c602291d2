"""Stacks of small networks over connectomes that differ from member to member."""

import numpy as np
import pytest
import torch
from torch import nn

from sk_ccnn import Connectome
from sk_ccnn.nn import (
    ConnectomeAutoencoder,
    ConnectomeLinear,
    ConnectomeMLP,
    ConnectomeRegression,
    MemberGenerators,
    Memberwise,
)
from sk_ccnn.training import HalfSquaredError, StackData, make_net

N_REGIONS = 8


@pytest.fixture
def connectomes():
    """Make connectomes over the same regions, each with edges of its own."""

    def make(n_connectomes, n_regions=N_REGIONS):
        rng = np.random.default_rng(0)
        coordinates = rng.normal(size=(n_regions, 3)) * 40
        return [
            Connectome.from_coordinates(
                coordinates, density=rng.uniform(0.35, 0.7), random_state=seed
            )
            for seed in range(n_connectomes)
        ]

    return make


@pytest.fixture
def subjects():
    """Make subjects whose target depends on a few of their features."""

    def make(features, dtype=torch.float64, n_subjects=60):
        generator = torch.Generator().manual_seed(1)
        shape = (n_subjects, N_REGIONS, 1 if features == "nodes" else N_REGIONS)
        X = torch.randn(*shape, generator=generator, dtype=torch.float64)
        if features == "edges":
            X = X + X.transpose(1, 2)
        noise = torch.randn(n_subjects, generator=generator, dtype=torch.float64)
        y = X[:, 0, 0] - X[:, 3, -1] + 0.3 * noise
        y = (y - y.mean()) / y.std()
        return StackData(X.to(dtype), y[:, None].to(dtype))

    return make


def users_own(connectome, constraint):
    """Make one member's network with torch's own layers, which know nothing of members."""
    regions = range(N_REGIONS)
    entry = ConnectomeLinear(regions, regions, connectome, constraint=constraint)
    return nn.Sequential(
        nn.Flatten(),
        entry,
        nn.Flatten(0, 1),
        nn.BatchNorm1d(N_REGIONS),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(N_REGIONS, 1),
    )


@pytest.fixture
def train():
    """Train members, and give the net."""

    def fit(
        members,
        connectome,
        data,
        *,
        architecture="mlp",
        constraint="hard",
        epochs=30,
        batch_size=25,
        **settings,
    ):
        generators = MemberGenerators(members.seeds)
        edges = data.X.shape[1] == data.X.shape[2]
        given = (connectome, "edges" if edges else "nodes", 1)
        options = {"constraint": constraint}
        dropout = members.spread("dropout")
        if architecture == "mlp":
            module = ConnectomeMLP(*given, (2, 2), 1, generators, dropout=dropout, **options)
        elif architecture == "linear":
            module = ConnectomeRegression(*given, 1, generators, **options)
        elif architecture == "own":
            module = Memberwise(lambda: users_own(connectome, constraint), generators)
        else:
            module = ConnectomeAutoencoder(*given, (2, 2), generators, dropout=dropout, **options)
            data = StackData(data.X, data.X.flatten(1))
        module = module.to(data.X.dtype)
        settings = {"train_split": None, "max_epochs": epochs, "batch_size": batch_size} | settings
        net = make_net(module, members, generators, HalfSquaredError, shuffle_seed=3, **settings)
        return net.partial_fit(data)

    return fit
