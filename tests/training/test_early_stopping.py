import pytest
import torch
from skorch.callbacks import Callback
from skorch.helper import predefined_split

from sk_ccnn.training import MemberEarlyStopping, Members, StackData


class Weights(Callback):
    """Keep the weights of every epoch."""

    def __init__(self):
        self.epochs = []

    def on_epoch_end(self, net, **kwargs):
        self.epochs.append([p.detach().clone() for p in net.module_.parameters()])


@pytest.fixture
def stopped(connectomes, subjects, train):
    """Train members that stop at different epochs; give net, stopping and weights."""
    data = subjects("nodes", n_subjects=80)
    parts = [StackData(data.X[rows], data.y[rows]) for rows in (slice(40), slice(40, None))]
    stopping, weights = MemberEarlyStopping(patience=5), Weights()
    net = train(
        Members([0, 1, 2], lr=[0.1, 0.02, 0.004]),
        connectomes(1)[0],
        parts[0],
        epochs=400,
        train_split=predefined_split(parts[1]),
        callbacks=[weights, stopping],
    )
    return net, stopping, weights.epochs


def test_members_stop_by_themselves_and_training_ends_with_the_last(stopped):
    net, stopping, _ = stopped
    assert len(set(stopping.best_epoch_)) > 1
    assert len(net.history) == max(stopping.best_epoch_) + 5 < 400
    assert net.all_members_stopped_


def test_every_member_ends_with_the_weights_of_its_best_epoch(stopped):
    net, stopping, weights = stopped
    for member, epoch in enumerate(stopping.best_epoch_):
        for now, then in zip(net.module_.parameters(), weights[epoch - 1], strict=True):
            assert (now[member] == then[member]).all()


def test_the_best_epoch_had_the_lowest_validation_loss(stopped):
    net, stopping, _ = stopped
    losses = torch.tensor(net.history[:, "valid_member_losses"])
    for member, epoch in enumerate(stopping.best_epoch_):
        assert losses[epoch - 1, member] <= losses[: epoch + 5, member].min() + stopping.tol


def test_a_member_that_stopped_moves_no_more(stopped):
    _, stopping, weights = stopped
    first = min(range(3), key=lambda m: stopping.best_epoch_[m])
    end = stopping.best_epoch_[first] + 5
    assert end < len(weights)
    for then, last in zip(weights[end - 1], weights[-1], strict=True):
        assert (then[first] == last[first]).all()
