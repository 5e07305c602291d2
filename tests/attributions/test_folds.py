"""Held-out subjects are explained, and nothing is learned from them."""

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn.attributions import region_importance


def test_nothing_of_a_test_fold_reaches_the_network_that_explains_it(regressor, nodes):
    X, y = nodes
    train, test = np.arange(60), np.arange(60, 150)
    pipeline = make_pipeline(StandardScaler(), regressor())
    found = region_importance(pipeline, X, y, cv=[(train, test)])
    noise = np.random.default_rng(1)
    X_noise, y_noise = X.copy(), y.copy()
    X_noise[61:], y_noise[61:] = noise.normal(9, 9, size=(89, 10)), noise.normal(size=89)
    again = region_importance(pipeline, X_noise, y_noise, cv=[(train, test)])
    # Up to the number of points, which the hardest subject of a fold decides.
    assert again.attributions[60] == pytest.approx(found.attributions[60], abs=0.3)
    model = pipeline.fit(X[train], y[train])
    change = model.predict(X[[60]]) - model.predict(X[train].mean(axis=0, keepdims=True))
    assert found.attributions[60].sum() == pytest.approx(change.item(), abs=0.3)
