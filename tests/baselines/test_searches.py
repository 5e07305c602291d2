import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge

from sk_ccnn.baselines.searches import Searches

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(40, 90)) * RANDOM.uniform(0.1, 9, size=90)
y = X[:, :5].sum(axis=1) + RANDOM.normal(size=40)


def test_along_principal_axes_ridge_and_logistic_regression_are_the_same():
    search = Searches(3, "neg_mean_absolute_error")
    columns = search.over_columns(Ridge(), alpha=[1.0, 100.0]).fit(X, y)
    axes = search.over_rotation(Ridge(), alpha=[1.0, 100.0]).fit(X, y)
    new = RANDOM.normal(size=(6, 90))
    assert axes.predict(new) == pytest.approx(columns.predict(new))
    search = Searches(3, "roc_auc")
    exact = LogisticRegression(tol=1e-8, max_iter=5000)
    columns = search.over_columns(exact, C=[0.01]).fit(X, y > 0)
    axes = search.over_rotation(exact, C=[0.01]).fit(X, y > 0)
    assert axes.decision_function(new) == pytest.approx(columns.decision_function(new), rel=1e-3)


def test_the_number_of_components_is_searched_within_the_folds():
    search = Searches(3, "neg_mean_absolute_error")
    model = search.over_components(Ridge(), [0.3, 0.9], alpha=[1.0]).fit(X, y)
    inner = model[-1]
    assert set(inner.best_params_) == {"pca__n_components", "ridge__alpha"}
    fitted = inner.best_estimator_[0]
    assert 1 <= fitted.n_components_ < 40
