import numpy as np
import pytest
from scipy import stats

from sk_ccnn.baselines import CPMClassifier, CPMRegressor


@pytest.fixture(scope="module")
def edges():
    return np.random.default_rng(0).normal(size=(200, 40))


def test_edges_are_chosen_by_the_p_value_of_their_correlation(edges):
    y = edges[:, 2] - edges[:, 5] + np.random.default_rng(1).normal(size=200)
    model = CPMRegressor(p_threshold=0.02).fit(edges, y)
    tests = [stats.pearsonr(column, y) for column in edges.T]
    positive = [i for i, (r, p) in enumerate(tests) if p < 0.02 and r > 0]
    negative = [i for i, (r, p) in enumerate(tests) if p < 0.02 and r < 0]
    assert model.positive_edges_.tolist() == positive
    assert model.negative_edges_.tolist() == negative
    assert 2 in positive
    assert 5 in negative


def test_the_prediction_is_a_line_over_two_sums(edges):
    y = edges[:, :3].sum(axis=1) - edges[:, 3:5].sum(axis=1)
    model = CPMRegressor(p_threshold=1e-4).fit(edges, y)
    assert model.positive_edges_.tolist() == [0, 1, 2]
    assert model.negative_edges_.tolist() == [3, 4]
    assert model.predict(edges) == pytest.approx(y)


def test_classes_are_told_apart_by_the_same_sums(edges):
    y = np.where(edges[:, 0] - edges[:, 1] > 0, "patient", "control")
    model = CPMClassifier(p_threshold=1e-4).fit(edges, y)
    assert model.positive_edges_.tolist() == [0]
    assert model.negative_edges_.tolist() == [1]
    assert model.score(edges, y) > 0.97
    assert model.predict_proba(edges).sum(axis=1) == pytest.approx(1)


def test_no_edge_at_all_predicts_the_mean(edges):
    y = np.random.default_rng(3).normal(size=200)
    model = CPMRegressor(p_threshold=1e-12).fit(edges, y)
    assert model.predict(edges) == pytest.approx(y.mean())


def test_an_edge_that_is_the_target_is_chosen_and_a_constant_one_is_not():
    for seed in range(20):
        y = np.random.default_rng(seed).normal(50, 10, size=30)
        edges = np.column_stack([y, -3 * y, np.full(30, 0.1), np.zeros(30)])
        model = CPMRegressor(p_threshold=1e-6).fit(edges, y)
        assert model.positive_edges_.tolist() == [0]
        assert model.negative_edges_.tolist() == [1]
