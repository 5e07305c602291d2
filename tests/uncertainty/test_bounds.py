import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from sk_ccnn.uncertainty.bounds import conformal_bounds


def drawn(seed, n=30, n_folds=3, n_new=4):
    random = np.random.default_rng(seed)
    return (
        random.normal(size=(n_folds, n_new)),
        random.uniform(1, 2, (n_folds, n_new)),
        random.exponential(size=n),
        random.integers(0, n_folds, n),
    )


@given(st.integers(0, 1000), st.floats(0.05, 0.95))
def test_bounds_move_and_stretch_with_the_target(seed, coverage):
    centres, scales, scores, fold = drawn(seed)
    weight = np.ones(len(scores))
    bounds = conformal_bounds(centres, scales, scores, fold, weight, coverage)
    other = conformal_bounds(3 * centres + 7, 3 * scales, scores, fold, weight, coverage)
    assert_allclose(other, 3 * bounds + 7)
    mirrored = conformal_bounds(-centres, scales, scores, fold, weight, coverage)
    assert_allclose(mirrored, -bounds[:, ::-1])
    assert (bounds[:, 0] <= bounds[:, 1]).all()


@given(st.integers(0, 1000), st.floats(0.05, 0.9))
def test_equal_weights_are_none_and_a_weight_of_zero_is_no_subject(seed, coverage):
    centres, scales, scores, fold = drawn(seed)
    weight = np.random.default_rng(seed).integers(0, 2, len(scores)).astype(float)
    weight[:15] = 1
    kept = weight > 0
    expected = conformal_bounds(
        centres, scales, scores[kept], fold[kept], np.ones(kept.sum()), coverage
    )
    found = conformal_bounds(centres, scales, scores, fold, 5 * weight, coverage)
    assert (found == expected).all()


def test_one_fold_gives_the_quantile_of_split_conformal_prediction():
    scores = np.arange(1.0, 10.0)
    given_to = (np.zeros((1, 1)), np.ones((1, 1)), scores, np.zeros(9, dtype=int), np.ones(9))
    assert_allclose(conformal_bounds(*given_to, 0.9), [[-9, 9]])
    assert_allclose(conformal_bounds(*given_to, 0.5), [[-5, 5]])
