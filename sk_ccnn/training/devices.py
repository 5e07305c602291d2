"""Where torch computes, and whether it keeps gradients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


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


@contextmanager
def gradients_on() -> Iterator[None]:
    """Keep gradients within a ``with`` block, or a decorated function.

    What trains or explains a network works under a user's ``torch.no_grad()`` and
    ``torch.inference_mode()``, too.
    """
    with torch.inference_mode(False), torch.enable_grad():
        yield
