import numpy as np
import pytest
import torch

from sk_ccnn.training import (
    HalfSquaredError,
    MemberEarlyStopping,
    Members,
    StackData,
    make_net,
    select_from_net,
)

LR = [0.02, 0.005, 0.01]


def assemble(members):
    """Make nets of the members that were selected."""

    def make(module, generators):
        settings = {"train_split": None, "max_epochs": 5, "batch_size": 25, "shuffle_seed": 3}
        return make_net(module, members, generators, HalfSquaredError, **settings)

    return make


def of(*chosen):
    return Members([7 + member for member in chosen], lr=[LR[member] for member in chosen])


@pytest.mark.parametrize("architecture", ["mlp", "own"])
def test_selected_members_predict_and_remember_what_they_did_alone(
    architecture, connectomes, subjects, train
):
    (brain,), data = connectomes(1), subjects("nodes")
    how = {"architecture": architecture, "epochs": 5}
    stack = train(of(0, 1, 2), brain, data, **how)
    some = select_from_net(stack, [2, 0], assemble(of(2, 0)))
    torch.testing.assert_close(
        some.member_outputs(data.X), stack.member_outputs(data.X)[[2, 0]], rtol=0, atol=1e-12
    )
    alone = [train(of(member), brain, data, **how) for member in (2, 0)]
    assert len(some.history) == 5
    for row, *rows in zip(some.history, *(net.history for net in alone), strict=True):
        losses = [each["train_member_losses"][0] for each in rows]
        np.testing.assert_allclose(row["train_member_losses"], losses, rtol=1e-9)
        assert row["train_loss"] == pytest.approx(np.mean(losses), rel=1e-9)
        assert row["epoch"] == rows[0]["epoch"]


def test_the_net_that_they_were_taken_from_stays_as_it_is(connectomes, subjects, train):
    (brain,), data = connectomes(1), subjects("nodes")
    stack = train(of(0, 1, 2), brain, data, epochs=3)
    before = stack.member_outputs(data.X)
    some = select_from_net(stack, [1], assemble(of(1)))
    some.partial_fit(data, epochs=2)
    assert len(some.history) == 5
    assert len(stack.history) == 3
    assert torch.equal(stack.member_outputs(data.X), before)


def test_members_that_stopped_early_have_the_epochs_that_they_would_have_had_alone(
    connectomes, subjects, train
):
    (brain,), data = connectomes(1), subjects("nodes")
    held_out = StackData(data.X[:20], data.y[:20])
    how = {"epochs": 60, "train_split": lambda data, y=None: (data, held_out)}

    def stopped(*members):
        stopper = [MemberEarlyStopping(patience=2)]
        return train(of(*members), brain, data, callbacks=stopper, **how)

    stack = stopped(0, 1, 2)
    lengths = []
    for member in range(3):
        some = select_from_net(stack, [member], assemble(of(member)))
        alone = stopped(member)
        assert some.all_members_stopped_ == alone.all_members_stopped_
        for part in ("train_member_losses", "valid_member_losses"):
            expected = [row[part] for row in alone.history]
            np.testing.assert_allclose([row[part] for row in some.history], expected, rtol=1e-9)
        lengths.append(len(some.history))
    assert len(set(lengths)) > 1


def test_frozen_wires_stay_frozen_in_a_member_that_leaves_one_with_more_wires(
    connectomes, subjects, train
):
    data, brains = subjects("nodes"), connectomes(3)
    stack = train(of(0, 1, 2), brains, data, epochs=1)
    wires = stack.module_.encoder.entry.wires
    fewest = int(wires.exists.sum(dim=1).argmin())
    stack.freeze({"encoder.entry.wires.values": wires.exists})
    alone = select_from_net(stack, [fewest], assemble(of(fewest)))
    own = alone.module_.encoder.entry.wires
    assert own.values.shape[1] < wires.values.shape[1]
    before = own.values.detach().clone()
    alone.partial_fit(data)
    assert torch.equal(own.values, before)
