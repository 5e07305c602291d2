"""The network with fewest wires that the folds cannot tell from the best one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from sk_ccnn import ConnectomeRegressor, ConnectomeRegressorCV
from sk_ccnn.model_selection import StackedGridSearchCV, fewest_wires, wiring_density
from sk_ccnn.model_selection.fewest_wires import choose
from sk_ccnn.model_selection.one_standard_error import within_one_standard_error

SCORING = {"score": "r2", "density": wiring_density}


@st.composite
def candidates(draw):
    """Draw scores with ties, densities with ties, and strengths."""
    n, n_folds = draw(st.integers(1, 8)), draw(st.integers(1, 5))
    few = st.sampled_from([-1.0, 0.0, 0.1, 0.3, 0.7, 1e3])
    shares = st.sampled_from([0.0, 0.1, 0.2, 0.3, 1.0])
    strengths = st.sampled_from([0.0, 1e-5, 0.1, 3.0])
    elements = few if draw(st.booleans()) else st.floats(-9, 9)
    return (
        draw(arrays(float, (n, n_folds), elements=elements)),
        draw(arrays(float, (n, n_folds), elements=shares)),
        draw(arrays(float, n, elements=strengths)),
    )


def wires_and_strength(drawn):
    _, densities, strengths = drawn
    return [(round(d, 9), -s) for d, s in zip(densities.mean(axis=1), strengths, strict=True)]


@given(candidates())
def test_nobody_within_one_standard_error_has_fewer_wires_or_as_few_at_a_larger_strength(drawn):
    chosen = choose(*drawn, one_standard_error=True)
    order, equals = wires_and_strength(drawn), within_one_standard_error(drawn[0])
    assert equals[chosen]
    assert order[chosen] == min(order[i] for i in np.flatnonzero(equals))


@given(candidates())
def test_without_the_rule_nobody_scores_better_and_no_equal_has_fewer_wires(drawn):
    means = drawn[0].mean(axis=1)
    chosen = choose(*drawn, one_standard_error=False)
    assert means[chosen] == pytest.approx(means.max(), abs=1e-6)
    order = wires_and_strength(drawn)
    equals = np.flatnonzero(means >= means[chosen])
    assert order[chosen] == min(order[i] for i in equals)


@given(candidates())
def test_the_rule_never_chooses_more_wires_than_the_best_has(drawn):
    densities = drawn[1].mean(axis=1)
    best, rule = (choose(*drawn, one_standard_error=each) for each in (False, True))
    assert densities[rule] <= densities[best] + 1e-9


@given(candidates(), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_decides_between_equals_only(drawn, random):
    order = list(range(len(drawn[0])))
    random.shuffle(order)
    for rule in (False, True):
        first = choose(*drawn, one_standard_error=rule)
        again = order[choose(*(each[order] for each in drawn), one_standard_error=rule)]
        keys = wires_and_strength(drawn)
        assert keys[first] == keys[again]
        assert drawn[0][first].mean() == pytest.approx(drawn[0][again].mean(), abs=1e-6)


@given(candidates(), st.floats(-100, 100), st.sampled_from([0.25, 2.0, 64.0]))
def test_the_unit_of_the_score_has_no_part_in_the_choice(drawn, shift, factor):
    scores, *others = drawn
    scores = np.round(scores, 3)
    moved = factor * scores + np.round(shift, 3)
    # A score may be so near to the edge of the standard error that rounding decides.
    means = scores.mean(axis=1)
    best = scores[means.argmax()]
    error = best.std(ddof=1) / len(best) ** 0.5 if len(best) > 1 else 0.0
    gaps = np.abs(means - (means.max() - error))
    if ((gaps > 0) & (gaps < 1e-5)).any():
        return
    for rule in (False, True):
        chosen = choose(scores, *others, one_standard_error=rule)
        assert choose(moved, *others, one_standard_error=rule) == chosen


@pytest.mark.parametrize(
    ("scores", "best", "sparsest"),
    [
        ([[0.0, 0.0], [0.5, 0.5], [0.5, 0.5]], 1, 1),  # of equals the sparsest
        ([[0.0, 0.0], [0.3, 0.5], [0.4, 0.6]], 2, 1),  # 0.1 is the standard error
        ([[0.0, 0.0], [0.2, 0.4], [0.4, 0.6]], 2, 2),
        ([[0.0], [0.4], [0.5]], 2, 2),  # one fold has no standard error
    ],
)
@pytest.mark.parametrize("density", [(0.0, 0.1, 0.2), (0.5, 0.5, 0.5), (np.nan,) * 3])
def test_the_choice(density, scores, best, sparsest):
    # Where densities tell nothing, the larger strength has fewer wires.
    densities = np.outer(density, np.ones(len(scores[0])))
    given_ = np.array(scores), densities, np.array([1.0, 0.1, 0.0])
    assert choose(*given_, one_standard_error=False) == best
    assert choose(*given_, one_standard_error=True) == sparsest


@pytest.mark.parametrize("one_standard_error", [False, True])
def test_of_scores_that_are_equal_but_for_rounding_the_sparsest_is_chosen(one_standard_error):
    folds = np.array([[0.1, 0.4, 0.1], [0.1, 0.1, 0.4], [0.0, 0.0, 0.0]])
    assert folds[0].mean() != folds[1].mean()
    densities, strengths = np.array([[0.1], [0.2], [0.3]]) * np.ones(3), np.zeros(3)
    for scores in (folds, folds[[1, 0, 2]]):
        assert choose(scores, densities, strengths, one_standard_error=one_standard_error) == 0


def test_a_candidate_that_failed_in_a_fold_is_not_chosen():
    scores = np.array([[np.nan, 0.9], [0.5, 0.6]])
    for rule in (False, True):
        assert choose(scores, np.zeros((2, 2)), np.zeros(2), one_standard_error=rule) == 1
    with pytest.raises(ValueError, match="no candidate has a score in every fold"):
        choose(scores[:1], np.zeros((1, 2)), np.zeros(1), one_standard_error=False)


@pytest.mark.parametrize("kind", [GridSearchCV, StackedGridSearchCV])
def test_a_search_over_both_parameters_refits_the_fewest_wires(kind, brain, small_cohort):
    network = ConnectomeRegressor(brain, n_members=1, max_epochs=30, random_state=0)
    model = make_pipeline(StandardScaler(), network)
    grid = {
        "connectomeregressor__constraint": ["none", "hard"],
        "connectomeregressor__lambda_wiring": [0.0, 1e-6, 10.0],
    }
    search = kind(model, grid, scoring=SCORING, cv=3, refit=fewest_wires).fit(*small_cohort)
    results = search.cv_results_
    scores = np.array([results[f"split{fold}_test_score"] for fold in range(3)]).T
    among = np.flatnonzero(within_one_standard_error(scores))
    densities = results["mean_test_density"]
    assert densities[search.best_index_] == densities[among].min()
    fitted = search.best_estimator_[-1]
    assert {"constraint": fitted.constraint, "lambda_wiring": fitted.lambda_wiring} == {
        name.removeprefix("connectomeregressor__"): value
        for name, value in search.best_params_.items()
    }


def test_a_search_chooses_what_a_path_of_the_same_strengths_does(brain, small_cohort):
    options = {"n_members": 1, "max_epochs": 15, "random_state": 0}
    lambdas, constraints = [0.3, 0.01, 0.0], ["hard", "none"]
    path = ConnectomeRegressorCV(
        brain,
        lambdas=lambdas,
        constraints=constraints,
        one_standard_error=True,
        cv=KFold(3),
        **options,
    ).fit(*small_cohort)
    grid = {"constraint": constraints, "lambda_wiring": lambdas}
    network = ConnectomeRegressor(brain, **options)
    search = StackedGridSearchCV(network, grid, scoring=SCORING, cv=KFold(3), refit=fewest_wires)
    assert search.fit(*small_cohort).best_params_ == {
        "constraint": path.constraint_,
        "lambda_wiring": path.lambda_wiring_,
    }


def test_other_searches_are_an_error():
    two = {"split0_test_r2": [1.0], "split0_test_density": [0.1]}
    with pytest.raises(
        ValueError, match=r"fewest_wires needs a search .* got one over \['alpha'\]"
    ):
        fewest_wires(two | {"param_alpha": np.ma.array([1.0])})
    strength = {"param_lambda_wiring": np.ma.array([0.0])}
    for metrics in (["score"], ["density"], ["mae", "r2"], ["density", "mae", "r2"]):
        results = {f"split0_test_{each}": [1.0] for each in metrics} | strength
        with pytest.raises(ValueError) as error:
            fewest_wires(results)
        assert f"'density' (sk_ccnn.model_selection.wiring_density), got those of {metrics}" in str(
            error.value
        )


def test_the_density_is_that_of_the_network_whatever_is_around_it(brain, small_cohort):
    network = ConnectomeRegressor(brain, n_members=1, max_epochs=5, random_state=0)
    around = make_pipeline(StandardScaler(), network).fit(*small_cohort)
    assert wiring_density(around, *small_cohort) == around[-1].density_ > 0
