import io

import pytest
import torch

from sk_ccnn.training import Members, keep_weights, net_from_bytes, net_to_bytes

HOW = {"epochs": 6, "batch_size": 20}
MEMBERS = Members([0, 1], lr=[0.01, 0.02], dropout=0.3, lambda_wiring=[0.0, 0.01])


@pytest.fixture
def brain(connectomes):
    return connectomes(1)[0]


@pytest.mark.parametrize("architecture", ["mlp", "own"])
def test_training_goes_on_as_if_it_had_not_been_interrupted(architecture, brain, subjects, train):
    data, how = subjects("nodes"), HOW | {"architecture": architecture}
    straight = train(MEMBERS, brain, data, **how)
    state = net_to_bytes(straight)
    straight.partial_fit(data, epochs=5)

    other = train(MEMBERS, brain, data, **(how | {"epochs": 1}))
    resumed = net_from_bytes(other, state).partial_fit(data, epochs=5)

    assert (straight.member_outputs(data.X) == resumed.member_outputs(data.X)).all()
    assert straight.history[:, "train_member_losses"] == resumed.history[:, "train_member_losses"]


def test_a_member_that_was_stopped_stays_stopped(brain, subjects, train):
    data = subjects("nodes")
    net = train(MEMBERS, brain, data, **HOW)
    net.optimizer_.stop_members(torch.tensor([False, True]))
    resumed = net_from_bytes(train(MEMBERS, brain, data, **HOW), net_to_bytes(net))
    before = resumed.member_outputs(data.X)
    after = resumed.partial_fit(data, epochs=2).member_outputs(data.X)
    assert (after[0] != before[0]).any()
    assert (after[1] == before[1]).all()


def test_the_bytes_hold_no_code(brain, subjects, train):
    state = net_to_bytes(train(MEMBERS, brain, subjects("nodes"), **HOW))
    assert isinstance(state, bytes)
    loaded = torch.load(io.BytesIO(state), weights_only=True)
    assert isinstance(loaded["history"], str)


def test_weights_are_kept_and_hyperparameters_are_not(brain, subjects, train):
    data = subjects("nodes")
    earlier = train(Members([5, 6], lr=0.1), brain, data, **HOW)
    net = keep_weights(earlier, train(Members([0, 1], lr=0.02), brain, data, **HOW))
    for name, weight in earlier.module_.state_dict().items():
        assert (net.module_.state_dict()[name] == weight).all()
    assert net.optimizer_.param_groups[0]["lr"] == 0.02
