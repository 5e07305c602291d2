"""Diffusion spreads along connections, and leaves alone what it must."""

import numpy as np
from scipy.linalg import expm

from sk_ccnn.connectome import load_connectome
from sk_ccnn.datasets.diffusion import NetworkDiffusion

WEIGHTS = load_connectome().normalize().to_dense()


def test_matrix_is_the_exponential_of_the_laplacian():
    diffusion = NetworkDiffusion(WEIGHTS, rate=0.3)
    assert np.allclose(diffusion.matrix(2.0), expm(-0.6 * diffusion.laplacian))


def test_spread_keeps_variances_and_makes_connected_regions_alike():
    diffusion = NetworkDiffusion(WEIGHTS, rate=0.05)
    insults = np.random.RandomState(0).standard_normal((4000, 84))
    early, late = (diffusion.spread(insults, np.full(4000, time)) for time in (0.0, 40.0))
    assert np.allclose(early, insults)
    assert np.allclose(late.std(axis=0), 1, atol=0.06)
    alike = np.corrcoef(late.T)
    edges, rest = WEIGHTS > 0, (WEIGHTS == 0) & ~np.eye(84, dtype=bool)
    assert alike[edges].mean() > 2 * alike[rest].mean() > 0


def test_accumulation_is_the_integral_of_the_spread():
    diffusion = NetworkDiffusion(WEIGHTS, rate=0.05)
    seed = np.eye(84)[7]
    times = np.linspace(0, 10, 2001)
    path = np.array([diffusion.matrix(time) @ seed for time in times])
    summed = np.trapezoid(path, times, axis=0)
    assert np.allclose(diffusion.accumulate(seed, [10.0])[0], summed, atol=1e-5)


def test_isolated_regions_stay_alone():
    weights = np.zeros((3, 3))
    weights[0, 1] = weights[1, 0] = 1
    matrix = NetworkDiffusion(weights, rate=1.0).matrix(5.0)
    assert np.allclose(matrix[2, :2], 0) and matrix[0, 1] > 0.4
