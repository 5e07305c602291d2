import numpy as np
import pytest
from scipy.sparse.csgraph import laplacian
from sklearn.linear_model import LogisticRegression, Ridge

from sk_ccnn import Connectome
from sk_ccnn.baselines import LaplacianLogistic, LaplacianRidge

CHAIN = np.diag(np.ones(4), 1) + np.diag(np.ones(4), -1)


@pytest.fixture(scope="module")
def cohort():
    random = np.random.default_rng(0)
    X = random.normal(size=(60, 5))
    return X, X @ [1, 1, 0, -1, 2] + random.normal(size=60)


def test_the_coefficients_solve_the_normal_equations(cohort):
    X, y = cohort
    model = LaplacianRidge(CHAIN, alpha=3.0, lambda_laplacian=7.0).fit(X, y)
    centred = X - X.mean(axis=0)
    penalty = 3.0 * (np.eye(5) + 7.0 * laplacian(CHAIN, normed=True))
    expected = np.linalg.solve(centred.T @ centred + penalty, centred.T @ (y - y.mean()))
    assert model.coef_ == pytest.approx(expected)
    assert model.predict(X) == pytest.approx(centred @ expected + y.mean())


def test_without_connections_it_is_plain_ridge_and_logistic_regression(cohort):
    X, y = cohort
    assert LaplacianRidge(alpha=2.0).fit(X, y).coef_ == pytest.approx(Ridge(2.0).fit(X, y).coef_)
    plain = LogisticRegression(C=0.5).fit(X, y > 0)
    ours = LaplacianLogistic(alpha=2.0).fit(X, y > 0)
    assert ours.coef_ == pytest.approx(plain.coef_, rel=1e-3)


def test_a_stronger_laplacian_draws_connected_regions_together(cohort):
    pair = np.zeros((5, 5))
    pair[3, 4] = pair[4, 3] = 1
    gaps = []
    for strength in (0, 10, 1000):
        model = LaplacianRidge(Connectome(pair), alpha=10, lambda_laplacian=strength).fit(*cohort)
        gaps.append(abs(model.coef_[3] - model.coef_[4]))
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 0.05


def test_columns_must_be_regions(cohort):
    with pytest.raises(ValueError, match="connectome has 84 regions but X has 5 columns"):
        LaplacianRidge("desikan_killiany").fit(*cohort)
