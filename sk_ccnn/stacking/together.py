"""Fit many estimators at once, those that can share a stack as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import ArrayLike

from ..estimators import BaseConnectomeEstimator, FitPlan, Subjects, build_net, train_net
from ..training import StackData, StackNet, select_from_net
from .memory import split_by_memory
from .sharing import grouped, may_share_a_stack


def fit_together(
    estimators: Sequence[BaseConnectomeEstimator],
    X: ArrayLike,
    targets: Sequence[Any],
    sample_weight: ArrayLike | None = None,
    *,
    max_bytes: float | None = None,
) -> list[Exception | None]:
    """Fit estimators to the same subjects, as stacks.

    Each is fitted as it would be alone (float32: to rounding). What cannot share a stack, because
    its network has another shape or its training another length, gets one of its own.

    Parameters
    ----------
    estimators : list of BaseConnectomeEstimator
        Not fitted; they are fitted in place.
    X : array-like of shape (n_subjects, ...)
        As in `fit`.
    targets : list of array-like of shape (n_subjects,), length n_estimators
        The target of each estimator. The same object for all, where it is the same.
    sample_weight : array-like of shape (n_subjects,), optional
        As in `fit`.
    max_bytes : float, optional
        What a stack may take while it trains; the more members, the more. One estimator is trained
        whatever it takes. No limit by default.

    Returns
    -------
    list of Exception or None, length n_estimators
        Why an estimator could not be fitted.
    """
    failures: list[Exception | None] = [None] * len(estimators)
    prepared: list[PreparedFit] = []
    for index, (estimator, y) in enumerate(zip(estimators, targets, strict=True)):
        try:
            prepared.append(prepare(index, estimator, X, y, sample_weight, prepared))
        except Exception as error:
            failures[index] = error
    for group in grouped(prepared, _may_share):
        for stack in split_by_memory(group, max_bytes):
            for fit, failure in _train(stack):
                failures[fit.index] = failure
    return failures


@dataclass(frozen=True, eq=False)
class PreparedFit:
    """An estimator that is ready to be trained.

    Parameters
    ----------
    index : int
        Which of the estimators it is.
    estimator : BaseConnectomeEstimator
    y : array-like
        Its target, as it was given.
    subjects : Subjects
        Read from X and y.
    plan : FitPlan
    """

    index: int
    estimator: BaseConnectomeEstimator
    y: Any
    subjects: Subjects
    plan: FitPlan

    @property
    def n_members(self) -> int:
        """Number of networks."""
        return len(self.plan.members)


def prepare(
    index: int,
    estimator: BaseConnectomeEstimator,
    X: ArrayLike,
    y: Any,
    sample_weight: ArrayLike | None,
    earlier: Sequence[PreparedFit],
) -> PreparedFit:
    """Read the subjects, once for all that would read the same, and plan the fit."""
    twin = next((each for each in earlier if _reads_alike(each, estimator, y)), None)
    if twin is None:
        subjects = estimator.read_subjects(X, y, sample_weight)
    else:
        subjects = estimator.share_subjects(twin.estimator, twin.subjects)
    return PreparedFit(index, estimator, y, subjects, estimator.plan_fit(subjects))


def _reads_alike(fit: PreparedFit, estimator: BaseConnectomeEstimator, y: Any) -> bool:
    mine = fit.estimator
    return type(mine) is type(estimator) and fit.y is y and mine.features == estimator.features


def _may_share(one: PreparedFit, other: PreparedFit) -> bool:
    """Tell whether two fits can be members of one stack."""
    mine, its = one.plan, other.plan
    if one.estimator.early_stopping and (
        mine.shuffle_seed != its.shuffle_seed or one.y is not other.y
    ):
        return False  # they hold out other subjects
    return (
        may_share_a_stack(one.estimator, other.estimator)
        and mine.layout == its.layout
        and mine.target.n_outputs == its.target.n_outputs
    )


def _train(stack: list[PreparedFit]) -> list[tuple[PreparedFit, Exception | None]]:
    """Train a stack; where it diverges, find out whose fault it is."""
    try:
        _train_as_one(stack)
    except FloatingPointError as error:
        if len(stack) == 1:
            return [(stack[0], error)]
        half = len(stack) // 2
        return _train(stack[:half]) + _train(stack[half:])
    return [(fit, None) for fit in stack]


def _train_as_one(stack: list[PreparedFit]) -> None:
    lead = stack[0]
    options = lead.estimator.training_options()
    net = build_net([fit.plan for fit in stack], options)
    train_net(net, lead.plan, lead.subjects, options, data=_tensors(stack, net))
    if net.interrupted_:
        raise KeyboardInterrupt
    first = 0
    for fit in stack:
        adopt_members(fit.estimator, fit.plan, net, range(first, first + fit.n_members))
        first += fit.n_members


def _tensors(stack: list[PreparedFit], net: StackNet) -> StackData:
    """Give the subjects as tensors; targets of each member, where they differ."""
    lead = stack[0]
    data = lead.plan.tensors(lead.subjects, net.module_)
    if all(fit.y is lead.y for fit in stack):
        return data
    of_fits = [fit.plan.encode(fit.subjects) for fit in stack]
    members = [each for each, fit in zip(of_fits, stack, strict=True) for _ in range(fit.n_members)]
    targets, weights = (torch.stack(each) for each in zip(*members, strict=True))
    return StackData(data.X, targets, weights, own_y=True)


def adopt_members(
    estimator: BaseConnectomeEstimator, plan: FitPlan, net: StackNet, members: Sequence[int]
) -> None:
    """Fit an estimator by some members of a trained stack.

    Parameters
    ----------
    estimator : BaseConnectomeEstimator
    plan : FitPlan
        What these members were trained by.
    net : StackNet
        Trained; it stays as it is.
    members : sequence of int
        Which of its members.
    """
    options = estimator.training_options()

    def assemble(module: Any, generators: Any) -> StackNet:
        return plan.assemble(module, generators, options)

    estimator.adopt(plan, select_from_net(net, members, assemble))
