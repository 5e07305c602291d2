"""Give what a net has learned as plain arrays, for a file that holds nothing else, and take it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from skorch.history import History

from ..types import AnyArray
from .net import StackNet

# What skorch notes of a batch, and is kept of an epoch: how many subjects were seen.
_COUNTS = ("train_batch_size", "valid_batch_size")


def net_to_arrays(net: StackNet, *, optimizer: bool = False) -> dict[str, Any]:
    """Give the state of a net as arrays and text.

    Parameters
    ----------
    net : StackNet
        Initialised.
    optimizer : bool, default=False
        Whether the state of optimizer and random generators is among it, and each batch of the
        history: with them, training goes on as if it had not stopped.

    Returns
    -------
    dict
        Of dicts and lists of ndarray, and the history as JSON.
    """
    rows = net.history.to_list()
    state: dict[str, Any] = {
        "weights": _to_numpy(net.module_.state_dict()),
        "frozen": _to_numpy(net.frozen),
        "lr_scale": net.optimizer_.lr_scale.numpy(),
        "history": json.dumps(rows if optimizer else _by_epoch(rows), default=float),
    }
    if optimizer:
        state["optimizer"] = _optimizer_arrays(net)
        state["generators"] = [each.numpy() for each in net.generators.get_state()]
        state["orders"] = [each.numpy() for each in net.orders_.get_state()]
    return state


def net_from_arrays(net: StackNet, state: Mapping[str, Any]) -> StackNet:
    """Give a net the state that `net_to_arrays` gave.

    Parameters
    ----------
    net : StackNet
        Initialised, of the same architecture.
    state : mapping
        From `net_to_arrays`.

    Returns
    -------
    StackNet
        The same net.

    Raises
    ------
    RuntimeError
        If an array does not have the shape of the weights that it is of.
    """
    net.module_.load_state_dict(_to_torch(state["weights"]))
    net.freeze(_to_torch(state["frozen"]))
    net.optimizer_.set_lr_scale(torch.tensor(state["lr_scale"]))
    net.history_ = History(json.loads(state["history"]))
    if "optimizer" in state:
        fresh = net.optimizer_.state_dict()
        for group, lr in zip(fresh["param_groups"], state["optimizer"]["lr"], strict=True):
            group["lr"] = float(lr)
        moments = state["optimizer"]["moments"]
        fresh["state"] = {int(number): _to_torch(each) for number, each in moments.items()}
        net.optimizer_.load_state_dict(fresh)
        net.generators.set_state([torch.tensor(each) for each in state["generators"]])
        net.orders_.set_state([torch.tensor(each) for each in state["orders"]])
    return net


def n_trained_on(net: StackNet) -> int | None:
    """Count the subjects of the last epoch, those held out for validation too.

    Parameters
    ----------
    net : StackNet

    Returns
    -------
    int or None
        None where there was no epoch.
    """
    if not len(net.history):
        return None
    return sum(int(batch.get(name, 0)) for batch in _batches(net.history[-1]) for name in _COUNTS)


def _batches(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = row.get("batches", [])
    return [each for each in found if isinstance(each, dict)]


def _by_epoch(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put in the place of the batches of each epoch one that counts all its subjects."""
    return [
        row | {"batches": [{name: sum(b.get(name, 0) for b in _batches(row)) for name in _COUNTS}]}
        for row in rows
    ]


def _optimizer_arrays(net: StackNet) -> dict[str, Any]:
    state = net.optimizer_.state_dict()
    return {
        "moments": {str(number): _to_numpy(each) for number, each in state["state"].items()},
        "lr": np.array([group["lr"] for group in state["param_groups"]], dtype=float),
    }


def _to_numpy(tensors: Mapping[str, Any]) -> dict[str, AnyArray]:
    return {name: torch.as_tensor(each).detach().cpu().numpy() for name, each in tensors.items()}


def _to_torch(arrays: Mapping[str, AnyArray]) -> dict[str, torch.Tensor]:
    return {name: torch.tensor(each) for name, each in arrays.items()}
