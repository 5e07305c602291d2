import math

import pytest
import torch

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.stacking import memory, together
from sk_ccnn.stacking.memory import footprint

QUICK = {"n_members": 2, "max_epochs": 10, "random_state": 0}


def test_stacks_on_a_device_are_as_large_as_it_has_room(brain, cohort, monkeypatch):
    X, y = cohort
    estimators = [ConnectomeRegressor(brain, alpha=alpha, **QUICK) for alpha in range(6)]
    fits = [together.prepare(n, each, X, y, None, []) for n, each in enumerate(estimators)]
    _, per_member = footprint(fits)
    # Small enough a stack for the limit of a CPU to show.
    monkeypatch.setattr(memory, "CPU_STACK_BYTES", per_member)
    for device, expected in (("cpu", [6]), ("auto", [2, 2, 2]), ("cuda:0", [2, 2, 2])):
        asked = []

        def free(given, asked=asked, device=device):
            asked.append(given)
            return 5 * per_member / memory.MEMORY_SAFETY if device != "cpu" else math.inf

        monkeypatch.setattr(memory, "free_bytes", free)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        for estimator in estimators:
            estimator.device = device
        parts = memory.split_by_memory(fits, None)
        assert [len(part) for part in parts] == expected
        assert [given.type for given in asked] == ["cpu" if device == "cpu" else "cuda"]


@pytest.mark.parametrize(
    ("given", "free", "expected"),
    [(None, math.inf, 2**30 / 4), (None, 80e9, 20e9), (8.0, 80e9, 2**21)],
)
def test_workers_share_what_they_may_take(given, free, expected, monkeypatch):
    monkeypatch.setattr(memory, "free_bytes", lambda device: free)
    assert memory.bytes_of_worker(given, 4, "cpu") == expected
