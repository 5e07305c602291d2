"""What a user's callbacks need, and what they cannot be combined with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from skorch.callbacks import Callback, EpochScoring, LRScheduler

from .schedule import Schedule


def require_callbacks(callbacks: Sequence[Any] | None) -> None:
    """Refuse what is no callback, such as the name of one.

    Parameters
    ----------
    callbacks : sequence or None
        Callbacks of skorch, or pairs of a name and a callback.

    Raises
    ------
    TypeError
        If one is neither.
    """
    for given in callbacks or ():
        found = _without_name(given)
        is_class = isinstance(found, type) and issubclass(found, Callback)
        if not (is_class or (hasattr(found, "initialize") and not isinstance(found, type))):
            raise TypeError(
                "callbacks must hold skorch callbacks, such as skorch.callbacks.EarlyStopping(), "
                f"or pairs of a name and a callback; got {given!r}"
            )


def require_agreement(
    callbacks: Sequence[Any] | None, schedule: Schedule, *, has_validation: bool
) -> None:
    """Refuse callbacks that would have no effect in a training.

    Parameters
    ----------
    callbacks : sequence or None
        As of `require_callbacks`.
    schedule : {"constant", "one_cycle"}
        Of the learning rate.
    has_validation : bool
        Whether subjects are held out.

    Raises
    ------
    ValueError
        If one sets the learning rate, and so does the schedule, or one looks at subjects that are
        held out, and there are none.
    """
    for given in callbacks or ():
        found = _without_name(given)
        found = found() if isinstance(found, type) else found
        name = type(found).__name__
        if isinstance(found, LRScheduler) and schedule != "constant":
            raise ValueError(
                f"{name} in callbacks would have no effect, because lr_schedule={schedule!r} sets "
                "the learning rate in each step, too; say lr_schedule='constant'"
            )
        watched = _watched(found)
        if watched is not None and not has_validation:
            raise ValueError(
                f"{name} in callbacks looks at {watched!r}, but no subjects are held out; "
                "early_stopping='callbacks' holds out validation_fraction of them and leaves it "
                "to callbacks when to stop; or let it look at the training subjects, such as "
                "'train_loss'"
            )


def _without_name(given: Any) -> Any:
    is_pair = isinstance(given, tuple) and len(given) == 2 and isinstance(given[0], str)
    return given[1] if is_pair else given


def _watched(callback: Any) -> str | None:
    """Name what a callback needs of subjects that are held out, None if it needs nothing."""
    monitor = getattr(callback, "monitor", None)
    if isinstance(monitor, str) and monitor.startswith("valid_"):
        return monitor
    if isinstance(callback, EpochScoring) and not callback.on_train:
        return callback.name or f"valid_{callback.scoring}"
    return None
