"""The learning rate over a training: up, and down to nothing."""

import math
from contextlib import contextmanager

from skorch.callbacks import Callback

SCHEDULES = ("constant", "one_cycle")
# Where the rise ends, and the share of the learning rate that it begins with.
_WARM_UP = 0.3
_FIRST = 0.04


@contextmanager
def scheduled(net, schedule, n_epochs):
    """Vary the learning rate of a net while it trains, and leave the net as it was.

    Parameters
    ----------
    net : StackNet
        Initialised.
    schedule : {"constant", "one_cycle"}
        See `OneCycle`.
    n_epochs : int
        Length of the training.
    """
    if schedule == "constant":
        yield
        return
    before = net.callbacks_
    # First, so that a callback of the user's sees the learning rate, or can change it.
    net.callbacks_ = [("one_cycle", OneCycle(n_epochs)), *before]
    try:
        yield
    finally:
        net.callbacks_ = before
        set_lr(net, net.lr)


class OneCycle(Callback):
    """Raise the learning rate to `lr` over 30% of the training, then lower it to nearly 0.

    By half a cosine each, step by step, for all members alike. The training ends where it has
    settled, so that fewer epochs do.

    Parameters
    ----------
    n_epochs : int
        Length of the training.

    References
    ----------
    Smith LN, Topin N (2019). Super-convergence: very fast training of neural networks using large
    learning rates. doi:10.1117/12.2520589
    """

    def __init__(self, n_epochs):
        self.n_epochs = n_epochs
        self._epoch = self._step = 0

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        """Count the steps of an epoch."""
        self._n_steps, self._step = len(net.get_iterator(dataset_train, training=True)), 0

    def on_batch_begin(self, net, batch=None, training=False, **kwargs):
        """Set the learning rate of the next step."""
        if training:
            done = (self._epoch + self._step / self._n_steps) / self.n_epochs
            set_lr(net, net.lr * cycle(done))
            self._step += 1

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        """Count the epochs."""
        self._epoch += 1


def cycle(done):
    """Give the share of the largest learning rate when a share of the training is done.

    Parameters
    ----------
    done : float in [0, 1)

    Returns
    -------
    float

    Examples
    --------
    >>> [round(cycle(done), 2) for done in (0.0, 0.3, 0.65, 0.99)]
    [0.04, 1.0, 0.5, 0.0]
    """
    if done < _WARM_UP:
        return _FIRST + (1 - _FIRST) * (1 - math.cos(math.pi * done / _WARM_UP)) / 2
    return (1 + math.cos(math.pi * (done - _WARM_UP) / (1 - _WARM_UP))) / 2


def set_lr(net, lr):
    """Set the learning rate of all parameters."""
    for group in net.optimizer_.param_groups:
        group["lr"] = lr
