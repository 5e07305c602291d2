import pytest
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.transfer.source import Source


def test_the_network_is_found_wherever_it_is(source, healthy):
    assert Source.of(source).network is source
    assert Source.of(FrozenEstimator(source)).network is source
    X, age = healthy
    pipeline = make_pipeline(StandardScaler(), "passthrough", ConnectomeRegressor(max_epochs=1))
    search = GridSearchCV(pipeline, {"connectomeregressor__lr": [0.1]}, cv=2).fit(X, age)
    found = Source.of(FrozenEstimator(search))
    assert found.network is search.best_estimator_[-1]
    assert found.steps == (search.best_estimator_[0],)


def test_its_columns_have_the_names_it_was_fitted_to_or_those_of_its_regions(
    source, train_source, healthy, brain
):
    X, age = healthy
    renamed = X.rename(columns=lambda name: f"{name.replace('_', 'h_').lower()}_thickness")
    assert Source.of(train_source(X=renamed)).column_names == list(renamed.columns)
    nameless = train_source(X=X.to_numpy())
    assert Source.of(nameless).column_names == list(brain.labels)
    assert Source.of(nameless).fitted_names is None
    # A scaler leaves columns where they are; of principal components nothing has a name.
    for step, names in ((StandardScaler(), list(brain.labels)), (PCA(10), None)):
        pipeline = make_pipeline(step, ConnectomeRegressor(brain, max_epochs=1))
        assert Source.of(pipeline.fit(X.to_numpy(), age)).column_names == names
    numbered = ConnectomeRegressor(brain.to_dense(), max_epochs=1).fit(X.to_numpy(), age)
    assert Source.of(numbered).column_names is None


def test_what_is_no_source_is_an_error(brain, healthy):
    with pytest.raises(NotFittedError):
        Source.of(ConnectomeRegressor(brain))
    with pytest.raises(NotFittedError):
        Source.of(make_pipeline(StandardScaler(), ConnectomeRegressor(brain)))
    with pytest.raises(TypeError, match=r"source must be a fitted Connectome.* got Ridge\(\)"):
        Source.of(Ridge().fit(*healthy))
