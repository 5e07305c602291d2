import numpy as np
from sklearn import config_context
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.stacking import fit_steps

QUICK = {"n_members": 1, "max_epochs": 3, "random_state": 0}


def test_steps_with_their_network_are_the_pipeline_that_was_asked_for(brain, small_cohort):
    X, y = small_cohort
    model = Pipeline([("scale", StandardScaler()), ("net", ConnectomeRegressor(brain, **QUICK))])
    weight = np.linspace(0, 2, 60)
    steps = fit_steps(model, X, y, {"net__sample_weight": weight})
    assert np.array_equal(steps.X, StandardScaler().fit_transform(X))
    assert steps.fit_params["sample_weight"] is weight
    network = ConnectomeRegressor(brain, **QUICK).fit(steps.X, steps.y, **steps.fit_params)
    whole = steps.with_network(network)
    expected = model.fit(X, y, net__sample_weight=weight)
    assert np.array_equal(whole.predict(X), expected.predict(X))
    assert list(whole.named_steps) == ["scale", "net"]
    other = steps.with_network(ConnectomeRegressor(None, **QUICK).fit(steps.X, steps.y))
    assert other[-1] is not whole[-1] is network
    assert other[0] is whole[0]


def test_metadata_goes_where_it_was_requested(brain, small_cohort):
    X, y = small_cohort
    with config_context(enable_metadata_routing=True):
        network = ConnectomeRegressor(brain, **QUICK).set_fit_request(sample_weight=True)
        scaler = StandardScaler().set_fit_request(sample_weight=False)
        model = make_pipeline(scaler, network)
        steps = fit_steps(model, X, y, {"sample_weight": np.ones(60)})
        assert set(steps.fit_params) == {"sample_weight"}
        weighted = make_pipeline(scaler, ConnectomeRegressor().set_fit_request(sample_weight=False))
        assert fit_steps(weighted, X, y, {}).fit_params == {}


def test_the_estimator_is_left_unfitted(brain, small_cohort):
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    fit_steps(model, *small_cohort, {})
    assert not hasattr(model[0], "scale_")
    assert isinstance(model[-1], ConnectomeRegressor)


def test_the_last_step_may_be_a_pipeline_again(brain, small_cohort):
    X, y = small_cohort
    network = ConnectomeRegressor(brain, **QUICK)
    nested = make_pipeline(StandardScaler(), make_pipeline(StandardScaler(), network))
    steps = fit_steps(nested, X, y, {})
    fitted = ConnectomeRegressor(brain, **QUICK).fit(steps.X, steps.y)
    assert np.array_equal(steps.with_network(fitted).predict(X), nested.fit(X, y).predict(X))
