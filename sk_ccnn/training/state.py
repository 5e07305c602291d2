"""A trained net as plain bytes, and back, without pickling code."""

import io
import json

import torch
from skorch.history import History


def net_to_bytes(net):
    """Write the state of a net: tensors and JSON only.

    Parameters
    ----------
    net : StackNet
        Initialised.

    Returns
    -------
    bytes
        Weights, optimizer, generators and history.
    """
    buffer = io.BytesIO()
    state = {
        "module": net.module_.state_dict(),
        "optimizer": net.optimizer_.state_dict(),
        "pace": net.optimizer_.pace,
        "generators": net.generators.get_state(),
        "shuffle": net.shuffle_generator_.get_state(),
        "history": json.dumps(net.history.to_list(), default=float),
    }
    torch.save(state, buffer)
    return buffer.getvalue()


def net_from_bytes(net, state):
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
    state = torch.load(io.BytesIO(state), map_location="cpu", weights_only=True)
    net.module_.load_state_dict(state["module"])
    net.optimizer_.load_state_dict(state["optimizer"])
    net.optimizer_.set_pace(state["pace"])
    net.generators.set_state(state["generators"])
    net.shuffle_generator_.set_state(state["shuffle"])
    net.history_ = History(json.loads(state["history"]))
    return net
