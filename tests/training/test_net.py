import numpy as np
import pytest
import torch
from sklearn.metrics import r2_score
from skorch.callbacks import BatchScoring, Callback, EpochScoring, LRScheduler

from sk_ccnn.training import Members, StackData, StackNet, all_wires, wiring_cost

EVENTS = [
    f"on_{what}_{when}" for what in ("train", "epoch", "batch") for when in ("begin", "end")
] + ["on_grad_computed"]


class Recorder(Callback):
    """Write down what skorch notifies of."""

    def __init__(self):
        self.events = []
        for event in EVENTS:
            setattr(self, event, lambda *args, event=event, **kwargs: self.events.append(event))


@pytest.fixture
def brain(connectomes):
    return connectomes(1)[0]


def test_the_history_has_a_loss_for_each_member_and_their_mean(brain, subjects, train):
    net = train(Members([0, 1, 2]), brain, subjects("nodes"), epochs=4)
    assert len(net.history) == 4
    for row in net.history:
        assert len(row["train_member_losses"]) == 3
        assert row["train_loss"] == pytest.approx(np.mean(row["train_member_losses"]), rel=1e-6)
        assert row["dur"] >= 0


def test_the_loss_falls(brain, subjects, train):
    losses = train(Members([0, 1]), brain, subjects("nodes"), epochs=40).history[:, "train_loss"]
    assert losses[-1] < 0.5 * losses[0]


def test_a_subject_of_weight_two_is_the_subject_twice_and_of_zero_none(brain, subjects, train):
    data = subjects("nodes")
    weight = torch.ones(len(data.X), dtype=data.X.dtype)
    weight[:5], weight[5:9] = 2, 0
    rows = torch.repeat_interleave(torch.arange(len(data.X)), weight.long())
    how = {"epochs": 20, "batch_size": 1000}
    members = Members([0, 1], dropout=0.3, lambda_wiring=0.01)
    weighted = train(members, brain, StackData(data.X, data.y, weight), **how)
    repeated = train(members, brain, StackData(data.X[rows], data.y[rows]), **how)
    torch.testing.assert_close(
        weighted.member_outputs(data.X), repeated.member_outputs(data.X), rtol=0, atol=1e-8
    )


@pytest.mark.parametrize("batch_size", [7, 1000])
def test_the_loss_is_the_weighted_mean_over_subjects_however_batched(
    batch_size, brain, subjects, train
):
    data = subjects("nodes")
    weight = torch.linspace(0, 3, len(data.X), dtype=data.X.dtype)
    weighted = StackData(data.X, data.y, weight)
    still = Members([0, 1], lr=1e-15)
    net = train(still, brain, weighted, epochs=1, batch_size=batch_size)
    losses = (net.member_outputs(data.X) - data.y).square()[:, :, 0] / 2
    expected = (losses * weight).sum(dim=1) / weight.sum()
    assert net.history[-1, "train_member_losses"] == pytest.approx(expected.tolist())


def test_members_may_be_trained_on_rows_of_their_own(brain, subjects, train):
    data = subjects("nodes")
    weight = torch.ones(2, len(data.X), dtype=data.X.dtype)
    weight[1, 30:] = 0
    both = train(Members([0, 1]), brain, StackData(data.X, data.y, weight), batch_size=1000)
    half = StackData(data.X[:30], data.y[:30])
    alone = train(Members([1]), brain, half, batch_size=1000)
    torch.testing.assert_close(both.member_outputs(data.X)[1], alone.member_outputs(data.X)[0])


def test_missing_connections_never_move_under_hard(brain, subjects, train):
    seen = []

    class Watch(Callback):
        def on_batch_end(self, net, training=False, **kwargs):
            for wires, _ in all_wires(net.module_):
                pair = wires.pair[0]
                dense = wires.to_region_matrix().flatten(1)
                missing = ~torch.tensor(brain.adjacency() | np.eye(8, dtype=bool)).flatten()
                assert not missing[pair].any()
                seen.append(float(dense[:, missing].abs().max()))

    train(Members([0, 1]), brain, subjects("nodes"), epochs=5, callbacks=[Watch()])
    assert len(seen) > 5
    assert set(seen) == {0.0}


def test_soft_constraints_remove_missing_connections_as_they_get_stronger(brain, subjects, train):
    members = Members([0, 0, 0], lambda_constraint=[0.0, 0.02, 10.0])
    net = train(members, brain, subjects("nodes"), constraint="soft")
    kept = sum(
        ((wires.values != 0) & wires.missing).sum(dim=1) for wires, _ in all_wires(net.module_)
    )
    assert kept[0] > kept[1] > kept[2] == 0


