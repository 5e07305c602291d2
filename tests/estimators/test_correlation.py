import numpy as np
import pytest

from sk_ccnn.estimators.correlation import DENSITY, correlation_connectome


def measures(n_subjects=40, n_regions=12, n_channels=1, seed=0):
    return np.random.default_rng(seed).normal(size=(n_subjects, n_regions, n_channels))


def test_weights_are_pearson_correlations():
    X = measures()
    connectome = correlation_connectome(X, np.ones(len(X)))
    kept = connectome.adjacency()
    expected = np.corrcoef(X[:, :, 0], rowvar=False)
    np.testing.assert_allclose(connectome.to_dense()[kept], expected[kept], atol=1e-9)
    assert np.abs(expected[kept]).min() > 0


def test_a_weight_of_two_is_the_subject_twice_and_of_zero_none():
    X = measures()
    weight = np.ones(len(X))
    weight[:10], weight[10:15] = 2, 0
    repeated = np.repeat(X, weight.astype(int), axis=0)
    assert correlation_connectome(X, weight) == correlation_connectome(
        repeated, np.ones(len(repeated))
    )


def test_it_is_sparse_yet_connected():
    connectome = correlation_connectome(measures(n_regions=30), np.ones(40))
    assert connectome.density == pytest.approx(DENSITY, abs=1 / 30)
    assert not connectome.isolated_regions


def test_a_constant_region_stays_alone():
    X = measures()
    X[:, 3] = 1.7
    connectome = correlation_connectome(X, np.ones(len(X)), [f"r{i}" for i in range(12)])
    assert connectome.isolated_regions == ("r3",)


def test_channels_are_averaged():
    X = measures(n_channels=2)
    mean = np.mean([np.corrcoef(X[:, :, c], rowvar=False) for c in range(2)], axis=0)
    connectome = correlation_connectome(X, np.ones(len(X)))
    kept = connectome.adjacency()
    np.testing.assert_allclose(connectome.to_dense()[kept], mean[kept], atol=1e-9)


@pytest.mark.parametrize("n_regions", [1, 2, 3])
def test_a_few_regions_are_enough(n_regions):
    connectome = correlation_connectome(measures(n_regions=n_regions), np.ones(40))
    assert connectome.n_regions == n_regions
    assert not connectome.isolated_regions or n_regions == 1
