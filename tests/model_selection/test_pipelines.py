import numpy as np
import pytest
from sklearn import config_context
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeClassifier, ConnectomeRegressor, ConnectomeTransformer
from sk_ccnn.model_selection._pipelines import fit_front, front_of, network_of

QUICK = {"n_members": 1, "max_epochs": 3, "random_state": 0}


@pytest.mark.parametrize(
    "network", [ConnectomeRegressor(), ConnectomeClassifier(), ConnectomeTransformer()]
)
def test_the_network_is_the_last_step_or_the_estimator_itself(network):
    assert network_of(network) is network
    assert network_of(make_pipeline(StandardScaler(), network)) is network
    assert front_of(network) == []
    ((name, scaler),) = front_of(make_pipeline(StandardScaler(), network))
    assert (name, type(scaler)) == ("standardscaler", StandardScaler)


@pytest.mark.parametrize(
    "estimator",
    [
        Ridge(),
        make_pipeline(StandardScaler(), Ridge()),
        make_pipeline(ConnectomeTransformer(), Ridge()),
        make_pipeline(StandardScaler(), "passthrough"),
    ],
)
def test_anything_else_is_refused_by_name(estimator):
    with pytest.raises(TypeError) as error:
        network_of(estimator)
    assert repr(estimator) in str(error.value)


def test_a_front_with_its_network_is_the_pipeline_that_was_asked_for(brain, small_cohort):
    X, y = small_cohort
    model = Pipeline([("scale", StandardScaler()), ("net", ConnectomeRegressor(brain, **QUICK))])
    weight = np.linspace(0, 2, 60)
    front = fit_front(model, X, y, {"net__sample_weight": weight})
    assert np.array_equal(front.X, StandardScaler().fit_transform(X))
    assert front.fit_params["sample_weight"] is weight
    network = ConnectomeRegressor(brain, **QUICK).fit(front.X, front.y, **front.fit_params)
    whole = front.with_network(network)
    expected = model.fit(X, y, net__sample_weight=weight)
    assert np.array_equal(whole.predict(X), expected.predict(X))
    assert list(whole.named_steps) == ["scale", "net"]
    other = front.with_network(ConnectomeRegressor(None, **QUICK).fit(front.X, front.y))
    assert other[-1] is not whole[-1] is network
    assert other[0] is whole[0]


def test_metadata_goes_where_it_was_requested(brain, small_cohort):
    X, y = small_cohort
    with config_context(enable_metadata_routing=True):
        network = ConnectomeRegressor(brain, **QUICK).set_fit_request(sample_weight=True)
        scaler = StandardScaler().set_fit_request(sample_weight=False)
        model = make_pipeline(scaler, network)
        front = fit_front(model, X, y, {"sample_weight": np.ones(60)})
        assert set(front.fit_params) == {"sample_weight"}
        weighted = make_pipeline(scaler, ConnectomeRegressor().set_fit_request(sample_weight=False))
        assert fit_front(weighted, X, y, {}).fit_params == {}


def test_the_estimator_is_left_unfitted(brain, small_cohort):
    model = make_pipeline(StandardScaler(), ConnectomeRegressor(brain, **QUICK))
    fit_front(model, *small_cohort, {})
    assert not hasattr(model[0], "scale_")
    assert isinstance(model[-1], ConnectomeRegressor)
