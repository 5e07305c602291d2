"""A fitted estimator survives every usual way of keeping it."""

import copy
import io
import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
import skops.io
import torch
from skorch.callbacks import LRScheduler
from torch.optim.lr_scheduler import ExponentialLR

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer

QUICK = {"n_members": 2, "max_epochs": 8, "dropout": 0.3, "random_state": 0}


def through_joblib(estimator):
    buffer = io.BytesIO()
    joblib.dump(estimator, buffer)
    buffer.seek(0)
    return joblib.load(buffer)


def through_skops(estimator):
    dumped = skops.io.dumps(estimator)
    untrusted = skops.io.get_untrusted_types(data=dumped)
    assert all(name.startswith("sk_ccnn.") for name in untrusted), untrusted
    return skops.io.loads(dumped, trusted=untrusted)


WAYS = {
    "pickle": lambda estimator: pickle.loads(pickle.dumps(estimator)),
    "joblib": through_joblib,
    "deepcopy": copy.deepcopy,
    "skops": through_skops,
}


@pytest.fixture(params=[ConnectomeRegressor, ConnectomeClassifier, ConnectomeTransformer])
def fitted(request, brain, cohort, patients):
    """Give a fitted estimator, its data and what it says of new subjects."""
    X, y = patients if request.param is ConnectomeClassifier else cohort
    estimator = request.param(brain, lambda_wiring=0.01, lambda_modular=0.01, **QUICK).fit(X, y)

    def say(model):
        if hasattr(model, "predict_proba"):
            return model.predict_proba(X)
        return model.transform(X) if hasattr(model, "transform") else model.predict(X)

    return estimator, (X, y), say


@pytest.mark.parametrize("way", WAYS)
def test_what_comes_back_says_the_same_bit_for_bit(way, fitted):
    estimator, _, say = fitted
    back = WAYS[way](estimator)
    assert (say(back) == say(estimator)).all()
    assert back.connectome_ == estimator.connectome_
    assert back.loss_curve_ == estimator.loss_curve_
    assert back.density_ == estimator.density_
    assert (back.learned_connectome() == estimator.learned_connectome()) is True


@pytest.mark.parametrize("way", WAYS)
def test_what_comes_back_goes_on_training_as_if_nothing_had_happened(way, fitted):
    estimator, data, say = fitted
    back = WAYS[way](estimator)
    for model in (estimator, back):
        model.partial_fit(*data).partial_fit(*data)
    assert (say(back) == say(estimator)).all()
    assert back.n_epochs_ == 10


@pytest.mark.parametrize("way", WAYS)
def test_an_unfitted_estimator_survives_too(way, brain):
    back = WAYS[way](ConnectomeRegressor(brain, lambda_wiring=0.5))
    assert back.lambda_wiring == 0.5 and back.connectome == brain
    assert not hasattr(back, "net_")


def test_a_learning_rate_schedule_survives(brain, cohort):
    schedule = LRScheduler(ExponentialLR, gamma=0.5)
    options = QUICK | {"callbacks": [schedule], "lr_schedule": "constant"}
    model = ConnectomeRegressor(brain, **options).fit(*cohort)
    back = pickle.loads(pickle.dumps(model))
    assert (back.predict(cohort[0]) == model.predict(cohort[0])).all()


def test_the_net_is_kept_as_bytes_without_code(fitted):
    state = fitted[0].__getstate__()
    assert isinstance(state["net_"], bytes)
    torch.load(io.BytesIO(state["net_"]), weights_only=True)


def test_a_device_that_is_not_here_is_replaced_with_a_warning(fitted):
    estimator, data, say = fitted
    expected = say(estimator)
    estimator.device = "cuda:99"
    with pytest.warns(UserWarning, match="'cuda:99' is not here.*CPU"):
        back = pickle.loads(pickle.dumps(estimator))
    assert (say(back) == expected).all()
    with pytest.raises(ValueError, match="device='cuda:99' cannot be used here"):
        back.fit(*data)


def test_a_fit_on_columns_matched_by_name_survives(brain, cohort):
    X, y = cohort
    columns = [f"{label}_{measure}" for measure in ("area", "volume") for label in brain.labels[:5]]
    frame = pd.DataFrame(X, columns=columns)
    model = ConnectomeRegressor(brain, constraint="soft", **QUICK).fit(frame, y)
    back = through_skops(model)
    assert (back.predict(frame) == model.predict(frame)).all()
    assert np.array_equal(back.feature_names_in_, model.feature_names_in_)
