"""The weakest wiring cost that the folds cannot tell from the best one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor
from sk_ccnn.model_selection import StackedGridSearchCV, weakest_wiring_cost
from sk_ccnn.model_selection.one_standard_error import within_one_standard_error

SCORES = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.floats(-9, 9))


def results_of(scores, strengths, name="lambda_wiring"):
    folds = {f"split{fold}_test_score": column for fold, column in enumerate(np.transpose(scores))}
    return folds | {f"param_{name}": np.ma.array(strengths), "mean_fit_time": np.zeros(len(scores))}


@given(SCORES)
def test_whoever_is_chosen_is_within_one_standard_error_and_nobody_weaker_is(scores):
    strengths = np.arange(len(scores))[::-1]
    means, top = scores.mean(axis=1), scores[scores.mean(axis=1).argmax()]
    error = top.std(ddof=1) / len(top) ** 0.5 if len(top) > 1 else 0
    chosen = weakest_wiring_cost(results_of(scores, strengths))
    assert means[chosen] >= means.max() - error - 1e-8
    assert (means[strengths < strengths[chosen]] < means.max() - error + 1e-8).all()


@given(SCORES)
def test_the_best_is_always_within_one_standard_error(scores):
    assert within_one_standard_error(scores)[scores.mean(axis=1).argmax()]


def test_of_equal_strengths_the_better_mean_counts():
    scores = [[0.5, 0.7], [0.6, 0.8], [0.0, 0.0]]
    assert weakest_wiring_cost(results_of(scores, [0, 0, 0])) == 1


def test_a_strength_has_to_be_worse_by_more_than_one_standard_error():
    far = [[0.5, 0.5, 0.5], [0.8, 0.9, 0.85]]
    assert weakest_wiring_cost(results_of(far, [0, 0.1])) == 1
    near = [[0.5, 0.9, 0.8], [0.5, 0.9, 0.9]]
    assert weakest_wiring_cost(results_of(near, [0, 0.1])) == 0


def test_a_candidate_that_failed_in_a_fold_is_not_chosen():
    scores = [[np.nan, 0.9], [0.5, 0.6], [0.4, 0.6]]
    assert weakest_wiring_cost(results_of(scores, [0, 1, 2])) == 1
    with pytest.raises(ValueError, match="no candidate has a score in every fold"):
        weakest_wiring_cost(results_of([[np.nan, 1.0]], [0]))


def test_other_searches_are_an_error():
    with pytest.raises(ValueError, match=r"one lambda_wiring, got one over \['alpha'\]"):
        weakest_wiring_cost(results_of([[1.0]], [0], "alpha"))
    with pytest.raises(ValueError, match="candidates all have one lambda_wiring"):
        lacking = np.ma.array([0, 1], mask=[False, True])
        weakest_wiring_cost(results_of([[1.0], [1.0]], lacking))
    with pytest.raises(ValueError, match=r"one metric, got those of \['mae', 'r2'\]"):
        weakest_wiring_cost({"split0_test_r2": [1.0], "split0_test_mae": [1.0]})


@pytest.mark.parametrize("kind", [GridSearchCV, StackedGridSearchCV])
def test_a_search_refits_what_it_chooses(kind, brain, small_cohort):
    X, y = small_cohort
    network = ConnectomeRegressor(brain, n_members=1, max_epochs=30, random_state=0)
    grid = {"connectomeregressor__lambda_wiring": [10.0, 1e-6, 0.0]}
    model = make_pipeline(StandardScaler(), network)
    search = kind(model, grid, cv=3, refit=weakest_wiring_cost).fit(X, y)
    assert search.best_params_ == {"connectomeregressor__lambda_wiring": 0.0}
    assert search.best_estimator_[-1].lambda_wiring == 0.0


def test_strengths_that_are_as_good_but_for_rounding_are_as_good():
    folds = [[0.1, 0.1, 0.4], [0.1, 0.4, 0.1]]
    assert np.mean(folds[0]) != np.mean(folds[1])
    for scores in (folds, folds[::-1]):
        assert within_one_standard_error(np.array(scores)).all()
        assert weakest_wiring_cost(results_of(scores, [1.0, 1.0])) == 0
    # One fold has no standard error, and a difference of rounding is none.
    means = np.mean(folds, axis=1)[:, None]
    assert within_one_standard_error(means).all()


def test_folds_that_no_candidate_has_a_score_in_are_named():
    scores = [[0.5, np.nan, 0.5], [0.4, np.nan, np.nan]]
    with pytest.raises(
        ValueError, match="it is missing in fold 2 of 3; the warnings of the search"
    ):
        weakest_wiring_cost(results_of(scores, [0, 1]))
