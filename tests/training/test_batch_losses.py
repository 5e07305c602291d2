import pytest
import torch
from skorch.callbacks import Callback, EarlyStopping, EpochTimer, LRScheduler, PassthroughScoring
from skorch.history import History
from torch.optim.lr_scheduler import ExponentialLR, ReduceLROnPlateau

from sk_ccnn.training import Members
from sk_ccnn.training.batch_losses import BatchLosses, looks_at_batches
from sk_ccnn.training.schedule import one_cycle


class OfBatches(Callback):
    """Note the losses that the history has at each event."""

    def __init__(self):
        self.seen = []

    def on_batch_end(self, net, **kwargs):
        self.seen.append(net.history[-1, "batches", -1, "train_loss"])


class OfEpochs(Callback):
    """Look at whole epochs only."""

    def on_epoch_end(self, net, **kwargs):
        assert all(type(loss) is float for loss in net.history[-1, "batches", :, "train_loss"])


class NoCallback:
    """Something that skorch accepts, with its methods and not of its class."""

    def __getattr__(self, name):
        if name.startswith("on_"):
            return lambda *args, **kwargs: None
        raise AttributeError(name)


@pytest.mark.parametrize(
    ("callback", "looks"),
    [
        (OfBatches(), True),
        (OfEpochs(), False),
        (NoCallback(), True),
        (EarlyStopping(), False),
        (EpochTimer(), False),
        (PassthroughScoring("train_loss"), False),
        (one_cycle(0.1, 10), False),
        (LRScheduler(ExponentialLR, gamma=0.9, step_every="batch"), False),
        (LRScheduler(ReduceLROnPlateau, step_every="batch"), True),
        (LRScheduler("ReduceLROnPlateau"), True),
    ],
)
def test_who_may_look_at_a_batch(callback, looks):
    if hasattr(callback, "initialize"):
        callback.initialize()
    assert looks_at_batches(callback) is looks


def test_a_method_that_was_set_on_a_callback_counts():
    callback = OfEpochs()
    callback.on_grad_computed = lambda *args, **kwargs: None
    assert looks_at_batches(callback)


@pytest.mark.parametrize("callbacks", [[], [("watch", OfBatches())]])
def test_losses_become_floats_at_the_end_or_at_once(callbacks):
    history = History()
    history.new_epoch()
    losses = BatchLosses(history, "train_loss", callbacks)
    for value in (1.5, 0.1):
        history.new_batch()
        losses.record(torch.tensor(value))
        assert ("train_loss" in history[-1, "batches", -1]) is bool(callbacks)
    losses.write()
    losses.write()
    assert history[-1, "batches", :, "train_loss"] == [1.5, torch.tensor(0.1).item()]
    assert all(type(loss) is float for loss in history[-1, "batches", :, "train_loss"])


def test_a_callback_that_looks_sees_what_others_find_in_the_history(connectomes, subjects, train):
    given = (Members([0, 1], dropout=0.2), connectomes(1)[0], subjects("nodes"))
    watch = OfBatches()
    watched, alone = (
        train(*given, epochs=3, batch_size=10, callbacks=callbacks)
        for callbacks in ([watch], [OfEpochs()])
    )
    losses = [loss for row in alone.history for loss in [b["train_loss"] for b in row["batches"]]]
    assert watch.seen == losses
    assert watched.history[:, "train_loss"] == alone.history[:, "train_loss"]
