import numpy as np
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV

from sk_ccnn.benchmark.grid_ends import table_of_ends
from sk_ccnn.model_selection import compare

X = np.random.default_rng(0).normal(size=(60, 5))
y = X[:, 0]


def search(*alphas):
    return GridSearchCV(Ridge(), {"alpha": [*alphas]})


def test_an_end_that_was_chosen_is_said_with_its_folds():
    models = {"dummy": DummyRegressor(), "low": search(1e-3, 1, 10), "high": search(1e6, 1e5, 1)}
    table = table_of_ends(compare(models, X, y, cv=3))
    low, high = (line for line in table.splitlines() if "the lowest" in line)
    assert low.split()[:2] == ["low", "alpha"]
    assert "0.001, the lowest" in low and "3 of 3" in low
    assert high.split()[:2] == ["high", "alpha"]
    assert " 1, the lowest" in high


def test_nothing_is_said_where_no_end_was_chosen():
    models = {"dummy": DummyRegressor(), "ridge": search(0.0, 1e3)}
    assert table_of_ends(compare(models, X, y, cv=3)) == ""
