"""How the learning rate varies over a training."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TypeAlias, get_args

import torch
from skorch import NeuralNet
from skorch.callbacks import LRScheduler
from skorch.dataset import Dataset

Schedule: TypeAlias = Literal["constant", "one_cycle"]
SCHEDULES: tuple[Schedule, ...] = get_args(Schedule)
_SHARE_OF_RISE = 0.3  # of the steps of a training


@contextmanager
def scheduled(net: NeuralNet, schedule: Schedule, data: Dataset, n_epochs: int) -> Iterator[None]:
    """Vary the learning rate of a net within a ``with`` block, then restore rate and callbacks.

    Parameters
    ----------
    net : StackNet
    schedule : {"constant", "one_cycle"}
    data : StackData
        Subjects that it is trained on within the block, with those of its validation.
    n_epochs : int
        How many times.
    """
    if schedule == "constant":
        yield
        return
    before, (subjects, _) = net.callbacks_, net.get_split_datasets(data)
    n_steps = n_epochs * len(net.get_iterator(subjects, training=True))
    # First, so that a callback of the user's sees the learning rate of the next step.
    net.callbacks_ = [("one_cycle", one_cycle(net.lr, n_steps).initialize()), *before]
    try:
        yield
    finally:
        net.callbacks_ = before
        for group in net.optimizer_.param_groups:
            group["lr"] = group["initial_lr"] = net.lr
            for name in ("max_lr", "min_lr"):
                group.pop(name, None)


def one_cycle(lr: float, n_steps: int) -> LRScheduler:
    """Make the callback that lets the learning rate rise and fall over a training.

    Parameters
    ----------
    lr : float
        Largest learning rate.
    n_steps : int
        Steps of the optimizer in the training.

    Returns
    -------
    LRScheduler
    """
    # For torch the rise is one step shorter than `pct_start`, and the last step has the rate 0.
    return LRScheduler(
        torch.optim.lr_scheduler.OneCycleLR,
        event_name=None,
        step_every="batch",
        max_lr=lr,
        total_steps=n_steps + 1,
        pct_start=(_SHARE_OF_RISE * n_steps + 1) / (n_steps + 1),
        cycle_momentum=False,
        div_factor=25.0,
        final_div_factor=math.inf,
        last_epoch=-1,  # each training has a cycle of its own
    )
