"""scikit-learn's own checks, without a single expected failure."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from sk_ccnn.transfer import TransferClassifier, TransferRegressor


# Nothing to transfer from fits the many shapes of X that the checks have.
@parametrize_with_checks(
    [TransferRegressor(max_epochs=30), TransferClassifier(max_epochs=30, lr=0.03)]
)
def test_scikit_learns_checks_pass(estimator, check):
    check(estimator)
