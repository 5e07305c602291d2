"""Which networks can share what: the steps before them, and a stack."""

from __future__ import annotations

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

    Only what is left when all workers have had equally many is split.

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
    n_left = len(stacks) % n_workers
    n_whole = len(stacks) - n_left
    parts = [[stack] for stack in stacks[:n_whole]]
    for stack in stacks[n_whole:]:
        n_parts = n_parts_of(len(stack), n_left, n_workers)
        pieces = np.array_split(range(len(stack)), n_parts)
        parts.append([[stack[index] for index in piece] for piece in pieces])
    return parts


def n_parts_of(n_candidates: int, n_stacks: int, n_workers: int) -> int:
    """Choose into how many parts each of some stacks is split, so that all are done soonest."""

    def duration(n_parts: int) -> int:
        rounds = -(-n_stacks * n_parts // n_workers)
        return rounds * (-(-n_candidates // n_parts) + OVERHEAD)

    return min(range(1, min(n_workers, n_candidates) + 1), key=duration)
