"""An interrupt ends what runs many fits, whatever the fit that it met makes of it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def raise_interrupts() -> Iterator[None]:
    """Raise KeyboardInterrupt at the end of a ``with`` block that kept one to itself.

    scikit-learn's multilayer perceptrons end their training at an interrupt and go on as if it was
    finished. Only the main thread gets interrupts; elsewhere nothing is done.

    Raises
    ------
    KeyboardInterrupt
        If there was an interrupt within the block.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    was_raised = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal was_raised
        try:
            before(number, frame)
        except KeyboardInterrupt:
            was_raised = True
            raise

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if was_raised:
        raise KeyboardInterrupt
