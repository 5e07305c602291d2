import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pyriemann.geometry.mean import mean_riemann

from sk_ccnn.preprocessing import CorrelationTransformer
from sk_ccnn.preprocessing.flat_space import frechet_mean
from sk_ccnn.preprocessing.positive_definite import ShrunkCorrelations


def correlations(n_subjects=12, n_regions=5, seed=0, n_times=40):
    """Draw matrices with correlations of different sizes."""
    random = np.random.default_rng(seed)
    mixing = np.eye(n_regions) + 0.5 * random.normal(size=(n_regions, n_regions))
    series = random.normal(size=(n_subjects, n_regions, n_times))
    matrices = np.stack([np.corrcoef(mixing @ each) for each in series])
    return (matrices + matrices.transpose(0, 2, 1)) / 2


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shrinkage", [0.0, 0.5])
def test_the_mean_is_that_of_pyriemann(shrinkage, seed):
    matrices = correlations(seed=seed)
    pairs = matrices[:, *np.triu_indices(5, 1)]
    found = frechet_mean(ShrunkCorrelations(pairs, 5, shrinkage, np.arange(10), range(12)))
    expected = mean_riemann((1 - shrinkage) * matrices + shrinkage * np.eye(5))
    assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize("kind", ["log", "tangent"])
@pytest.mark.parametrize("n_regions", [5, 40])
def test_a_region_without_a_signal_has_no_pairs_that_a_scaler_could_blow_up(kind, n_regions):
    matrices = correlations(n_regions=n_regions, n_times=100)
    matrices[:, 2, :] = matrices[:, :, 2] = 0
    matrices[:, 2, 2] = 1
    found = CorrelationTransformer(kind).fit(matrices).transform(matrices)
    rows, columns = np.triu_indices(n_regions, 1)
    is_empty = (rows == 2) | (columns == 2)
    assert (found[:, is_empty] == 0).all()
    assert (found[:, ~is_empty] != 0).all()


@given(st.lists(st.floats(-3, 3), min_size=6, max_size=6))
def test_any_numbers_are_the_logarithm_of_one_correlation_matrix(values):
    transformer = CorrelationTransformer("log", shrinkage=0.0).fit([np.eye(4)])
    matrices = transformer.inverse_transform([values])
    assert np.linalg.eigvalsh(matrices[0])[0] > 0
    assert_allclose(np.diagonal(matrices[0]), 1)
    # The smallest eigenvalue may be e-12, whose logarithm keeps few of float64's digits.
    if np.linalg.eigvalsh(matrices[0])[0] > 1e-4:
        assert_allclose(transformer.transform(matrices)[0], values, atol=1e-5)


def test_what_no_matrix_has_is_not_turned_back():
    matrices = correlations(3, 3)
    partial = CorrelationTransformer("partial").fit(matrices)
    with pytest.raises(ValueError, match="positive definite precision matrix.*row 1 is -0.8"):
        partial.inverse_transform([[0, 0, 0], [0.9, 0.9, 0.9]])
    with pytest.raises(ValueError, match="X has 4 columns, needed 3"):
        partial.inverse_transform(np.ones((1, 4)))
    tangent = CorrelationTransformer("tangent").fit(matrices)
    with (
        np.errstate(over="ignore", invalid="ignore"),
        pytest.raises(ValueError, match="no correlation matrix was found for row 0"),
    ):
        tangent.inverse_transform([[5000.0, -5000, 5000]])


def test_without_pyriemann_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyriemann.geometry.base", None)
    for kind in ("log", "tangent"):
        with pytest.raises(ImportError, match=r"pip install 'sk_ccnn\[riemann\]'"):
            CorrelationTransformer(kind).fit(correlations())
    for kind in ("partial", "correlation"):
        CorrelationTransformer(kind).fit_transform(correlations())
