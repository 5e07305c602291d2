import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from sk_ccnn.estimators import ResidualNoise


def drawn(seed, std, stretch, n=2000):
    random = np.random.default_rng(seed)
    spread = random.uniform(0.5, 3, n)
    return random.normal(size=n) * np.hypot(std, stretch * spread), spread


@pytest.mark.parametrize(("std", "stretch"), [(5.0, 0.0), (1.0, 4.0), (6.0, 3.0)])
def test_what_made_the_errors_is_found(std, stretch):
    noise = ResidualNoise.of(*drawn(0, std, stretch))
    spread = np.array([0.5, 1.0, 2.0, 3.0])
    assert_allclose(noise.total(spread), np.hypot(std, stretch * spread), rtol=0.1)


@given(st.integers(0, 500), st.floats(0.1, 9), st.floats(0, 9))
def test_errors_in_units_of_the_std_have_a_mean_square_of_one(seed, std, stretch):
    errors, spread = drawn(seed, std, stretch, 60)
    noise = ResidualNoise.of(errors, spread)
    assert_allclose(np.mean((errors / noise.total(spread)) ** 2), 1)
    other = ResidualNoise.of(100 * errors, 100 * spread)  # another unit
    assert_allclose(other.total(100 * spread), 100 * noise.total(spread), rtol=1e-3)


def test_without_members_it_is_the_root_mean_square_and_weights_count():
    errors, weight = np.array([3.0, -5.0, 100.0]), np.array([1.0, 1.0, 0.0])
    noise = ResidualNoise.of(errors, np.zeros(3), weight)
    assert_allclose(noise.total(np.zeros(2)), np.sqrt(17))


def test_no_error_is_no_noise():
    assert ResidualNoise.of(np.zeros(5), np.ones(5)).total(2.0) == 0


def test_each_target_has_its_own():
    pairs = [drawn(0, 5.0, 0.0), drawn(1, 1.0, 4.0)]
    errors, spread = (np.stack(each, axis=1) for each in zip(*pairs, strict=True))
    noise = ResidualNoise.of(errors, spread)
    assert noise.std.shape == noise.stretch.shape == (2,)
    for column, pair in enumerate(pairs):
        assert_allclose(noise.total(spread)[:, column], ResidualNoise.of(*pair).total(pair[1]))
