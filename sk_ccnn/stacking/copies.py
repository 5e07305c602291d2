"""A fitted estimator several times over, as a stack that can be changed and trained on."""

from __future__ import annotations

from collections.abc import Sequence

from ..estimators import BaseConnectomeEstimator, Subjects, build_net
from ..nn import select_members
from ..training import StackNet, frozen_of_members, selected_history
from .memory import split_by_memory
from .together import PreparedFit, adopt_members


def parts_of_copies(
    estimator: BaseConnectomeEstimator,
    n_copies: int,
    subjects: Subjects,
    max_bytes: float | None = None,
) -> list[list[int]]:
    """Split copies of an estimator into stacks that may train at once.

    Parameters
    ----------
    estimator : BaseConnectomeEstimator
        Fitted.
    n_copies : int
    subjects : Subjects
        What they are trained on.
    max_bytes : float, optional
        What a stack may take while it trains.

    Returns
    -------
    list of list of int
        Numbers of the copies.
    """
    if estimator.callbacks:  # they look at all members of a net at once
        return [[number] for number in range(n_copies)]
    plan = estimator.plan_
    fits = [PreparedFit(number, estimator, None, subjects, plan) for number in range(n_copies)]
    return [[fit.index for fit in part] for part in split_by_memory(fits, max_bytes)]


def stack_of_copies(copies: Sequence[BaseConnectomeEstimator]) -> StackNet:
    """Make one net of the members of several copies of an estimator.

    Parameters
    ----------
    copies : list of BaseConnectomeEstimator
        Fitted, and all the same; they stay as they are.

    Returns
    -------
    StackNet
        With their weights, frozen weights, random generators and history, copied. Its optimizer
        begins anew.
    """
    first, net = copies[0], copies[0].net_
    members = list(range(net.n_members)) * len(copies)
    stack = build_net([first.plan_] * len(copies), first.training_options())
    repeated, _ = select_members(net.module_, net.generators, members)
    stack.module_.load_state_dict(repeated.state_dict())
    stack.freeze(frozen_of_members(net.module_, net.frozen, members))
    stack.generators.set_state(net.generators.get_state() * len(copies))
    stack.orders_.set_state(net.orders_.get_state())
    stack.history_ = selected_history(net, members, len(net.history))
    return stack


def split_among_copies(stack: StackNet, copies: Sequence[BaseConnectomeEstimator]) -> None:
    """Give each copy its members of a stack, and let it look at them.

    Parameters
    ----------
    stack : StackNet
        From `stack_of_copies`, and then changed.
    copies : list of BaseConnectomeEstimator
        Their nets are replaced.
    """
    n_members = stack.n_members // len(copies)
    for number, each in enumerate(copies):
        members = range(number * n_members, (number + 1) * n_members)
        adopt_members(each, each.plan_, stack, members)
