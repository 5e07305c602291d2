import pytest
import torch
from skorch.callbacks import Callback
from skorch.helper import predefined_split

from sk_ccnn.training import EpochProgress, MemberEarlyStopping, Members, StackData


class Weights(Callback):
    """Keep the weights of every epoch."""

    def __init__(self):
        self.epochs = []

    def on_epoch_end(self, net, **kwargs):
        self.epochs.append([p.detach().clone() for p in net.module_.parameters()])


@pytest.fixture
def halves(subjects):
    """Give subjects to train on and subjects to validate on."""
    data = subjects("nodes", n_subjects=80)
    return [StackData(data.X[rows], data.y[rows]) for rows in (slice(40), slice(40, None))]


@pytest.fixture
def stopped(connectomes, halves, train):
    """Train members that stop at different epochs; give net, stopping and weights."""
    stopping, weights = MemberEarlyStopping(patience=5), Weights()
    net = train(
        Members([0, 1, 2], lr=[0.1, 0.02, 0.004]),
        connectomes(1)[0],
        halves[0],
        epochs=400,
        train_split=predefined_split(halves[1]),
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


@pytest.mark.parametrize("architecture", ["mlp", "own"])
def test_a_member_stops_in_a_stack_as_it_does_alone(architecture, connectomes, halves, train):
    seeds, lr, dropout = [0, 1, 2], [0.1, 0.02, 0.004], [0.0, 0.3, 0.3]

    def run(*which):
        stopping = MemberEarlyStopping(patience=5)
        chosen = ([each[member] for member in which] for each in (seeds, lr, dropout))
        net = train(
            Members(**dict(zip(("seeds", "lr", "dropout"), chosen, strict=True))),
            connectomes(1)[0],
            halves[0],
            architecture=architecture,
            epochs=200,
            train_split=predefined_split(halves[1]),
            callbacks=[stopping],
        )
        return stopping.best_epoch_, net.member_outputs(halves[1].X)

    epochs, together = run(0, 1, 2)
    assert len(set(epochs)) > 1
    for member in range(3):
        (epoch,), alone = run(member)
        assert epoch == epochs[member]
        torch.testing.assert_close(alone[0], together[member], rtol=0, atol=1e-9)


def test_the_bar_counts_epochs_on_standard_error_only(connectomes, subjects, train, capsys):
    train(
        Members([0, 1]),
        connectomes(1)[0],
        subjects("nodes"),
        epochs=7,
        callbacks=[EpochProgress()],
    )
    out, err = capsys.readouterr()
    assert out == ""
    assert "2 members" in err and "7/7" in err and "train=" in err


def test_the_bar_is_closed_after_an_interrupt(connectomes, subjects, train, capsys):
    class Interrupt(Callback):
        def on_epoch_end(self, net, **kwargs):
            if len(net.history) == 3:
                raise KeyboardInterrupt

    progress = EpochProgress()
    train(
        Members([0]),
        connectomes(1)[0],
        subjects("nodes"),
        epochs=7,
        callbacks=[progress, Interrupt()],
    )
    _, err = capsys.readouterr()
    assert "3/7" in err and err.endswith("\n")
