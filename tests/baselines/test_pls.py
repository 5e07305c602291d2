import numpy as np
import pytest
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import PCA

from sk_ccnn.baselines import PLSClassifier, PLSRegressor

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(50, 8))
y = X[:, 0] - X[:, 1] + RANDOM.normal(size=50)


def test_it_is_scikit_learns_and_turns_with_its_axes():
    plain = PLSRegressor(3).fit(X, y).predict(X)
    assert plain == pytest.approx(PLSRegression(3, scale=False).fit(X, y).predict(X).ravel())
    turned = PCA().fit_transform(X)
    assert PLSRegressor(3).fit(turned, y).predict(turned) == pytest.approx(plain)


def test_more_directions_than_columns_are_all_of_them():
    few = PLSRegressor(8).fit(X, y).predict(X)
    assert PLSRegressor(100).fit(X, y).predict(X) == pytest.approx(few)


def test_the_sign_of_the_score_is_the_class():
    labels = np.where(y > 0, "patient", "control")
    model = PLSClassifier(2).fit(X, labels)
    assert ((model.decision_function(X) > 0) == (model.predict(X) == "patient")).all()
    assert model.score(X, labels) > 0.75