def test_init_begins_at_the_connectome_and_may_leave_it(brain, subjects, train):
    moved = []

    class Watch(Callback):
        def look(self, net, **kwargs):
            wires = [wires for wires, _ in all_wires(net.module_)]
            moved.append(any((each.values[:, each.missing[0]] != 0).any() for each in wires))

        on_train_begin = on_train_end = look

    train(Members([0]), brain, subjects("nodes"), constraint="init", epochs=2, callbacks=[Watch()])
    assert moved == [False, True]


def test_none_does_not_look_at_the_connections(connectomes, subjects, train):
    data = subjects("nodes")
    outputs = []
    for brain in connectomes(2):  # the same regions at the same places
        net = train(Members([0], lambda_wiring=0.01), brain, data, constraint="none", epochs=5)
        outputs.append(net.member_outputs(data.X))
    assert (outputs[0] == outputs[1]).all()


def test_wiring_cost_falls_with_lambda(brain, subjects, train):
    net = train(Members([0] * 5, lambda_wiring=[0, 1e-3, 1e-2, 1e-1, 1]), brain, subjects("nodes"))
    costs = wiring_cost(net.module_)
    assert (costs.diff() < 0).all()
    assert costs[-1] == 0


def test_callbacks_see_skorchs_events(brain, subjects, train):
    recorder = Recorder()
    train(Members([0]), brain, subjects("nodes"), epochs=2, callbacks=[recorder])
    batches = ["on_batch_begin", "on_grad_computed", "on_batch_end"] * 2
    epoch = ["on_epoch_begin", *batches, "on_epoch_end"]
    assert recorder.events == ["on_train_begin", *epoch, *epoch, "on_train_end"]


def test_skorchs_schedulers_change_the_learning_rate_of_all_members(brain, subjects, train):
    rates = []

    class Watch(Callback):
        def on_epoch_end(self, net, **kwargs):
            rates.append(net.optimizer_.param_groups[0]["lr"])

    schedule = LRScheduler(torch.optim.lr_scheduler.ExponentialLR, gamma=0.5)
    callbacks = [("schedule", schedule), Watch()]
    train(Members([0, 1], lr=0.1), brain, subjects("nodes"), epochs=3, callbacks=callbacks)
    assert rates[1] / rates[0] == pytest.approx(0.5)


def test_skorchs_epoch_scores_are_those_of_the_mean_over_members(brain, subjects, train):
    data = subjects("nodes")
    score = EpochScoring("r2", name="r2", lower_is_better=False, on_train=True)
    net = train(Members([0, 1]), brain, data, epochs=3, callbacks=[score])
    assert net.history[-1, "r2"] == pytest.approx(r2_score(data.y, net.predict(data.X)))
    assert net.history[:, "r2_best"][-1]


def test_skorchs_batch_scores_are_those_of_the_mean_over_members(brain, subjects, train):
    expected = []

    class Watch(Callback):
        def on_batch_end(self, net, batch, **kwargs):
            X, y = batch
            expected.append(r2_score(y, net.predict(X)))

    callbacks = [Watch(), BatchScoring("r2", name="r2", on_train=True)]
    net = train(Members([0, 1]), brain, subjects("nodes"), epochs=3, callbacks=callbacks)
    scores = [score for epoch in net.history[:, "batches", :, "r2"] for score in epoch]
    assert scores == pytest.approx(expected)


def test_a_callback_that_predicts_does_not_change_what_is_learned(brain, subjects, train):
    class Predict(Callback):
        def on_batch_end(self, net, batch, **kwargs):
            net.predict(batch[0])

    data, members = subjects("nodes"), Members([0, 1], dropout=0.5)
    watched = train(members, brain, data, epochs=3, callbacks=[Predict()])
    alone = train(members, brain, data, epochs=3)
    assert (watched.predict(data.X) == alone.predict(data.X)).all()


def test_features_too_large_for_a_finite_loss_are_an_error(brain, subjects, train):
    data = subjects("nodes")
    with pytest.raises(FloatingPointError, match="became infinite or NaN in epoch 1 .* scale of X"):
        train(Members([0, 1]), brain, StackData(data.X * 1e200, data.y))


def test_a_diverging_member_is_named_with_its_epoch_and_learning_rate(brain, subjects, train):
    members = Members([0, 1, 2], lr=[0.01, 1e200, 0.01])
    with pytest.raises(
        FloatingPointError,
        match=r"member 1 became infinite or NaN in epoch \d+ at learning rate 1e\+200",
    ):
        train(members, brain, subjects("nodes"))


