import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.model_selection import cross_val_predict

from sk_ccnn import ConformalRegressor, ConnectomeRegressor, ConnectomeRegressorCV
from sk_ccnn.estimators import TargetFolds
from sk_ccnn.model_selection import StackedGridSearchCV

QUICK = {"n_members": 3, "max_epochs": 3, "random_state": 0}


def test_std_is_calibrated_out_of_fold(cohort):
    X, y = cohort
    model = ConnectomeRegressor(std_cv=4, **QUICK).fit(X, y)
    plain = ConnectomeRegressor(**QUICK).fit(X, y)
    mean, std = model.predict(X, return_std=True)
    assert (mean == plain.predict(X)).all()
    assert (model.predict(X) == plain.predict(X)).all()
    expected = model.residual_noise_.total(model.predict_with_spread(X)[1])
    assert (std == expected).all()
    whole = ConformalRegressor(ConnectomeRegressor(**QUICK), cv=4).fit(X, y)
    assert_allclose(std, whole.predict(X, return_std=True)[1])
    out = cross_val_predict(ConnectomeRegressor(**QUICK), X, y, cv=TargetFolds(4))
    assert_allclose(np.sqrt(np.mean((y - out) ** 2)), std.mean(), rtol=0.2)


def test_without_std_cv_the_error_says_how(cohort):
    model = ConnectomeRegressor(**QUICK).fit(*cohort)
    with pytest.raises(ValueError, match="set std_cv, such as std_cv=5, .*ConformalRegressor"):
        model.predict(cohort[0], return_std=True)


def test_several_targets_have_a_std_each(cohort):
    X, y = cohort
    model = ConnectomeRegressor(std_cv=3, **QUICK).fit(X, np.stack([y, 100 * y], axis=1))
    mean, std = model.predict(X, return_std=True)
    assert mean.shape == std.shape == (80, 2)
    assert (std[:, 1] > 10 * std[:, 0]).all()


def test_one_member_has_a_constant_std(cohort):
    model = ConnectomeRegressor(std_cv=2, n_members=1, max_epochs=2, random_state=0).fit(*cohort)
    std = model.predict(cohort[0], return_std=True)[1]
    assert (std == std[0]).all() and std[0] > 0


def test_what_trains_on_makes_the_std_unknown(cohort):
    X, y = cohort
    model = ConnectomeRegressor(std_cv=2, **QUICK).fit(X, y)
    with pytest.raises(ValueError, match="return_std=True needs"):
        model.partial_fit(X, y).predict(X, return_std=True)


@pytest.mark.parametrize("cv", [200, [(np.arange(40), np.arange(40, 80))]])
def test_folds_that_do_not_fit_are_refused_and_nothing_is_lost(cohort, cv):
    X, y = cohort
    model = ConnectomeRegressor(std_cv=2, **QUICK).fit(X, y)
    before = model.predict(X, return_std=True)
    with pytest.raises(ValueError, match="80"):
        model.set_params(std_cv=cv).fit(X, y)
    after = model.predict(X, return_std=True)
    assert (np.array(before) == np.array(after)).all()


def test_a_stacked_search_learns_it_for_the_network_that_is_chosen(cohort):
    X, y = cohort
    grid = {"alpha": [1.0, 3.0]}
    search = StackedGridSearchCV(ConnectomeRegressor(std_cv=2, **QUICK), grid, cv=2).fit(X, y)
    assert (search.best_estimator_.predict(X, return_std=True)[1] > 0).all()


def test_a_path_of_wiring_costs_says_how_to_get_one(cohort):
    X, y = cohort
    path = ConnectomeRegressorCV(lambdas=[0.01], cv=2, **QUICK)
    with pytest.raises(ValueError, match="ConformalRegressor"):
        path.fit(X, y).predict(X, return_std=True)
    assert ConformalRegressor(path, cv=2).fit(X, y).predict(X, return_std=True)[1].shape == (80,)
