"""One case of each outcome, to see that the harness tells them apart."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from sk_ccnn import Connectome

from ..case import Case


def _hang(folder: Path) -> None:
    time.sleep(3600)


def _crash(folder: Path) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


PLANTED = {
    "right value": Case("planted right value", lambda folder: 1, "work", lambda value: value == 1),
    "clear error": Case("planted clear error", lambda folder: Connectome([[0, np.nan]]), "fail"),
    "accepted": Case("planted silence", lambda folder: 1, "fail"),
    "refused": Case("planted refusal", lambda folder: Connectome([[0, 1]]), "work"),
    "bare error": Case("planted numpy error", lambda folder: np.ones(2) @ np.ones(3), "fail"),
    "memory": Case("planted memory", lambda folder: np.ones(150_000_000).sum(), "either"),
    "hang": Case("planted hang", _hang),
    "crash": Case("planted crash", _crash),
}


def cases() -> st.SearchStrategy[Case]:
    """Draw one of them; those that end the process, so that the next begins anew, less often."""
    often = [case for case in PLANTED.values() if case.call not in (_hang, _crash)]
    return st.sampled_from([*PLANTED.values(), *often, *often])
