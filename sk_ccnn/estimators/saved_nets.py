"""How the state of an estimator holds its net: as bytes, or as plain arrays for a model file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from ..training import StackNet, net_from_arrays, net_from_bytes, net_to_arrays, net_to_bytes
from .plan import FitPlan, TrainingOptions, build_net


@dataclass(frozen=True)
class NetsInFiles:
    """How model files hold nets.

    Parameters
    ----------
    optimizer : bool, default=False
        Whether the state of the optimizer is kept too.
    check : callable, optional
        Called with the plan of a net before it is built; it may refuse by an error.
    """

    optimizer: bool = False
    check: Callable[[FitPlan], None] | None = None


_in_files: ContextVar[NetsInFiles | None] = ContextVar("_in_files", default=None)


@contextmanager
def nets_in_files(options: NetsInFiles) -> Iterator[None]:
    """Let estimators give and take their nets as plain arrays, within a ``with`` block.

    Parameters
    ----------
    options : NetsInFiles
    """
    token = _in_files.set(options)
    try:
        yield
    finally:
        _in_files.reset(token)


def state_of_net(net: StackNet) -> Any:
    """Give the state of a net: bytes, or arrays within `nets_in_files`."""
    options = _in_files.get()
    return net_to_bytes(net) if options is None else net_to_arrays(net, optimizer=options.optimizer)


def net_of_state(plan: FitPlan, training: TrainingOptions, state: Any) -> StackNet:
    """Build the net of a plan, with a state that `state_of_net` gave.

    Within `nets_in_files` arrays are taken, and bytes, which torch would read, are refused.
    """
    options = _in_files.get()
    if options is not None and options.check is not None:
        options.check(plan)
    net = build_net([plan], training)
    if options is None and isinstance(state, bytes):
        return net_from_bytes(net, state)
    return net_from_arrays(net, state)
