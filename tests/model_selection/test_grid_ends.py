import numpy as np
import pytest
from sklearn.compose import TransformedTargetRegressor
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import Ridge, RidgeCV
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn.baselines import PLSRegressor
from sk_ccnn.model_selection import compare
from sk_ccnn.model_selection.grid_ends import chosen_values

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(60, 5))
LINE = X[:, 0] + X[:, 1]  # without noise: the less penalty, the better
NOISE = RANDOM.normal(size=60)  # the more penalty, the better


@pytest.mark.parametrize(("y", "chosen", "end"), [(LINE, 1e-3, -1.0), (NOISE, 1e6, 1.0)])
def test_both_ends_are_told_however_the_search_is_wrapped(y, chosen, end):
    search = GridSearchCV(Ridge(), {"alpha": [1e-3, 1, 1e6]})
    inner = GridSearchCV(make_pipeline(StandardScaler(), Ridge()), {"ridge__alpha": [1e-3, 1, 1e6]})
    models = [
        search,
        inner,
        make_pipeline(StandardScaler(), search),
        TransformedTargetRegressor(make_pipeline(search), transformer=StandardScaler()),
        RidgeCV([1e-3, 1, 1e6]),
        GridSearchCV(Ridge(), [{"alpha": [1e-3]}, {"alpha": [1.0, 1e6]}]),
    ]
    for model in models:
        found = chosen_values(model.fit(X, y))
        assert found == {"chosen alpha": chosen, "end of alpha": end}


def test_the_middle_is_no_end_and_neither_is_what_nothing_can_be_below():
    noisy = LINE + 2 * NOISE
    middle = GridSearchCV(Ridge(), {"alpha": [1e-9, 10.0, 1e9]}).fit(X, noisy)
    assert chosen_values(middle) == {"chosen alpha": 10.0, "end of alpha": 0.0}
    none = GridSearchCV(Ridge(), {"alpha": [0.0, 1e9]}).fit(X, LINE)
    assert chosen_values(none) == {"chosen alpha": 0.0, "end of alpha": 0.0}
    one = GridSearchCV(PLSRegressor(), {"n_components": [1, 3]}).fit(X, noisy)
    assert chosen_values(one) == {"chosen n_components": 1.0, "end of n_components": 0.0}


def test_what_is_no_number_or_not_searched_is_left_out():
    search = GridSearchCV(Ridge(), {"solver": ["svd", "cholesky"], "alpha": [1.0]}).fit(X, LINE)
    assert chosen_values(search) == {}
    assert chosen_values(DummyRegressor().fit(X, LINE)) == {}


def test_a_comparison_keeps_what_was_chosen_in_each_fold_and_does_not_average_it():
    search = GridSearchCV(Ridge(), {"alpha": [1e-3, 1, 1e6]})
    result = compare({"dummy": DummyRegressor(), "ridge": search}, X, LINE, cv=3)
    chosen = result.scores[result.scores["metric"] == "chosen alpha"]
    assert chosen["model"].tolist() == ["ridge"] * 3
    assert chosen["value"].tolist() == [1e-3] * 3
    assert "chosen" not in result.table()
