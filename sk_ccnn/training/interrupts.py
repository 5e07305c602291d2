"""What ends a training before its last epoch: the user, or a callback that has seen enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skorch.callbacks import EarlyStopping


class StopTraining(KeyboardInterrupt):
    """Raised in a callback: the training is done, and the network stays as it is now.

    A bare `KeyboardInterrupt` is what Ctrl-C raises: it ends whatever trains the network, too.

    Examples
    --------
    >>> from skorch.callbacks import Callback
    >>> from sk_ccnn.training import StopTraining
    >>> class EndAtLoss(Callback):
    ...     def on_epoch_end(self, net, **kwargs):
    ...         if net.history[-1, "train_loss"] < 0.1:
    ...             raise StopTraining
    """


def is_from_user(end: KeyboardInterrupt, callbacks: Sequence[tuple[str, Any]]) -> bool:
    """Tell whether a training was interrupted, or ended by one of its callbacks.

    Parameters
    ----------
    end : KeyboardInterrupt
        What ended it.
    callbacks : list of (str, callback)
        Those of the net. An `EarlyStopping` of skorch's raises a bare interrupt.

    Returns
    -------
    bool
    """
    out_of_patience = any(
        isinstance(each, EarlyStopping) and each.misses_ == each.patience for _, each in callbacks
    )
    return not (isinstance(end, StopTraining) or out_of_patience)
