import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.estimators import member_predictions, prediction_std


def network(n_members=3):
    return ConnectomeRegressor(n_members=n_members, max_epochs=2, random_state=0)


def models():
    search = GridSearchCV(network(), {"alpha": [1.0]}, cv=2)
    return [network(), make_pipeline(StandardScaler(), network()), search]


@pytest.mark.parametrize("model", models(), ids=["network", "pipeline", "search"])
def test_mean_over_members_is_the_prediction(model, cohort):
    X, age = cohort
    model.fit(X, age)
    members = member_predictions(model, X, {})
    assert members.shape == (3, len(X))
    assert_allclose(members.mean(axis=0), model.predict(X))
    assert_allclose(prediction_std(model, [], X, {}), members.std(axis=0, ddof=1))


@pytest.mark.parametrize("model", [Ridge(), network(1)], ids=["ridge", "one member"])
def test_models_of_the_folds_stand_in_where_there_are_no_members(model, cohort):
    X, age = cohort
    model.fit(X, age)
    folds = [Ridge().fit(X[half::2], age[half::2]) for half in (0, 1)]
    expected = np.abs(folds[0].predict(X) - folds[1].predict(X)) / np.sqrt(2)
    assert_allclose(prediction_std(model, folds, X, {}), expected)
    assert np.isnan(prediction_std(model, [], X, {})).all()
