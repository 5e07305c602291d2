"""scikit-learn's own checks, without a single expected failure."""

from sklearn.linear_model import Ridge
from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_ccnn import ConformalRegressor


@parametrize_with_checks([ConformalRegressor(Ridge()), ConformalRegressor(Ridge(), cv=2)])
def test_scikit_learns_checks_pass(estimator, check):
    check(estimator)
