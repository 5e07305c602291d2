import numpy as np
import pytest
import torch
from torch import nn

from sk_ccnn import Connectome
from sk_ccnn.nn import (
    ConnectomeAutoencoder,
    ConnectomeMLP,
    MemberGenerators,
    Memberwise,
    select_members,
)

SEEDS, CHOSEN = [3, 1, 4, 1, 5], [4, 1, 2]
BRAINS = [
    Connectome.from_coordinates(
        np.random.default_rng(0).normal(size=(6, 3)) * 40, density=density, random_state=0
    )
    for density in (0.4, 0.5, 0.6, 0.7, 0.8)
]


def build(kind, own_brains, generators):
    brains = BRAINS if own_brains else BRAINS[0]
    if kind == "autoencoder":
        return ConnectomeAutoencoder(brains, "nodes", 1, (2, 2), generators, dropout=0.4)
    rates = np.linspace(0, 0.5, len(generators))
    return ConnectomeMLP(brains, kind, 1, (3, 2), 2, generators, dropout=rates)


def own_network():
    return nn.Sequential(
        nn.Flatten(), nn.Linear(6, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Linear(4, 1)
    )


def subjects(kind):
    X = torch.randn(7, 6, 6 if kind == "edges" else 1, generator=torch.Generator().manual_seed(0))
    return X + X.transpose(1, 2) if kind == "edges" else X


@pytest.mark.parametrize("own_brains", [True, False])
@pytest.mark.parametrize("kind", ["nodes", "edges", "autoencoder"])
def test_the_members_that_are_taken_predict_and_train_as_they_did(kind, own_brains):
    generators, X = MemberGenerators(SEEDS), subjects(kind)
    stack = build(kind, own_brains, generators)
    some, theirs = select_members(stack, generators, CHOSEN)
    assert len(theirs) == 3
    torch.testing.assert_close(some.eval()(X), stack.eval()(X)[CHOSEN], rtol=0, atol=1e-6)
    # While training each drops the units that it would have dropped in the stack.
    before = generators.get_state()
    expected = stack.train()(X)[CHOSEN]
    generators.set_state(before)
    torch.testing.assert_close(some.train()(X), expected, rtol=0, atol=1e-6)


def test_a_selection_knows_its_own_size():
    generators = MemberGenerators(SEEDS)
    some, _ = select_members(build("nodes", True, generators), generators, CHOSEN)
    assert all(len(parameter) == 3 for parameter in some.parameters())
    again, _ = select_members(some, _, [2, 0])
    assert all(len(parameter) == 2 for parameter in again.parameters())


def test_training_a_selection_leaves_the_stack_as_it_is():
    generators = MemberGenerators(SEEDS)
    stack = build("nodes", False, generators)
    before = [parameter.detach().clone() for parameter in stack.parameters()]
    some, _ = select_members(stack, generators, [0])
    with torch.no_grad():
        for parameter in some.parameters():
            parameter.add_(1)
    for parameter, old in zip(stack.parameters(), before, strict=True):
        assert torch.equal(parameter, old)


def test_frozen_weights_stay_frozen():
    generators = MemberGenerators(SEEDS)
    stack = build("nodes", False, generators)
    stack.readout.weight.requires_grad_(False)
    some, _ = select_members(stack, generators, [1])
    assert not some.readout.weight.requires_grad
    assert sum(parameter.requires_grad for parameter in some.parameters()) == (
        sum(parameter.requires_grad for parameter in stack.parameters())
    )


def test_networks_that_know_nothing_of_members_are_taken_whole():
    generators, X = MemberGenerators(SEEDS), subjects("nodes")
    stack = Memberwise(own_network, generators)
    stack.train()(X)  # batch normalisation has something to remember
    some, _ = select_members(stack, generators, CHOSEN)
    assert len(some.members) == 3
    assert torch.equal(some.eval()(X), stack.eval()(X)[CHOSEN])
    mean = stack.members[4][2].running_mean.clone()
    some.train()(X + 1)
    assert torch.equal(stack.members[4][2].running_mean, mean)
    assert not torch.equal(some.members[0][2].running_mean, mean)
