"""What an estimator takes from the machine: randomness and a device."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.utils import check_random_state

from ..types import RandomState


def draw_seeds(random_state: RandomState, n_seeds: int) -> list[int]:
    """Draw seeds; None takes fresh entropy, so that numpy's global state stays as it is."""
    generator = np.random.RandomState() if random_state is None else random_state
    return check_random_state(generator).randint(np.iinfo(np.int32).max, size=n_seeds).tolist()


def require_device(device: str | torch.device) -> None:
    """Raise ValueError if this machine does not have the torch device."""
    try:
        torch.empty(0, device=torch.device(device))
    except (RuntimeError, AssertionError) as error:
        raise ValueError(f"device={device!r} cannot be used here: {error}") from error
