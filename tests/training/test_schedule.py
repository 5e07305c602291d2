import numpy as np
import pytest
import torch
from skorch.callbacks import Callback

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.training import MemberEarlyStopping, Members, StackData
from sk_ccnn.training.schedule import one_cycle


@pytest.fixture(scope="module")
def cohort():
    """Give 80 subjects with measures of ten regions, and their target."""
    X = np.random.default_rng(0).normal(size=(80, 10))
    return X, X[:, 0]


class Rates(Callback):
    """Note the learning rate of every step."""

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.seen = []

    def on_batch_begin(self, net, batch=None, training=False, **kwargs):
        if training:
            self.seen.append(net.optimizer_.param_groups[0]["lr"])


def trained(cohort, **options):
    """Train with three batches an epoch; give the model and the rates."""
    rates = Rates()
    options = {"n_members": 1, "max_epochs": 10, "batch_size": 27, "random_state": 0} | options
    model = ConnectomeRegressor(lr=0.02, callbacks=[rates], **options).fit(*cohort)
    return model, model.net_.callbacks[0].seen


def test_the_rate_rises_to_lr_and_falls_to_nothing(cohort):
    _, seen = trained(cohort)
    top = seen.index(max(seen))
    assert len(seen) == 30
    assert seen[top] == pytest.approx(0.02)
    assert top == 9
    assert seen[:top] == sorted(seen[:top])
    assert seen[top:] == sorted(seen[top:], reverse=True)
    assert seen[-1] < 0.02 / 100


def test_a_constant_rate_stays(cohort):
    _, seen = trained(cohort, lr_schedule="constant")
    assert set(seen) == {0.02}


def test_training_in_parts_goes_on_at_the_constant_rate(cohort):
    model, _ = trained(cohort)
    constant, _ = trained(cohort, lr_schedule="constant")
    assert len(model.net_.callbacks_) == len(constant.net_.callbacks_)
    model.partial_fit(*cohort)
    assert set(model.net_.callbacks[0].seen) == {0.02}


def test_the_next_fit_has_a_cycle_of_its_own(cohort):
    model, seen = trained(cohort, warm_start=True)
    assert model.fit(*cohort).net_.callbacks[0].seen == seen


def test_the_rate_comes_back_after_an_error(cohort):
    class Fail(Callback):
        def on_epoch_end(self, net, **kwargs):
            if len(net.history) == 14:
                raise RuntimeError("no space left")

    model, _ = trained(cohort)
    net = model.net_
    data = StackData(torch.tensor(cohort[0][:54, :, None]), torch.tensor(cohort[1][:54, None]))
    net.set_params(train_split=None)
    before = list(net.callbacks_)
    net.callbacks_.append(("fail", Fail()))
    with pytest.raises(RuntimeError, match="no space left"):
        net.train(data, 10, "one_cycle")
    assert net.callbacks_[:-1] == before
    assert {group["lr"] for group in net.optimizer_.param_groups} == {0.02}
    net.callbacks_.pop()
    assert net.train(data, 2) == 2
    assert set(net.callbacks[0].seen) == {0.02}


def test_the_history_says_nothing_of_the_schedule(cohort):
    (model, _), (constant, _) = trained(cohort), trained(cohort, lr_schedule="constant")
    assert model.net_.history[-1].keys() == constant.net_.history[-1].keys()


@pytest.mark.parametrize("n_steps", [1, 2, 3, 10, 1000])
def test_a_cycle_has_the_same_form_however_many_steps_it_has(n_steps):
    rates = one_cycle(0.02, n_steps).initialize().simulate(n_steps, 1.0)
    assert rates[0] == pytest.approx(0.02 / 25)
    assert (rates > 0).all() and rates.max() <= 0.02 * (1 + 1e-12)
    done = np.arange(n_steps) / n_steps
    up, down = (1 - np.cos(np.pi * done / 0.3)) / 2, (1 + np.cos(np.pi * (done - 0.3) / 0.7)) / 2
    expected = np.where(done < 0.3, 0.04 + 0.96 * up, down)
    np.testing.assert_allclose(rates, 0.02 * expected, rtol=1e-9, atol=1e-12)


def test_a_member_of_a_stack_has_the_cycle_that_it_has_alone(connectomes, subjects, train):
    (brain,), data, lr = connectomes(1), subjects("nodes"), [0.1, 0.02, 0.05]

    def run(*which):
        held_out = StackData(data.X[:20], data.y[:20])
        stopping = MemberEarlyStopping(patience=4)
        net = train(
            Members([5 + member for member in which], lr=[lr[member] for member in which]),
            brain,
            data,
            epochs=0,
            train_split=lambda data, y=None: (data, held_out),
            callbacks=[stopping],
        )
        net.train(data, 40, "one_cycle")
        return net.member_outputs(data.X), stopping.best_epoch_

    together, epochs = run(0, 1, 2)
    assert len(set(epochs)) > 1
    for member in range(3):
        alone, (epoch,) = run(member)
        assert epoch == epochs[member]
        torch.testing.assert_close(alone[0], together[member], rtol=0, atol=1e-9)
