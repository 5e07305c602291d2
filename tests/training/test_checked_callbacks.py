"""A callback that would have no effect, or is none, is an error with its remedy."""

import pytest
from skorch.callbacks import (
    Callback,
    Checkpoint,
    EarlyStopping,
    EpochScoring,
    GradientNormClipping,
    LRScheduler,
)

from sk_ccnn.training.checked_callbacks import require_agreement, require_callbacks

QUIET = [None, [], [Callback()], [("named", Callback())], [GradientNormClipping], (Callback(),)]


@pytest.mark.parametrize("callbacks", QUIET)
@pytest.mark.parametrize("schedule", ["constant", "one_cycle"])
def test_what_works_is_let_through(callbacks, schedule):
    require_callbacks(callbacks)
    require_agreement(callbacks, schedule, has_validation=False)


@pytest.mark.parametrize(
    "bad", ["EarlyStopping", None, 3, int, ("named",), ("named", "EarlyStopping"), (1, Callback())]
)
def test_what_is_no_callback_is_named(bad):
    with pytest.raises(TypeError, match=r"EarlyStopping\(\), or pairs .*; got ") as why:
        require_callbacks([Callback(), bad])
    assert str(why.value).endswith(repr(bad))


class OwnScheduler(LRScheduler):
    """A user's own."""


@pytest.mark.parametrize(
    "callback",
    [LRScheduler(), LRScheduler, ("lr", LRScheduler("StepLR", step_size=1)), OwnScheduler()],
)
def test_the_learning_rate_has_one_master(callback):
    require_agreement([callback], "constant", has_validation=False)
    with pytest.raises(ValueError, match="Scheduler .*'one_cycle' sets .*say lr_schedule='const"):
        require_agreement([callback], "one_cycle", has_validation=False)


@pytest.mark.parametrize(
    ("callback", "says"),
    [
        (EarlyStopping(), "EarlyStopping .*'valid_loss'"),
        (EarlyStopping, "EarlyStopping .*'valid_loss'"),
        (("stop", EarlyStopping()), "EarlyStopping .*'valid_loss'"),
        (Checkpoint(), "Checkpoint .*'valid_loss_best'"),
        (EpochScoring("r2"), "EpochScoring .*'valid_r2'"),
        (LRScheduler("ReduceLROnPlateau", monitor="valid_loss"), "LRScheduler .*'valid_loss'"),
    ],
)
def test_what_looks_at_subjects_held_out_needs_some(callback, says):
    require_agreement([callback], "constant", has_validation=True)
    with pytest.raises(ValueError, match=says + ".*early_stopping='callbacks' holds out"):
        require_agreement([callback], "constant", has_validation=False)


@pytest.mark.parametrize(
    "callback", [EarlyStopping(monitor="train_loss"), EpochScoring("r2", on_train=True)]
)
def test_what_looks_at_the_training_subjects_needs_no_others(callback):
    require_agreement([callback], "one_cycle", has_validation=False)
