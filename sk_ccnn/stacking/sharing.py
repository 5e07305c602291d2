"""Which networks can share what: the steps before them, and a stack."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from sklearn.base import BaseEstimator

from ..estimators import BaseConnectomeEstimator

# Parameters that may differ between the members of a stack.
MEMBER_PARAMETERS = frozenset(
    "connectome lambda_wiring lambda_constraint lambda_modular communities alpha lr dropout "
    "random_state".split()
)

# What a stack costs beside its networks, in networks: up to 11 by `tests/benchmarks/stack_size.py`.
OVERHEAD = 4
# Stacks are split no further where all are done in so many times the shortest time thinkable.
_ENOUGH = 1.1

T = TypeVar("T")


def may_share_a_stack(one: BaseConnectomeEstimator, other: BaseConnectomeEstimator) -> bool:
    """Tell whether two estimators differ in nothing but what members of a stack may differ in.

    Parameters
    ----------
    one, other : BaseConnectomeEstimator

    Returns
    -------
    bool
    """
    if one is other:
        return True
    if type(one) is not type(other) or one.callbacks or other.callbacks:
        return False  # callbacks look at all members of a net at once
    mine, its = one.get_params(deep=False), other.get_params(deep=False)
    return all(is_same(mine[name], its[name]) for name in mine if name not in MEMBER_PARAMETERS)


def grouped(items: Iterable[T], fits: Callable[[T, T], bool]) -> list[list[T]]:
    """Group items, each with the first group whose first item it fits.

    Parameters
    ----------
    items : iterable
    fits : callable
        From the first item of a group, and another, to bool.

    Returns
    -------
    list of list
    """
    groups: list[list[T]] = []
    for item in items:
        group = next((group for group in groups if fits(group[0], item)), None)
        if group is None:
            groups.append([item])
        else:
            group.append(item)
    return groups


def is_same(a: Any, b: Any) -> bool:
    """Tell whether two values of a parameter are the same.

    Parameters
    ----------
    a, b : object
        Estimators are compared by their parameters, arrays and containers by what they hold.

    Returns
    -------
    bool
        False too where that cannot be known.
    """
    if a is b:
        return True
    if type(a) is not type(b):
        return False
    if isinstance(a, BaseEstimator):
        return is_same(a.get_params(deep=False), b.get_params(deep=False))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(is_same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(is_same, a, b))
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b)
    try:
        return bool(a == b)
    except ValueError:  # arrays within
        return False


def split_for_workers(stacks: Sequence[list[int]], n_workers: int) -> list[list[list[int]]]:
    """Split stacks so that workers are busy and stacks large.

    Again and again the stack with the largest parts gets one more, until that would not make all
    done sooner: stacks may differ in size, as the nulls of a test and its unconstrained network do.

    Parameters
    ----------
    stacks : list of list of int
        Indices of the candidates of each stack.
    n_workers : int

    Returns
    -------
    list of list of list of int
        The parts of each stack.
    """
    sizes = [len(stack) for stack in stacks]
    n_parts = numbers_of_parts(sizes, n_workers)
    return [
        [[stack[index] for index in piece] for piece in np.array_split(range(len(stack)), n)]
        for stack, n in zip(stacks, n_parts, strict=True)
    ]


def numbers_of_parts(sizes: Sequence[int], n_workers: int) -> list[int]:
    """Choose into how many parts each stack is split, so that all are done soonest.

    Parameters
    ----------
    sizes : list of int
        Number of candidates of each stack.
    n_workers : int

    Returns
    -------
    list of int
    """
    tried = [1] * len(sizes)
    chosen, least = list(tried), _duration(sizes, tried, n_workers)
    # Nothing can be sooner than if no worker idled, and each part costs its overhead.
    while least * n_workers > _ENOUGH * (sum(sizes) + OVERHEAD * sum(tried)):
        # Of several, the last, because those before it are more likely to be done by then.
        largest = max(range(len(sizes)), key=lambda at: (-(-sizes[at] // tried[at]), at))
        if tried[largest] >= min(n_workers, sizes[largest]):
            break
        tried[largest] += 1
        duration = _duration(sizes, tried, n_workers)
        if duration < least:
            chosen, least = list(tried), duration
    return chosen


def _duration(sizes: Sequence[int], n_parts: Sequence[int], n_workers: int) -> int:
    """Give the time until all are done, in networks, if who is free takes the largest part left."""
    parts = [
        -(-(size - piece) // n) + OVERHEAD
        for size, n in zip(sizes, n_parts, strict=True)
        for piece in range(n)
    ]
    busy = [0] * n_workers
    for part in sorted(parts, reverse=True):
        heapq.heapreplace(busy, busy[0] + part)
    return max(busy)
