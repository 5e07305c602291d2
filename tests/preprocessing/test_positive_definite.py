import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from sk_ccnn.preprocessing import CorrelationTransformer


def correlations(n_subjects=12, n_regions=5, seed=0, n_times=40):
    """Draw matrices with correlations of different sizes."""
    random = np.random.default_rng(seed)
    mixing = np.eye(n_regions) + 0.5 * random.normal(size=(n_regions, n_regions))
    series = random.normal(size=(n_subjects, n_regions, n_times))
    matrices = np.stack([np.corrcoef(mixing @ each) for each in series])
    return (matrices + matrices.transpose(0, 2, 1)) / 2


@pytest.mark.parametrize("kind", ["log", "tangent", "partial"])
def test_blocks_of_subjects_give_what_one_block_gives(kind, monkeypatch):
    matrices = correlations()
    at_once = CorrelationTransformer(kind).fit_transform(matrices)
    monkeypatch.setattr("sk_ccnn.preprocessing.positive_definite._BLOCK_BYTES", 5 * 8 * 25)
    assert_allclose(CorrelationTransformer(kind).fit_transform(matrices), at_once, atol=1e-12)


def indefinite():
    matrices = correlations(4, 3)
    matrices[2] = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]
    return matrices


@pytest.mark.parametrize("kind", ["log", "tangent", "partial"])
def test_an_indefinite_matrix_is_named_with_the_shrinkage_that_would_do(kind):
    matrices = indefinite()
    pairs = matrices[:, *np.triu_indices(3, 1)]
    table = pd.DataFrame(pairs, ["s0", "s1", "s2", "s3"], ["A--B", "A--C", "B--C"])
    message = r"1 of 4 .* shrinkage of 0.1; .* subject {} is -0.62. shrinkage=0.45 would do"
    with pytest.raises(ValueError, match=message.format("2")):
        CorrelationTransformer(kind, shrinkage=0.1).fit_transform(matrices)
    with pytest.raises(ValueError, match=message.format("'s2'")):
        CorrelationTransformer(kind, shrinkage=0.1).fit_transform(table)
    assert np.isfinite(CorrelationTransformer(kind, shrinkage=0.45).fit_transform(matrices)).all()


def test_a_matrix_that_is_singular_but_for_rounding_is_refused_too():
    series = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)
    matrix = np.corrcoef(series)  # of rank 3
    with pytest.raises(ValueError, match="not positive definite after a shrinkage of 0;"):
        CorrelationTransformer("log", shrinkage=0.0).fit_transform([matrix])
