"""A member trained in a stack is the member trained alone."""

import numpy as np
import pytest
import torch
from sklearn.metrics import r2_score

from sk_ccnn.training import Members, all_wires

N_MEMBERS = 50
N_REGIONS = 8
ALONE = (0, 1, 7, 13, 19, 24, 30, 36, 42, 49)


@pytest.fixture(scope="module")
def members():
    """Fifty members that differ in everything that members may differ in."""
    rng = np.random.default_rng(0)
    return Members(
        seeds=rng.integers(2**31, size=N_MEMBERS),
        lr=rng.choice([0.003, 0.01, 0.02], N_MEMBERS),
        alpha=rng.choice([0.0, 0.1], N_MEMBERS),
        dropout=rng.choice([0.0, 0.3], N_MEMBERS),
        lambda_wiring=np.append(0.0, np.logspace(-4, 0, N_MEMBERS - 1)),
        lambda_constraint=rng.choice([0.0, 0.01, 0.3], N_MEMBERS),
        lambda_modular=rng.choice([0.0, 0.01, 0.1], N_MEMBERS),
        communities=rng.integers(3, size=(N_MEMBERS, N_REGIONS)),
    )


def only(members, index):
    """Give one member as a stack of one."""
    values = dict(vars(members))
    communities = values.pop("communities")
    values = {n: np.broadcast_to(v, len(members))[[index]] for n, v in values.items()}
    return Members(**values, communities=None if communities is None else communities[[index]])


def weights_of(net, member):
    """Give the dense weights of all wires of a member."""
    return [wires()[member].detach() for wires, _ in all_wires(net.module_)]


CASES = [
    ("mlp", features, constraint)
    for features in ("nodes", "edges")
    for constraint in ("hard", "soft", "init")
] + [
    ("linear", "edges", "hard"),
    ("autoencoder", "nodes", "hard"),
    ("autoencoder", "edges", "soft"),
]


@pytest.mark.parametrize(("architecture", "features", "constraint"), CASES)
def test_in_float64_weights_agree_and_the_same_ones_are_zero(
    architecture, features, constraint, members, connectomes, subjects, train
):
    brains, data = connectomes(N_MEMBERS), subjects(features)
    how = {"architecture": architecture, "constraint": constraint}
    stack = train(members, brains, data, **how)
    outputs = stack.member_outputs(data.X)
    n_zeros = 0
    for member in ALONE:
        alone = train(only(members, member), [brains[member]], data, **how)
        for together, single in zip(weights_of(stack, member), weights_of(alone, 0), strict=True):
            torch.testing.assert_close(together, single, rtol=0, atol=1e-10)
            assert ((together == 0) == (single == 0)).all()
            n_zeros += int((single == 0).sum())
        torch.testing.assert_close(
            outputs[member], alone.member_outputs(data.X)[0], atol=1e-9, rtol=0
        )
    assert n_zeros > 0


@pytest.mark.parametrize("features", ["nodes", "edges"])
@pytest.mark.parametrize("constraint", ["hard", "soft", "init"])
def test_in_float32_predictions_agree(features, constraint, members, connectomes, subjects, train):
    brains, data = connectomes(N_MEMBERS), subjects(features, torch.float32)
    stack = train(members, brains, data, constraint=constraint)
    outputs = stack.member_outputs(data.X)[:, :, 0]
    for member in ALONE:
        alone = train(only(members, member), [brains[member]], data, constraint=constraint)
        expected = alone.member_outputs(data.X)[0, :, 0]
        assert r2_score(data.y[:, 0], outputs[member]) == pytest.approx(
            r2_score(data.y[:, 0], expected), abs=1e-3
        )


def test_members_that_share_a_connectome_agree_too(members, connectomes, subjects, train):
    (brain,), data = connectomes(1), subjects("nodes")
    stack = train(members, brain, data)
    for member in ALONE:
        alone = train(only(members, member), brain, data)
        for together, single in zip(weights_of(stack, member), weights_of(alone, 0), strict=True):
            torch.testing.assert_close(together, single, rtol=0, atol=1e-10)


def test_networks_that_know_nothing_of_members_agree_too(connectomes, subjects, train):
    some = Members(
        [5, 6, 7],
        lr=[0.003, 0.02, 0.01],
        alpha=0.1,
        lambda_wiring=[0.0, 0.01, 0.1],
        lambda_modular=[0.1, 0.0, 0.01],
        communities=np.arange(3 * N_REGIONS).reshape(3, N_REGIONS) % 3,
    )
    (brain,), data = connectomes(1), subjects("nodes")
    stack = train(some, brain, data, architecture="own").member_outputs(data.X)
    for member in range(3):
        alone = train(only(some, member), brain, data, architecture="own")
        single = alone.member_outputs(data.X)[0]
        torch.testing.assert_close(stack[member], single, rtol=0, atol=1e-9)
