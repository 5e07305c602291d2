"""What a user's callbacks and torch's modes do to a fit."""

import pickle
import warnings

import pytest
import torch
from sklearn.model_selection import KFold
from skorch.callbacks import Callback, EarlyStopping, EpochScoring, LRScheduler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.attributions import edge_importance, region_importance
from sk_ccnn.estimators import UnnamedRegionsWarning
from sk_ccnn.model_selection import StackedGridSearchCV

QUICK = {"n_members": 2, "max_epochs": 12, "random_state": 0}
HALVED = LRScheduler("StepLR", step_size=1, gamma=0.5)


class Rates(Callback):
    """Note the learning rate after each epoch."""

    def on_train_begin(self, net, **kwargs):
        self.seen_ = []

    def on_epoch_end(self, net, **kwargs):
        self.seen_.append(net.optimizer_.param_groups[0]["lr"])


def test_a_scheduler_under_one_cycle_is_refused_and_works_without(brain, cohort):
    rates = Rates()
    options = QUICK | {"callbacks": [HALVED, rates]}
    with pytest.raises(ValueError, match="lr_schedule='one_cycle' sets the learning rate"):
        ConnectomeRegressor(brain, **options).fit(*cohort)
    with pytest.raises(ValueError, match="lr_schedule='one_cycle' sets the learning rate"):
        grid = {"lambda_wiring": [0, 0.1]}
        StackedGridSearchCV(ConnectomeRegressor(brain, **options), grid, cv=2).fit(*cohort)
    ConnectomeRegressor(brain, lr_schedule="constant", lr=0.01, **options).fit(*cohort)
    assert rates.seen_ == pytest.approx([0.01 / 2 ** (epoch + 1) for epoch in range(12)])


def test_partial_fit_has_no_schedule_so_that_a_scheduler_works(brain, cohort):
    model = ConnectomeRegressor(brain, callbacks=[HALVED], **QUICK).partial_fit(*cohort)
    again = pickle.loads(pickle.dumps(model)).predict(cohort[0])
    assert (again == model.predict(cohort[0])).all()


def test_early_stopping_by_a_callback_needs_subjects_and_gets_them(brain, cohort):
    stop = EarlyStopping(patience=3, threshold=10)
    with pytest.raises(
        ValueError, match="EarlyStopping .*'valid_loss'.*early_stopping='callbacks'"
    ):
        ConnectomeRegressor(brain, callbacks=[stop], **QUICK).fit(*cohort)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", UnnamedRegionsWarning)
        model = ConnectomeRegressor(
            brain, callbacks=[stop], early_stopping="callbacks", **QUICK
        ).fit(*cohort)
    assert 3 < model.n_epochs_ < 12
    assert not model.interrupted_


def test_subjects_held_out_for_callbacks_stop_nothing_by_themselves(brain, cohort):
    options = QUICK | {"n_iter_no_change": 1, "max_epochs": 30}
    scores = EpochScoring("r2")
    model = ConnectomeRegressor(
        brain, early_stopping="callbacks", callbacks=[scores], validation_fraction=0.3, **options
    ).fit(*cohort)
    assert model.n_epochs_ == 30
    assert len(model.net_.history[:, "r2"]) == len(model.net_.history[:, "valid_loss"]) == 30


@pytest.mark.parametrize("bad", ["EarlyStopping", 3, None])
def test_what_is_no_callback_is_refused(bad, brain, cohort):
    with pytest.raises(TypeError, match="callbacks must hold skorch callbacks"):
        ConnectomeRegressor(brain, callbacks=[bad], **QUICK).fit(*cohort)


def test_a_network_may_choose_its_device(brain, cohort):
    model = ConnectomeRegressor(brain, device="auto", **QUICK).fit(*cohort)
    assert model.device == "auto"
    here = "cuda" if torch.cuda.is_available() else "cpu"
    assert next(model.net_.module_.parameters()).device.type == here
    assert pickle.loads(pickle.dumps(model)).predict(cohort[0]).shape == (80,)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
@pytest.mark.parametrize("early_stopping", [False, True])
def test_a_fit_is_the_same_under_any_of_torchs_modes(mode, early_stopping, brain, patients):
    X, y = patients
    options = QUICK | {"early_stopping": early_stopping, "warm_start": True}
    usual = ConnectomeClassifier(brain, **options).fit(X, y)
    with mode():
        model = ConnectomeClassifier(brain, **options).fit(X, y)
        assert (model.predict_proba(X) == usual.predict_proba(X)).all()
        loaded = pickle.loads(pickle.dumps(model))
    for each in (model, loaded):  # it goes on outside, too
        assert (each.fit(X, y).predict_proba(X) == each.predict_proba(X)).all()


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_what_else_trains_works_under_any_of_torchs_modes(mode, brain, cohort):
    X, y = cohort
    quick = ConnectomeRegressor(brain, **QUICK)
    with mode():
        search = StackedGridSearchCV(quick, {"lambda_wiring": [0, 0.1]}, cv=KFold(2)).fit(X, y)
        encoder = ConnectomeTransformer(brain, max_epochs=2).partial_fit(X).partial_fit(X)
        assert encoder.transform(X).shape[0] == 80
    search.best_estimator_.partial_fit(X, y)
    encoder.partial_fit(X)


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
@pytest.mark.parametrize("importance", [region_importance, edge_importance])
@pytest.mark.parametrize("cv", ["prefit", KFold(2)])
def test_importances_are_the_same_under_any_of_torchs_modes(mode, importance, cv, brain, cohort):
    X, y = cohort
    model = ConnectomeRegressor(brain, **QUICK).fit(X, y)
    options = {"cv": cv, "method": "integrated_gradients"}
    usual = importance(model, X, y, **options)
    with mode():
        found = importance(model, X, y, **options)
    assert (found.importances == usual.importances).all()
