"""What a path chose says no more than its folds do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sk_ccnn.model_selection import WiringChoice
from sk_ccnn.results import corrected_t_test

LAMBDAS = np.array([1.0, 0.1, 0.0])


def choice_of(hard, none, *, one_standard_error=False):
    """Make a choice between two paths of three strengths; a cost leaves fewer wires."""
    scores = np.array([hard, none], dtype=float)
    densities = np.array([[0.0, 0.1, 0.2], [0.0, 0.3, 1.0]])[..., None] * np.ones(scores.shape[-1])
    lambdas = np.array([LAMBDAS, 2 * LAMBDAS])
    constraints = ("hard", "none")
    return WiringChoice("R²", constraints, lambdas, scores, densities, one_standard_error, 1 / 4)


LOW = [0.0, 0.0, 0.0, 0.0]
FAR = choice_of([LOW, [0.5, 0.6, 0.5, 0.6], LOW], [LOW, [0.1, 0.2, 0.1, 0.21], LOW])
NEAR = {
    rule: choice_of(
        [LOW, [0.4, 0.5, 0.6, 0.7], LOW],
        [LOW, [0.5, 0.3, 0.7, 0.8], LOW],
        one_standard_error=rule,
    )
    for rule in (False, True)
}


def test_the_best_mean_of_all_constraints_is_chosen():
    assert (FAR.constraint, FAR.lambda_wiring) == ("hard", 0.1)
    assert (NEAR[False].constraint, NEAR[False].lambda_wiring) == ("none", 0.2)


def test_within_one_standard_error_the_fewest_wires_of_all_constraints_are_chosen():
    assert (NEAR[True].constraint, NEAR[True].lambda_wiring) == ("hard", 0.1)


def test_the_gain_is_the_corrected_paired_test_of_the_folds():
    expected = corrected_t_test(FAR.scores[0, 1] - FAR.scores[1, 1], 1 / 4)
    assert FAR.gain("none") == pytest.approx(expected)
    assert FAR.gain("none", level=0.5).low > expected.low
    row = FAR.to_frame().loc["none"]
    assert row[["gain", "low", "high", "p_value"]].tolist() == pytest.approx(list(expected))


def test_the_words_are_those_of_the_numbers():
    assert "constraint='hard' with lambda_wiring=0.1 was chosen: the best mean R², 0.55." in (
        FAR.sentence()
    )
    assert "It is 0.398 better than the best of 'none', more than chance (95% interval" in (
        FAR.sentence()
    )
    near = NEAR[True].sentence()
    assert "the fewest wires (density 0.100) within one standard error of the best R²." in near
    assert "It is 0.025 worse than the best of 'none', not more than chance" in near
    assert "It is 0.025 better than the best of 'hard', not more" in NEAR[False].sentence()


def test_it_says_that_the_folds_that_chose_flatter_the_choice():
    assert "cross-validate the estimator that chooses" in str(FAR)


def test_equals_are_called_so():
    same = [LOW, [0.4, 0.5, 0.6, 0.7], LOW]
    choice = choice_of(same, same)
    assert choice.constraint == "hard"  # as good, with fewer wires
    assert choice.sentence().endswith("\nIt scores as the best of 'none' does.")


def test_one_fold_tells_nothing_of_chance():
    choice = choice_of([[0.0], [0.5], [0.1]], [[0.0], [0.4], [0.1]])
    assert choice.sentence().endswith(
        "It is 0.1 better than the best of 'none'; one fold cannot tell whether by chance."
    )
    assert "nan" not in str(choice)
    assert np.isnan(choice.to_frame().loc["none", "p_value"])


def test_one_constraint_has_no_rival():
    several = FAR
    alone = WiringChoice(
        "R²", ("hard",), several.lambdas[:1], several.scores[:1], several.densities[:1], False, 0.25
    )
    assert alone.sentence() == "lambda_wiring=0.1 was chosen: the best mean R², 0.55."
    assert alone.to_frame().index.tolist() == ["chosen", "hard"]


def test_where_the_rule_takes_a_worse_one_of_the_same_constraint_that_is_said():
    choice = choice_of(
        [[0.5, 0.6, 0.6, 0.7], [0.5, 0.6, 0.6, 0.75], LOW], [LOW] * 3, one_standard_error=True
    )
    assert (choice.constraint, choice.lambda_wiring) == ("hard", 1.0)
    assert "It is 0.0125 worse than the best of 'hard', not more than chance" in choice.sentence()
    assert choice.to_frame().loc["hard", "lambda_wiring"] == 0.1


def test_a_network_without_wires_has_no_density_to_tell():
    scores = FAR.scores[:1]
    choice = WiringChoice(
        "R²", ("hard",), LAMBDAS[None], scores, np.full_like(scores, np.nan), True, 0.25
    )
    assert "nan" not in str(choice)
    assert choice.sentence() == (
        "lambda_wiring=0.1 was chosen: the fewest wires within one standard error of the best R²."
    )


SCORES = arrays(float, (2, 3, 4), elements=st.sampled_from([-3.0, 0.0, 0.1, 0.25, 0.3, 7.0]))


@given(SCORES, st.booleans())
def test_the_frame_is_the_choice_and_the_best_of_each_path(scores, rule):
    choice = choice_of(*scores, one_standard_error=rule)
    frame, paths = choice.to_frame(), choice.paths()
    best = paths.groupby("constraint")["score"].max()
    for constraint in ("hard", "none"):
        row = frame.loc[constraint]
        assert row["constraint"] == constraint
        assert row["score"] == pytest.approx(best[constraint], abs=1e-8)
        expected = frame.loc["chosen", "score"] - row["score"]
        gain = 0.0 if np.isnan(row["gain"]) else row["gain"]
        assert gain == pytest.approx(expected, abs=1e-8)
    assert frame.loc["chosen", "constraint"] == choice.constraint
    assert frame.loc["chosen", "lambda_wiring"] == choice.lambda_wiring
    if not rule:
        assert frame["gain"].fillna(0).min() >= -1e-8
