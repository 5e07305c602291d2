"""Which networks can share what: the steps before them, and a stack."""

import numpy as np

from ..estimators._together import could_share_a_stack, grouped, is_same
from ._pipelines import front_of, network_of

# What a stack costs beside its networks, in networks: up to 11 by `tests/benchmarks/stack_size.py`.
OVERHEAD = 4


def sharing_a_front(problems):
    """Group the problems whose subjects reach the network alike.

    Parameters
    ----------
    problems : list of Problem

    Returns
    -------
    list of list of int
        Indices of the problems of each group.
    """

    def share(first, other):
        one, another = problems[first], problems[other]
        needs_same_y = bool(front_of(another.estimator))
        return (one.y is another.y or not needs_same_y) and same_steps(
            one.estimator, another.estimator
        )

    return grouped(range(len(problems)), share)


def same_steps(one, other):
    """Tell whether the steps before the networks of two estimators are the same: bool."""
    return is_same(front_of(one), front_of(other))


def is_same_front(one, other, problems, group, other_group):
    """Tell whether two groups' targets made no difference to what comes before the network: bool.

    Parameters
    ----------
    one, other : (Front, float) or Exception
        What fitting the front of each group gave.
    problems : list of Problem
    group, other_group : list of int
        Indices of their problems.
    """
    if isinstance(one, Exception) or isinstance(other, Exception):
        return False
    return (
        same_steps(problems[group[0]].estimator, problems[other_group[0]].estimator)
        and type(one[0].X) is type(other[0].X)
        and np.array_equal(np.asarray(one[0].X), np.asarray(other[0].X))
    )


def of_one_shape(group, problems):
    """Split problems that share a front into those whose networks can share a stack.

    Parameters
    ----------
    group : list of int
        Indices of the problems.
    problems : list of Problem

    Returns
    -------
    list of list of int
        What is trained together, if memory allows.
    """
    networks = {index: network_of(problems[index].estimator) for index in group}
    return grouped(
        group, lambda first, other: could_share_a_stack(networks[first], networks[other])
    )


def split_for_workers(stacks, n_workers):
    """Split stacks so that workers are busy and stacks large.

    Only what is left when all workers have had equally many is split.

    Parameters
    ----------
    stacks : list of list of int
        Indices of the problems of each stack.
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
        places = np.array_split(range(len(stack)), n_parts)
        parts.append([[stack[place] for place in part] for part in places])
    return parts


def n_parts_of(n_problems, n_stacks, n_workers):
    """Choose into how many parts each of some stacks is split, so that all are done soonest."""

    def duration(n_parts):
        rounds = -(-n_stacks * n_parts // n_workers)
        return rounds * (-(-n_problems // n_parts) + OVERHEAD)

    return min(range(1, min(n_workers, n_problems) + 1), key=duration)
