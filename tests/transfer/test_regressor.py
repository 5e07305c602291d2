import numpy as np
import pytest

from sk_ccnn.transfer import TransferRegressor

QUICK = {"max_epochs": 5, "random_state": 0}


def test_a_regressor_keeps_head_and_scale_so_that_ages_stay_ages(train_source, healthy):
    X, age = healthy
    source = train_source(max_epochs=40, lr=0.03)
    tiny = TransferRegressor(source, freeze="none", max_epochs=1, lr=1e-9, alpha=0.0)
    for y in (age, age[:, None]):
        tiny.fit(X[:20], y[:20])
        assert tiny.estimator_.plan_.target.mean == source.plan_.target.mean
        assert tiny.predict(X).shape == y.shape
        np.testing.assert_allclose(tiny.predict(X).ravel(), source.predict(X), rtol=1e-6)
    constant = TransferRegressor(source, **QUICK).set_params(freeze="encoder")
    assert np.std(constant.fit(X[:20], np.full(20, 50.0)).predict(X)) > 0
    new = TransferRegressor(source, head="new", **QUICK).fit(X[:20], age[:20])
    assert new.estimator_.plan_.target.mean == pytest.approx(age[:20].mean())


def test_the_regions_that_go_with_the_target_train(source, patients, weights):
    X, _ = patients
    symptoms = X["L_area1"] - X["R_area3"] + np.random.default_rng(0).normal(size=40) / 2
    model = TransferRegressor(source, n_trainable_regions=2, head="new", **QUICK).fit(X, symptoms)
    assert model.trainable_regions_.tolist() == ["L_area1", "R_area3"]
    assert model.altered_regions_["effect_size"]["L_area1"] > 0.5
    before, after = weights(source), weights(model.estimator_)
    name = "encoder.layers.0.bias"
    moved = (after[name] != before[name]).numpy().reshape(2, 10, 2).any(axis=(0, 2))
    assert set(np.flatnonzero(moved)) <= {1, 8}


def test_several_targets_can_be_transferred(source, patients):
    X, _ = patients
    symptoms = X[["L_area1", "R_area3"]].to_numpy()
    model = TransferRegressor(source, n_trainable_regions=2, **QUICK).fit(X, symptoms)
    assert model.predict(X).shape == (40, 2)
    assert model.trainable_regions_.tolist() == ["L_area1", "R_area3"]
    assert model.altered_regions_["effect_size"].between(0, 1).all()
