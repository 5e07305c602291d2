"""How a training begins, goes on and ends."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose
from skorch.callbacks import Callback, EarlyStopping, EpochScoring, LRScheduler
from torch.optim.lr_scheduler import OneCycleLR

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.estimators import UnnamedRegionsWarning
from sk_ccnn.estimators.base import WiringSummary
from sk_ccnn.training import StopTraining

QUICK = {"n_members": 2, "max_epochs": 12, "random_state": 0}
R2 = [(True, "train_r2"), (False, "valid_r2")]


class InterruptAt(Callback):
    """Press Ctrl+C in an epoch, in the middle or at its end."""

    def __init__(self, epoch, event):
        self.epoch = epoch
        self.event = event

    def on_batch_end(self, net, **kwargs):
        if self.event == "batch" and len(net.history) == self.epoch:
            raise KeyboardInterrupt

    def on_epoch_end(self, net, **kwargs):
        if self.event == "epoch" and len(net.history) == self.epoch:
            raise KeyboardInterrupt


def test_early_stopping_ends_before_the_last_epoch_without_a_warning(brain, cohort):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", UnnamedRegionsWarning)
        model = ConnectomeRegressor(
            brain,
            early_stopping=True,
            max_epochs=500,
            lr=0.02,
            lr_schedule="constant",
            random_state=0,
        ).fit(*cohort)
    assert model.n_epochs_ < 500
    assert len(model.loss_curve_) == model.n_epochs_ == len(model.net_.history)
    assert model.score(*cohort) > 0.8


def test_early_stopping_holds_out_classes_in_proportion(brain, patients):
    X, _ = patients
    y = np.array(["rare"] * 10 + ["common"] * 70)
    counts = {}

    class Watch(Callback):
        def on_train_begin(self, net, **kwargs):
            _, held_out = net.train_split(None)
            counts.update(zip(*np.unique(held_out.y.numpy(), return_counts=True), strict=True))

    options = {"early_stopping": True, "validation_fraction": 0.2, "callbacks": [Watch()]}
    ConnectomeClassifier(brain, **options, **QUICK).fit(X, y)
    assert counts == {0: 14, 1: 2}


def test_a_warm_start_goes_on_from_the_last_weights(brain, cohort):
    options = QUICK | {"warm_start": True, "dropout": 0, "lr_schedule": "constant"}
    options["max_epochs"] = 30
    warm = ConnectomeRegressor(brain, loss="squared_error", **options).fit(*cohort)
    last = warm.loss_curve_[-1]
    first = warm.loss_curve_[0]
    warm.fit(*cohort)
    assert warm.loss_curve_[0] == pytest.approx(last, rel=0.2)
    assert warm.loss_curve_[0] < 0.5 * first


def test_a_warm_start_uses_the_hyperparameters_of_now(brain, cohort):
    model = ConnectomeRegressor(brain, warm_start=True, **QUICK).fit(*cohort)
    assert model.density_ > 0
    model.set_params(lambda_wiring=1e6).fit(*cohort)
    assert model.density_ == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_members": 3}, "keeps the 2 members.*n_members is now 3"),
        ({"hidden_channels": (2,)}, r"hidden_channels.*\(2, 2, 2\) to \(2,\)"),
        ({"constraint": "soft"}, "constraint.*hard to soft"),
    ],
)
def test_a_warm_start_in_another_network_says_what_changed(change, message, brain, cohort):
    model = ConnectomeRegressor(brain, warm_start=True, **QUICK).fit(*cohort)
    before = model.predict(cohort[0])
    with pytest.raises(ValueError, match=message):
        model.set_params(**change).fit(*cohort)
    assert (model.predict(cohort[0]) == before).all()


def test_parts_make_the_whole(brain, cohort):
    options = QUICK | {"max_epochs": 5, "lr_schedule": "constant"}
    whole = ConnectomeRegressor(brain, **options).fit(*cohort)
    parts = ConnectomeRegressor(brain, **QUICK)
    for _ in range(5):
        parts.partial_fit(*cohort)
    assert_allclose(parts.predict(cohort[0]), whole.predict(cohort[0]), rtol=1e-12)
    assert parts.n_epochs_ == 5


def test_classes_that_come_later_are_announced(brain, patients):
    X, y = patients
    model = ConnectomeClassifier(brain, **QUICK)
    one = y == "patient"
    model.partial_fit(X[one], y[one], classes=["control", "patient"])
    model.partial_fit(X, y)
    assert model.classes_.tolist() == ["control", "patient"]
    assert model.predict_proba(X).shape == (80, 2)


def test_a_transformer_learns_in_parts(brain, cohort):
    model = ConnectomeTransformer(brain, **QUICK).partial_fit(cohort[0])
    first = model.loss_curve_[0]
    for _ in range(20):
        model.partial_fit(cohort[0])
    assert model.loss_curve_[-1] < first


@pytest.mark.parametrize("event", ["batch", "epoch"])
def test_an_interrupted_fit_is_raised_and_leaves_a_network_that_says_so(event, brain, cohort):
    X, y = cohort
    options = QUICK | {"lr_schedule": "constant"}
    model = ConnectomeRegressor(brain, callbacks=[InterruptAt(4, event)], **options)
    with pytest.raises(KeyboardInterrupt, match="in epoch 4.*usable as it was then"):
        model.fit(X, y)
    assert model.interrupted_
    assert model.n_epochs_ == len(model.loss_curve_) == (3 if event == "batch" else 4)
    # All subjects are one batch, so the interrupt came after the step of epoch 4 in both cases.
    short = ConnectomeRegressor(brain, **(options | {"max_epochs": 4})).fit(X, y)
    assert (model.predict(X) == short.predict(X)).all()
    assert model.density_ == short.density_
    assert not short.interrupted_
    model.set_params(callbacks=None).fit(X, y)
    assert not model.interrupted_


def test_an_interrupt_before_the_first_epoch_ends_leaves_a_network(brain, cohort):
    model = ConnectomeRegressor(brain, callbacks=[InterruptAt(1, "batch")], **QUICK)
    with pytest.raises(KeyboardInterrupt, match="epoch 1"):
        model.fit(*cohort)
    assert model.loss_curve_ == []
    assert np.isfinite(model.predict(cohort[0])).all()


def test_an_interrupt_while_the_network_is_summed_up_changes_nothing(brain, cohort, monkeypatch):
    model = ConnectomeRegressor(brain, **QUICK).fit(*cohort)
    before = dict(vars(model))

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(WiringSummary, "of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        model.fit(cohort[0], -cohort[1])
    assert vars(model) == before


def test_an_interrupted_network_that_diverged_is_still_an_interrupt(brain, cohort):
    options = QUICK | {"lr": 1e300, "callbacks": [InterruptAt(2, "batch")]}
    with pytest.raises(KeyboardInterrupt):
        ConnectomeRegressor(brain, lr_schedule="constant", **options).fit(*cohort)


def test_an_interrupted_partial_fit_and_warm_start_keep_what_they_reached(brain, cohort):
    model = ConnectomeRegressor(brain, warm_start=True, **QUICK).fit(*cohort)
    before = model.predict(cohort[0])
    model.set_params(callbacks=[InterruptAt(5, "epoch")])
    with pytest.raises(KeyboardInterrupt):
        model.fit(*cohort)
    assert model.interrupted_ and model.n_epochs_ == 5
    assert (model.predict(cohort[0]) != before).any()
    part = ConnectomeRegressor(brain, callbacks=[InterruptAt(1, "batch")], **QUICK)
    with pytest.raises(KeyboardInterrupt):
        part.partial_fit(*cohort)
    assert part.interrupted_


def test_early_stopping_keeps_the_best_weights_at_an_interrupt(brain, cohort):
    options = QUICK | {"early_stopping": True, "max_epochs": 60}
    model = ConnectomeRegressor(brain, callbacks=[InterruptAt(30, "epoch")], **options)
    with pytest.raises(KeyboardInterrupt):
        model.fit(*cohort)
    assert model.interrupted_
    assert np.isfinite(model.predict(cohort[0])).all()


def test_a_users_callback_sees_every_epoch_and_its_losses(brain, cohort):
    seen = []

    class Watch(Callback):
        def on_epoch_end(self, net, **kwargs):
            seen.append((net.history[-1, "epoch"], len(net.history[-1, "train_member_losses"])))

    ConnectomeRegressor(brain, callbacks=[Watch()], **QUICK).fit(*cohort)
    assert seen == [(epoch, 2) for epoch in range(1, 13)]


def test_skorchs_scores_are_recorded_for_training_and_held_out_subjects(brain, cohort):
    scores = [EpochScoring("r2", on_train=on_train, name=name) for on_train, name in R2]
    model = ConnectomeRegressor(brain, early_stopping=True, callbacks=scores, **QUICK)
    history = model.fit(*cohort).net_.history
    for _, name in R2:
        assert history[0, name] < history[-1, name] < 1


def test_a_callback_that_ends_the_training_is_no_warning(brain, cohort):
    patience = EarlyStopping(monitor="train_loss", patience=3, threshold=1.0)
    model = ConnectomeRegressor(brain, callbacks=[patience], **QUICK)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", UnnamedRegionsWarning)
        model.fit(*cohort)
    assert model.n_epochs_ == 4


def test_a_callback_of_ones_own_can_end_the_training(brain, cohort):
    class Enough(Callback):
        def on_epoch_end(self, net, **kwargs):
            if len(net.history) == 4:
                raise StopTraining

    model = ConnectomeRegressor(brain, callbacks=[Enough()], **QUICK)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", UnnamedRegionsWarning)
        model.fit(*cohort)
    assert model.n_epochs_ == 4
    assert not model.interrupted_


def test_skorchs_callbacks_are_passed_through(brain, cohort):
    X, y = cohort
    callbacks = [
        ("one_cycle", LRScheduler(OneCycleLR, max_lr=0.02, total_steps=12)),
        ("patience", EarlyStopping(monitor="train_loss", patience=100)),
    ]
    options = QUICK | {"lr_schedule": "constant", "callbacks": callbacks}
    model = ConnectomeRegressor(brain, **options).fit(X, y)
    rates = model.net_.history[:, "event_lr"]
    assert max(rates) == pytest.approx(0.02, rel=0.1)
    assert rates[-1] < 0.01 * max(rates)


def test_verbose_draws_a_bar_and_quiet_says_nothing(brain, cohort, capfd):
    ConnectomeRegressor(brain, **QUICK).fit(*cohort)
    assert capfd.readouterr() == ("", "")
    ConnectomeRegressor(brain, verbose=1, **QUICK).fit(*cohort)
    out, err = capfd.readouterr()
    assert out == ""
    assert "12/12" in err


def test_batches_are_about_as_large_as_asked(brain, cohort):
    model = ConnectomeRegressor(brain, batch_size=25, **QUICK).fit(*cohort)
    assert model.net_.history[0, "train_batch_count"] == 3
    assert (
        ConnectomeRegressor(brain, **QUICK).fit(*cohort).net_.history[0, "train_batch_count"] == 1
    )


def test_constant_columns_and_hundreds_of_outputs_are_no_trouble(brain, cohort):
    X, y = cohort
    X = X.copy()
    X[:, 2] = 0
    many = np.random.default_rng(0).normal(size=(80, 200)) + y[:, None]
    assert ConnectomeRegressor("correlation", **QUICK).fit(X, many).predict(X).shape == (80, 200)
