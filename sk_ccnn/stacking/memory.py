"""How many networks fit into one stack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np
import torch

from ..estimators import BaseConnectomeEstimator, FitPlan, Subjects, build_network
from ..nn import MemberGenerators
from ..training import bytes_of_layout, bytes_per_member

# What earlier stacks have freed is in pieces, not all of which a later one can use.
MEMORY_SAFETY = 0.85

# On a CPU a larger stack is a slower one: `tests/benchmarks/stack_size.py`.
CPU_STACK_BYTES = 64 * 2**20


class _Fit(Protocol):
    @property
    def estimator(self) -> BaseConnectomeEstimator: ...
    @property
    def plan(self) -> FitPlan: ...
    @property
    def subjects(self) -> Subjects: ...
    @property
    def n_members(self) -> int: ...


F = TypeVar("F", bound=_Fit)


def split_by_memory(group: Sequence[F], max_bytes: float | None) -> list[list[F]]:
    """Split fits into stacks of about equal size, none over the limit if one fits at all.

    Where there is a limit, stacks are not larger than is fast either.

    Parameters
    ----------
    group : sequence of PreparedFit
        That may share a stack.
    max_bytes : float or None
        What a stack may take while it trains.

    Returns
    -------
    list of list of PreparedFit
    """
    if max_bytes is None or len(group) == 1:
        return [list(group)]
    fixed, per_member = footprint(group)
    n_bytes = per_member * sum(fit.n_members for fit in group)
    room = MEMORY_SAFETY * max_bytes - fixed
    if torch.device(group[0].estimator.device).type == "cpu":
        room = min(room, CPU_STACK_BYTES)
    n_stacks = min(len(group), int(np.ceil(n_bytes / max(room, per_member))))
    return [[group[i] for i in part] for part in np.array_split(range(len(group)), n_stacks)]


def footprint(group: Sequence[F]) -> tuple[float, float]:
    """Estimate what a stack of a group takes, and what each member adds, in bytes."""
    plan, subjects = group[0].plan, group[0].subjects
    batch_size = group[0].estimator.training_options().batch_size_for(len(subjects.table))
    module = build_network(plan.architecture, [plan.spec], MemberGenerators([0]))
    X = torch.from_numpy(plan.arrange(subjects.table[:batch_size], module))
    module = module.to(X.dtype)
    per_member = bytes_per_member(
        module,
        X,
        own_rows=any(fit.plan.shuffle_seed != plan.shuffle_seed for fit in group),
        own_wires=any(fit.plan.connectome != plan.connectome for fit in group),
    )
    return bytes_of_layout(module), per_member
