"""scikit-learn's own checks, without a single expected failure."""

from sklearn.linear_model import Ridge, RidgeCV
from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_ccnn.brain_age import BrainAgeRegressor


@parametrize_with_checks(
    [
        BrainAgeRegressor(RidgeCV()),
        BrainAgeRegressor(RidgeCV(), correction=None),
        BrainAgeRegressor(Ridge(), cv=2),
    ]
)
def test_scikit_learns_checks_pass(estimator, check):
    check(estimator)
