"""scikit-learn's own checks of the baselines."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_ccnn.baselines import (
    CPMClassifier,
    CPMRegressor,
    KernelRidgeClassifier,
    LaplacianLogistic,
    LaplacianRidge,
)
from sk_ccnn.preprocessing import ConnectomeVectorizer


@parametrize_with_checks(
    [
        CPMRegressor(),
        CPMClassifier(),
        KernelRidgeClassifier(),
        LaplacianRidge(),
        LaplacianLogistic(),
        ConnectomeVectorizer(),
    ]
)
def test_scikit_learns_checks_pass(estimator, check):
    check(estimator)
