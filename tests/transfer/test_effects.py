import numpy as np
import pytest
from scipy import stats

from sk_ccnn.transfer.effects import hedges_correction, measure_effects

N = 30


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def values(rng):
    return rng.normal(size=(N, 4)) * [1, 10, 0.1, 1] + 5


def effects(values, target, confounds=None, weight=None, is_groups=False):
    confounds = np.empty((N, 0)) if confounds is None else confounds
    weight = np.ones(N) if weight is None else weight
    return measure_effects(values, target, confounds, weight, is_groups=is_groups)


def test_two_groups_give_the_t_test_and_hedges_g(values):
    sick = np.arange(N) % 3 == 0
    g, p = effects(values, sick[:, None].astype(float), is_groups=True)
    np.testing.assert_allclose(p, stats.ttest_ind(values[sick], values[~sick]).pvalue)
    variances = [values[rows].var(axis=0, ddof=1) * (rows.sum() - 1) for rows in (sick, ~sick)]
    d = (values[sick].mean(0) - values[~sick].mean(0)) / np.sqrt(sum(variances) / (N - 2))
    np.testing.assert_allclose(g, d * (1 - 3 / (4 * (N - 2) - 1)), rtol=1e-4)


def test_a_number_gives_the_pearson_correlation(values, rng):
    y = rng.normal(size=N)
    r, p = effects(values, y[:, None])
    expected = [stats.pearsonr(column, y) for column in values.T]
    np.testing.assert_allclose(r, [each.statistic for each in expected])
    np.testing.assert_allclose(p, [each.pvalue for each in expected])


def test_more_groups_give_the_analysis_of_variance(values):
    group = np.arange(N) % 3
    r, p = effects(values, (group[:, None] == [1, 2]).astype(float), is_groups=True)
    expected = stats.f_oneway(*(values[group == each] for each in range(3)))
    np.testing.assert_allclose(p, expected.pvalue)
    assert ((r >= 0) & (r <= 1)).all()


def test_confounds_are_regressed_out_of_measures_and_target(values, rng):
    age = rng.normal(size=(N, 1))
    y = rng.normal(size=(N, 1)) + age
    r, p = effects(values + age, y, age)
    design = np.column_stack([np.ones(N), age])

    def residuals(columns):
        return columns - design @ np.linalg.lstsq(design, columns, rcond=None)[0]

    expected = [stats.pearsonr(x, residuals(y)[:, 0]).statistic for x in residuals(values + age).T]
    np.testing.assert_allclose(r, expected)
    t = np.array(expected) * np.sqrt((N - 3) / (1 - np.square(expected)))
    np.testing.assert_allclose(p, 2 * stats.t.sf(np.abs(t), N - 3))


def test_a_subject_without_weight_does_not_count_and_only_ratios_matter(values, rng):
    y = rng.normal(size=(N, 1))
    weight = (np.arange(N) < 20).astype(float)
    few = measure_effects(values[:20], y[:20], np.empty((20, 0)), np.ones(20), is_groups=False)
    for scale in (1, 1e-3):
        np.testing.assert_allclose(effects(values, y, weight=weight * scale), few)


def test_a_measure_that_is_constant_is_not_altered(values, rng):
    values[:, 1] = 1 / 3
    effect, p = effects(values, rng.normal(size=(N, 1)))
    assert effect[1] == 0 and p[1] == 1
    assert (p[[0, 2, 3]] < 1).all()


def test_a_measure_that_is_the_target_has_a_p_value_near_zero(values):
    effect, p = effects(values, values[:, :1])
    assert effect[0] == pytest.approx(1) and p[0] < 1e-50


def test_what_cannot_be_compared_is_an_error(values):
    age = np.arange(N, dtype=float)[:, None]
    with pytest.raises(ValueError, match="nothing is left to look for"):
        effects(values, 2 * age + 1, age)
    few = np.ones((2, 1)), np.array([[0.0], [1.0]]), np.empty((2, 0)), np.ones(2)
    with pytest.raises(ValueError, match="2 subjects are too few .* at least 3 are needed"):
        measure_effects(*few, is_groups=True)


def test_hedges_correction_makes_cohens_d_unbiased():
    rng, n, true = np.random.default_rng(0), 6, 0.8
    first, second = rng.normal(size=(2, 200_000, n))
    second += true
    spread = np.sqrt((first.var(1, ddof=1) + second.var(1, ddof=1)) / 2)
    d = (second.mean(1) - first.mean(1)) / spread
    assert d.mean() > true + 0.05
    assert hedges_correction(2 * n - 2) * d.mean() == pytest.approx(true, abs=0.005)
    assert hedges_correction(1) == 0
