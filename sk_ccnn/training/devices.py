"""Where torch computes, on how many threads, and whether it keeps gradients."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import torch

_ONE_AT_A_TIME = threading.Lock()


def resolve_device(device: str | torch.device) -> str | torch.device:
    """Give the device that is meant: of ``"auto"`` a CUDA one if there is one, else the CPU.

    Parameters
    ----------
    device : str or torch.device

    Returns
    -------
    str or torch.device
    """
    if device != "auto":
        return device
    return "cuda" if torch.cuda.is_available() else "cpu"


def require_device(device: str | torch.device) -> None:
    """Raise ValueError if this machine does not have the torch device."""
    try:
        torch.empty(0, device=torch.device(resolve_device(device)))
    except (RuntimeError, AssertionError) as error:
        raise ValueError(f"device={device!r} cannot be used here: {error}") from error


def free_bytes(device: str | torch.device) -> float:
    """Count the bytes that a CUDA device can still give to this process; no limit elsewhere.

    Parameters
    ----------
    device : str or torch.device

    Returns
    -------
    float
    """
    where = torch.device(resolve_device(device))
    if where.type != "cuda":
        return math.inf
    free, _ = torch.cuda.mem_get_info(where)
    # What torch has taken from the device and does not use, it gives to new tensors.
    return free + torch.cuda.memory_reserved(where) - torch.cuda.memory_allocated(where)


@contextmanager
def gradients_on() -> Iterator[None]:
    """Keep gradients within a ``with`` block, or a decorated function.

    What trains or explains a network works under a user's ``torch.no_grad()`` and
    ``torch.inference_mode()``, too.
    """
    with torch.inference_mode(False), torch.enable_grad():
        yield


@contextmanager
def single_thread() -> Iterator[None]:
    """Run torch on one thread in the calling Python thread, then restore its setting.

    The matrices of one network are too small to share: two threads were up to 14 times slower
    than one on a busy machine. Whole fits run side by side instead, by joblib. What a CUDA device
    computes does not depend on it.
    """
    before = torch.get_num_threads()
    _limit_this_thread(1)
    try:
        yield
    finally:
        _limit_this_thread(before)


def _limit_this_thread(n_threads: int) -> None:
    # torch sets the calling Python thread and the default of threads that start later. Only a new
    # thread can read that default. It is set back, or overlapping trainings would change it.
    with _ONE_AT_A_TIME, ThreadPoolExecutor(1) as new_thread:
        default = new_thread.submit(torch.get_num_threads).result()
        torch.set_num_threads(n_threads)
        new_thread.submit(torch.set_num_threads, default).result()
