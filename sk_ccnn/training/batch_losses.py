"""The losses of an epoch's batches, which are on the device until somebody wants them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from skorch.callbacks import Callback, LRScheduler
from skorch.history import History
from torch import Tensor
from torch.optim.lr_scheduler import ReduceLROnPlateau

_EVENTS = ("on_batch_begin", "on_grad_computed", "on_batch_end")


class BatchLosses:
    """The losses of the batches of an epoch, for skorch's history.

    Reading a loss waits for the device. The history gets the losses of all batches at the end of
    an epoch, or each at once where a callback may look at it.

    Parameters
    ----------
    history : History
        Where they are recorded, in the last epoch.
    name : str
        Their name there, such as ``"train_loss"``.
    callbacks : sequence of (str, callback)
        Those of the net.
    """

    def __init__(self, history: History, name: str, callbacks: Sequence[tuple[str, Any]]) -> None:
        self._history, self._name = history, name
        self._at_once = any(looks_at_batches(callback) for _, callback in callbacks)
        self._waiting: list[tuple[dict[str, Any], Tensor]] = []

    def record(self, loss: Tensor) -> None:
        """Record the loss of the last batch: tensor of shape ()."""
        if self._at_once:
            self._history.record_batch(self._name, loss.item())
        else:
            self._waiting.append((self._history[-1, "batches", -1], loss))

    def write(self) -> None:
        """Write the losses that wait into the history, as floats."""
        rows, losses = [row for row, _ in self._waiting], [loss for _, loss in self._waiting]
        self._waiting = []
        if losses:
            for row, loss in zip(rows, torch.stack(losses).tolist(), strict=True):
                row[self._name] = loss


def looks_at_batches(callback: Any) -> bool:
    """Tell whether a callback may read the history in the middle of an epoch.

    Parameters
    ----------
    callback : object
        Any with skorch's methods. A scheduler of the learning rate reads a loss only to find out
        whether it still falls.

    Returns
    -------
    bool
    """
    if type(callback) is LRScheduler and callback.policy_ is not ReduceLROnPlateau:
        return False
    methods = ((getattr(callback, event), getattr(Callback, event)) for event in _EVENTS)
    return any(getattr(own, "__func__", own) is not empty for own, empty in methods)
