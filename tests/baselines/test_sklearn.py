"""scikit-learn's own checks of the baselines."""

from sklearn.kernel_ridge import KernelRidge
from sklearn.svm import SVC
from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_ccnn.baselines import (
    CPMClassifier,
    CPMRegressor,
    KernelRidgeClassifier,
    KernelSearchCV,
    LaplacianLogistic,
    LaplacianRidge,
    PLSClassifier,
    PLSRegressor,
)
from sk_ccnn.preprocessing import ConnectomeVectorizer


@parametrize_with_checks(
    [
        CPMRegressor(),
        CPMClassifier(),
        KernelRidgeClassifier(),
        KernelRidgeClassifier(kernel="precomputed"),
        KernelSearchCV(KernelRidge(kernel="precomputed"), {"alpha": [0.1, 1.0]}, cv=2),
        KernelSearchCV(SVC(kernel="precomputed"), {"C": [0.1, 1.0]}, cv=2),
        PLSRegressor(),
        PLSClassifier(),
        LaplacianRidge(),
        LaplacianLogistic(),
        ConnectomeVectorizer(),
    ]
)
def test_scikit_learns_checks_pass(estimator, check):
    check(estimator)
