"""Ctrl-C ends whatever runs many fits, at once, and nothing that it met is taken for finished."""

import signal

import numpy as np
import pytest
from sklearn.ensemble import BaggingRegressor
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skorch.callbacks import Callback

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.attributions import region_importance
from sk_ccnn.brain_age import BrainAgeRegressor
from sk_ccnn.inference import null_connectome_test, permutation_test
from sk_ccnn.model_selection import (
    ConnectomeRegressorCV,
    LambdaPathCV,
    StackedGridSearchCV,
    compare,
)
from sk_ccnn.pruning import prune, pruning_path
from sk_ccnn.transfer import TransferRegressor

QUICK = {"n_members": 1, "max_epochs": 6, "random_state": 0}
GRID = {"lambda_wiring": [0.0, 0.1]}
begun = []


class PressCtrlC(Callback):
    """Interrupt a training as a terminal does."""

    def on_train_begin(self, net, **kwargs):
        begun.append(net)

    def on_batch_end(self, net, **kwargs):
        if len(net.history) == 3:
            signal.raise_signal(signal.SIGINT)


class Interrupt(PressCtrlC):
    """Interrupt a training by the exception alone."""

    def on_batch_end(self, net, **kwargs):
        raise KeyboardInterrupt


@pytest.fixture(params=[PressCtrlC, Interrupt])
def model(request, brain):
    return ConnectomeRegressor(brain, callbacks=[request.param()], **QUICK)


@pytest.mark.parametrize(
    "run",
    [
        lambda model, X, y: cross_val_score(model, X, y),
        lambda model, X, y: cross_val_score(make_pipeline(StandardScaler(), model), X, y),
        lambda model, X, y: GridSearchCV(model, GRID, error_score=0).fit(X, y),
        lambda model, X, y: StackedGridSearchCV(model, GRID, error_score=0).fit(X, y),
        lambda model, X, y: LambdaPathCV(model, lambdas=[0.0, 0.1]).fit(X, y),
        lambda model, X, y: LambdaPathCV(model).fit(X, y),
        lambda model, X, y: BaggingRegressor(model, 3).fit(X, y),
        lambda model, X, y: BrainAgeRegressor(model).fit(X, y),
        lambda model, X, y: permutation_test(model, X, y, n_permutations=19),
        lambda model, X, y: null_connectome_test(model, X, y, nulls=["density"]),
        lambda model, X, y: region_importance(model, X, y),
        lambda model, X, y: pruning_path(model, X, y, fractions=[0.5]),
        lambda model, X, y: compare({"one": model, "other": model}, X, y),
    ],
)
def test_no_further_fit_is_begun(run, model, cohort):
    begun.clear()
    with pytest.raises(KeyboardInterrupt):
        run(model, *cohort)
    assert len(begun) == 1


def test_a_path_of_its_own_keeps_nothing(brain, cohort):
    model = ConnectomeRegressorCV(brain, lambdas=[0.0, 0.1], callbacks=[PressCtrlC()], **QUICK)
    with pytest.raises(KeyboardInterrupt):
        model.fit(*cohort)
    assert not hasattr(model, "net_")


def test_pruned_copies_are_not_taken_for_trained_ones(brain, cohort):
    model = ConnectomeRegressor(brain, **QUICK).fit(*cohort)
    model.set_params(callbacks=[Interrupt()])
    with pytest.raises(KeyboardInterrupt):
        prune(model, *cohort, fraction=0.5, fine_tune=4)


def test_fine_tuning_is_kept_as_it_was_and_raises(brain, cohort):
    X, y = cohort
    source = ConnectomeRegressor(brain, callbacks=[OnlyLater()], **QUICK).fit(X, y)
    OnlyLater.is_armed = True
    model = TransferRegressor(source, max_epochs=5, random_state=0)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, y)
    OnlyLater.is_armed = False
    assert model.estimator_.interrupted_
    assert np.isfinite(model.predict(X)).all()


class OnlyLater(Callback):
    """Interrupt a training once it is armed."""

    is_armed = False

    def on_batch_end(self, net, **kwargs):
        if self.is_armed:
            raise KeyboardInterrupt


class InterruptedMLP(MLPRegressor):
    """scikit-learn's network, which ends its training at an interrupt as if it was finished."""

    def _compute_loss_grad(self, *args):
        begun.append(self)
        signal.raise_signal(signal.SIGINT)
        return super()._compute_loss_grad(*args)


@pytest.mark.parametrize(
    "run",
    [
        lambda model, X, y: compare({"one": model, "other": model}, X, y, n_jobs=1),
        lambda model, X, y: BrainAgeRegressor(model).fit(X, y),
        lambda model, X, y: BrainAgeRegressor(model, correction=None).fit(X, y),
    ],
)
@pytest.mark.filterwarnings("ignore:Training interrupted by user")
def test_an_interrupt_that_scikit_learn_keeps_to_itself_is_not_lost(run, cohort):
    begun.clear()
    with pytest.raises(KeyboardInterrupt):
        run(InterruptedMLP(max_iter=5), *cohort)
    assert len(begun) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
