import numpy as np
import pytest
from skorch.callbacks import Callback

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.training.schedule import cycle


@pytest.fixture(scope="module")
def cohort():
    """Give 80 subjects with measures of ten regions, and their target."""
    X = np.random.default_rng(0).normal(size=(80, 10))
    return X, X[:, 0]


class Rates(Callback):
    """Note the learning rate of every step."""

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.seen = []

    def on_batch_end(self, net, batch=None, training=False, **kwargs):
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


def test_a_cycle_is_the_same_however_many_steps_it_has():
    assert cycle(0.0) < 0.1
    assert cycle(0.3) == pytest.approx(1)
    assert max(cycle(step / 1000) for step in range(1000)) <= 1
    assert min(cycle(step / 1000) for step in range(1000)) > 0
