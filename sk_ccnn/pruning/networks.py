"""Pruned copies of a trained network, all trained on as one stack."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from numpy.typing import ArrayLike

from ..estimators import BaseConnectomeEstimator, Subjects, train_net
from ..stacking import parts_of_copies, split_among_copies, stack_of_copies
from ..training import EpochProgress, StackNet, all_wires
from .removal import Removal, remove_wires


def require_wires(network: BaseConnectomeEstimator) -> None:
    """Raise ValueError where there is nothing to prune."""
    if not all_wires(network.net_.module_):
        raise ValueError(
            f"{network!r} has no wires to prune: architecture='linear' over nodes has none, "
            "and a callable architecture has those of its sk_ccnn.nn layers"
        )


def read_for_fine_tuning(
    network: BaseConnectomeEstimator,
    X: ArrayLike | None,
    y: ArrayLike | None,
    sample_weight: ArrayLike | None,
) -> Subjects:
    """Validate the subjects that a network is fine-tuned on.

    Parameters
    ----------
    network : BaseConnectomeEstimator
        Fitted.
    X, y, sample_weight
        As in `fit`.

    Returns
    -------
    Subjects

    Raises
    ------
    ValueError
        If X or y is missing, or does not fit.
    """
    learns_features = network.plan_.target.learns_features
    missing = [] if X is not None else ["X"]
    if y is None and not learns_features:
        missing.append("y")
    if X is None or missing:
        raise ValueError(
            f"fine-tuning trains {type(network).__name__} on the subjects given and needs "
            f"{' and '.join(missing)}; with fine_tune=0 it needs none"
        )
    return network.read_subjects(X, y, sample_weight, like=network.plan_)


def pruned_networks(
    network: BaseConnectomeEstimator,
    removals: Sequence[Removal],
    subjects: Subjects | None = None,
    n_epochs: int = 0,
    max_bytes: float | None = None,
    verbose: int | bool = 0,
) -> list[BaseConnectomeEstimator]:
    """Prune copies of a network, each in its own way, and fine-tune them together.

    Parameters
    ----------
    network : BaseConnectomeEstimator
        Fitted; it stays as it is.
    removals : list of Removal
        One of each copy, for all its members.
    subjects : Subjects, optional
        What they are fine-tuned on; by default they are not.
    n_epochs : int, default=0
        Length of the fine-tuning.
    max_bytes : float, optional
        What a stack may take while it trains.
    verbose : int or bool, default=0
        Show a progress bar over the epochs of fine-tuning.

    Returns
    -------
    list of BaseConnectomeEstimator
        Fitted.
    """
    copies = [copy.deepcopy(network) for _ in removals]
    numbers = [list(range(len(copies)))]
    if subjects is not None:
        numbers = parts_of_copies(network, len(copies), subjects, max_bytes)
    for part in numbers:
        _prune_stack(
            [copies[number] for number in part],
            [removals[number] for number in part],
            subjects,
            n_epochs,
            verbose,
        )
    return copies


def _prune_stack(
    copies: list[BaseConnectomeEstimator],
    removals: list[Removal],
    subjects: Subjects | None,
    n_epochs: int,
    verbose: int | bool,
) -> None:
    """Prune equal copies as one stack."""
    stack = stack_of_copies(copies)
    n_members = stack.n_members // len(copies)
    of_member = [removal for removal in removals for _ in range(n_members)]
    remove_wires(stack, of_member)
    if subjects is not None:
        lead, options = copies[0], copies[0].training_options()
        with _progress(stack, n_epochs, bool(verbose) and not options.verbose):
            train_net(stack, lead.plan_, subjects, options, n_epochs=n_epochs)
        if stack.interrupted_:
            raise KeyboardInterrupt
        remove_wires(stack, [removal.after_training() for removal in of_member])
    split_among_copies(stack, copies)


@contextmanager
def _progress(stack: StackNet, n_epochs: int, is_wanted: bool) -> Iterator[None]:
    """Show a progress bar while a net trains in a ``with`` block."""
    before = stack.callbacks_
    if is_wanted:
        stack.callbacks_ = [*before, ("progress", EpochProgress(n_epochs).initialize())]
    try:
        yield
    finally:
        stack.callbacks_ = before
