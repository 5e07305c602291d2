"""Save what a net has learned as plain bytes, without pickled code, and load it."""

import io
import json
from typing import Any

import torch
from skorch.history import History

from .net import StackNet


def net_to_bytes(net: StackNet) -> bytes:
    """Write the state of a net: tensors and JSON only.

    Parameters
    ----------
    net : StackNet
        Initialised.

    Returns
    -------
    bytes
        Weights, which of them are frozen, optimizer, generators and history.
    """
    buffer = io.BytesIO()
    state = {
        **_learned(net),
        "optimizer": net.optimizer_.state_dict(),
        "lr_scale": net.optimizer_.lr_scale,
        "history": json.dumps(net.history.to_list(), default=float),
    }
    torch.save(state, buffer)
    return buffer.getvalue()


def net_from_bytes(net: StackNet, state: bytes) -> StackNet:
    """Give a net the state that `net_to_bytes` wrote.

    Parameters
    ----------
    net : StackNet
        Initialised, of the same architecture.
    state : bytes
        From `net_to_bytes`.

    Returns
    -------
    StackNet
        The same net.
    """
    learned = torch.load(io.BytesIO(state), map_location="cpu", weights_only=True)
    _take_over(net, learned)
    net.optimizer_.load_state_dict(learned["optimizer"])
    net.optimizer_.set_lr_scale(learned["lr_scale"])
    net.history_ = History(json.loads(learned["history"]))
    return net


def keep_weights(earlier: StackNet, net: StackNet) -> StackNet:
    """Give a net the weights and the random generators of an earlier one.

    Parameters
    ----------
    earlier, net : StackNet
        Of the same architecture; hyperparameters of the training may differ.

    Returns
    -------
    StackNet
        `net`.
    """
    _take_over(net, _learned(earlier))
    return net


def _learned(net: StackNet) -> dict[str, Any]:
    """Collect weights, masks of frozen weights, and states of the random generators."""
    return {
        "module": net.module_.state_dict(),
        "frozen": net.frozen,
        "generators": net.generators.get_state(),
        "shuffle": net.orders_.get_state(),
    }


def _take_over(net: StackNet, learned: dict[str, Any]) -> None:
    net.module_.load_state_dict(learned["module"])
    net.freeze(learned["frozen"])
    net.generators.set_state(learned["generators"])
    net.orders_.set_state(learned["shuffle"])