def test_a_keyboard_interrupt_leaves_a_net_that_works(brain, subjects, train):
    class Interrupt(Callback):
        def on_batch_end(self, net, training=False, **kwargs):
            if len(net.history) == 3:
                raise KeyboardInterrupt

    data = subjects("nodes")
    net = train(Members([0, 1]), brain, data, callbacks=[Interrupt()])
    assert len(net.history) == 3
    assert torch.isfinite(net.member_outputs(data.X)).all()
    assert net.interrupted_ and not net.all_members_stopped_
    assert not net.set_params(callbacks=None).initialize().interrupted_


@pytest.mark.parametrize("epoch", [1, 2])
def test_an_interrupt_in_an_epoch_finds_the_draws_of_the_steps_that_were_taken(
    epoch, brain, subjects, train
):
    class Interrupt(Callback):
        def on_batch_end(self, net, **kwargs):
            if len(net.history) == epoch and len(net.history[-1, "batches"]) == 3:
                raise KeyboardInterrupt

    class DrawStepByStep(Callback):
        def on_batch_begin(self, net, **kwargs):
            net.generators.get_state()

    given = (Members([0, 1], dropout=0.5), brain, subjects("nodes"))
    nets = [
        train(*given, batch_size=10, callbacks=callbacks)
        for callbacks in ([Interrupt()], [DrawStepByStep(), Interrupt()])
    ]
    assert (
        nets[0].history[-1, "batches", :, "train_loss"]
        == (nets[1].history[-1, "batches", :, "train_loss"])
    )
    ahead, stepwise = (net.set_params(callbacks=None).initialize_callbacks() for net in nets)
    for net in (ahead, stepwise):
        net.partial_fit(given[2], epochs=2)
    assert all(map(torch.equal, ahead.generators.get_state(), stepwise.generators.get_state()))
    for one, other in zip(ahead.module_.parameters(), stepwise.module_.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_callback_that_trains_the_module_draws_what_it_would_have_drawn(brain, subjects, train):
    class Forward(Callback):
        def on_batch_end(self, net, batch, **kwargs):
            if len(net.history[-1, "batches"]) == 2:
                self.outputs = net.module_(batch[0])

    class DrawStepByStep(Callback):
        def on_batch_begin(self, net, **kwargs):
            net.generators.get_state()

    given = (Members([0, 1], dropout=0.5), brain, subjects("nodes"))
    seen = [Forward(), Forward()]
    ahead = train(*given, epochs=3, batch_size=10, callbacks=seen[:1])
    stepwise = train(*given, epochs=3, batch_size=10, callbacks=[DrawStepByStep(), seen[1]])
    assert torch.equal(seen[0].outputs, seen[1].outputs)
    assert all(map(torch.equal, ahead.generators.get_state(), stepwise.generators.get_state()))


@pytest.mark.parametrize("architecture", ["mlp", "own"])
def test_global_random_states_are_left_alone(architecture, brain, subjects, train):
    torch_before, numpy_before = torch.get_rng_state(), np.random.get_state()[1].copy()
    data = subjects("nodes")
    net = train(Members([0, 1], dropout=0.3), brain, data, architecture=architecture)
    net.member_outputs(data.X)
    assert (torch.get_rng_state() == torch_before).all()
    assert (np.random.get_state()[1] == numpy_before).all()


def test_predictions_are_the_mean_over_members_and_need_no_batch(brain, subjects, train):
    data = subjects("nodes")
    net = train(Members([0, 1]), brain, data, epochs=2)
    assert isinstance(net, StackNet)
    expected = net.member_outputs(data.X).mean(dim=0)
    np.testing.assert_allclose(net.predict(data.X), expected, rtol=1e-12)
    rows = torch.cat([net.member_outputs(data.X[[i]]) for i in range(5)], dim=1)
    torch.testing.assert_close(rows, net.member_outputs(data.X)[:, :5])


def test_a_last_step_that_diverges_is_noticed_too(brain, subjects, train):
    members, data = Members([0, 1], lr=[0.01, 1e300]), subjects("nodes")
    net = train(members, brain, data, epochs=1, batch_size=99)
    assert np.isfinite(net.history[-1, "train_loss"])
    with pytest.raises(FloatingPointError, match="output of member 1 became infinite or NaN"):
        net.check_outputs(data.X)
    train(Members([0, 1]), brain, data, epochs=1).check_outputs(data.X)
