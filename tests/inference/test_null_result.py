from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sk_ccnn import Connectome
from sk_ccnn.inference import NullTest
from sk_ccnn.nulls import Null
from sk_ccnn.results import monte_carlo_p_value, sign_flip_test

NULL = Null(
    Connectome([[0, 1], [1, 0]]), "degree", n_swaps=5, rewired_fraction=0.25, strength_error=0.0
)
BETTER, WORSE = 0.9, 0.1  # than the connectome, which has 0.5
NOISE = np.array([0.01, -0.01, 0.02, -0.02, 0.0])


def result(unconstrained=0.5, **nulls):
    """Make the result of a test on five folds: mean scores of each kind's nulls."""
    scores = 0.5 + NOISE
    return NullTest(
        metric="R²",
        scores=scores,
        # Not parallel to the scores, so that the gain has a spread.
        unconstrained_scores=unconstrained + NOISE[::-1],
        null_scores={
            kind: np.array([[mean] * 5 for mean in means]) + NOISE[::-1]
            for kind, means in nulls.items()
        },
        resampled_gains={kind: 0.5 - np.array(means) for kind, means in nulls.items()},
        nulls={kind: [NULL] * len(means) for kind, means in nulls.items()},
        test_share=0.25,
    )


@pytest.mark.parametrize("n_better", [0, 1, 7, 19])
def test_the_p_value_counts_the_real_score_and_is_never_0(n_better):
    scores = [WORSE] * (19 - n_better) + [BETTER] * n_better
    assert monte_carlo_p_value(0.5 - np.array(scores)) == (n_better + 1) / 20 > 0
    assert result(degree=scores).p_values == {"degree": (n_better + 1) / 20}


def test_a_null_that_scores_the_same_counts_against_the_connectome():
    assert monte_carlo_p_value([0.0, 0.4, 0.4]) == 0.5


def test_where_no_null_is_as_good_the_connectome_helps():
    sentence = result(degree=[WORSE] * 19, length=[WORSE] * 39, unconstrained=0.2).sentence()
    assert sentence == (
        "the connectome helps (p = 0.050 against degree-preserving nulls, p = 0.025 against "
        "length-preserving nulls); it predicts better than the same network without a constraint.\n"
        "A second opinion, by flips of signs of the gain over the mean null in 5 folds: p = 0.031 "
        "against degree-preserving nulls, p = 0.031 against length-preserving nulls; folds share "
        "subjects, so that this p tends to be too small."
    )


def test_where_nulls_are_as_good_no_benefit_was_found():
    sentence = result(
        degree=[WORSE] * 18 + [BETTER], regions=[BETTER] * 19, unconstrained=0.8
    ).sentence()
    assert sentence.splitlines()[0] == (
        "no benefit of the connectome was found (p = 0.100 against degree-preserving nulls, "
        "p = 1.000 against shuffled regions); it would have taken a gain in R² of more than 0.758 "
        "over degree-preserving nulls, 0.000 over shuffled regions; it predicts worse than the "
        "same network without a constraint."
    )


def test_where_it_depends_on_the_null_both_are_said():
    sentence = result(density=[WORSE] * 19, length=[BETTER] * 19).sentence()
    assert sentence.splitlines()[0] == (
        "the connectome predicts better than random graphs of equal density (p = 0.050), but no "
        "benefit was found over length-preserving nulls (p = 1.000); it would have taken a gain in "
        "R² of more than 0.000 over length-preserving nulls; it cannot be told from the same "
        "network without a constraint."
    )


def test_gains_are_over_the_mean_null_with_an_interval_over_folds():
    found = result(degree=[0.2, 0.4], unconstrained=0.1)
    effect = found.effects["degree"]
    assert effect.mean == pytest.approx(0.2)
    assert effect.low < 0.2 < effect.high
    assert found.gain_over_unconstrained.mean == pytest.approx(0.4)
    assert found.z_scores["degree"] == pytest.approx(0.2 / np.std([0.2, 0.4], ddof=1))
    assert np.isnan(result(degree=[0.2]).z_scores["degree"])


def test_the_table_has_a_line_for_each_arm():
    found = result(degree=[0.2, 0.4], length=[0.3])
    frame = found.to_frame()
    assert frame.index.tolist() == ["connectome", "degree", "length", "unconstrained"]
    assert frame["score"].tolist() == pytest.approx([0.5, 0.3, 0.3, 0.5])
    assert frame.loc["degree", "moved"] == 0.25
    header, *lines = [line for line in found.table().splitlines() if line.strip("-| ─")]
    assert "R²" in header
    assert len(lines) == 4
    assert "degree-preserving nulls" in lines[1] and "25%" in lines[1] and "0.333" in lines[1]
    assert "nan" not in found.table()
    assert str(found) == f"{found.table()}\n\n{found.sentence()}"


def test_nulls_that_score_the_same_but_for_rounding_are_as_good():
    found = result(degree=[WORSE] * 19)
    ties = np.full(19, np.mean([0.1, 0.1, 0.4]) - np.mean([0.1, 0.4, 0.1]))
    assert (ties != 0).all()
    tied = replace(found, resampled_gains={"degree": ties})
    assert tied.p_values == {"degree": 1.0}


def test_nulls_that_differ_by_rounding_only_have_no_z():
    scores = 0.5 + NOISE
    same = np.stack([scores[[0, 1, 2, 3, 4]], scores[[4, 3, 2, 1, 0]]])
    found = replace(result(degree=[0.2, 0.4]), null_scores={"degree": same})
    assert np.isnan(found.z_scores["degree"])


def test_too_few_nulls_could_not_decide_whatever_they_score():
    for null in (WORSE, BETTER):
        sentence = result(degree=[null] * 9).sentence()
        assert sentence.startswith(
            "the test could not decide: with 9 nulls p cannot be below 0.100; at least 19 are "
            "needed for p = 0.05 (p = "
        )
        assert "no benefit" not in sentence and "helps" not in sentence
    both = result(degree=[WORSE] * 19, length=[WORSE] * 9).sentence()
    assert both.startswith("the connectome helps (p = 0.050 against degree-preserving nulls); ")
    assert "the test could not decide: with 9 nulls" in both
    found = result(degree=[WORSE] * 19, length=[WORSE] * 9)
    assert found.needed_scores["length"] == found.smallest_effects["length"] == np.inf
    assert "none is enough" in found.table()
    frame = found.to_frame()
    assert frame.loc[["degree", "length"], "smallest_p_value"].tolist() == [0.05, 0.1]


SCORES = st.lists(st.integers(0, 40).map(lambda n: n / 50), min_size=19, max_size=80)


def test_where_the_needed_score_is_higher_than_a_score_can_be_no_gain_is_said_to_be_enough():
    found = replace(result(degree=[BETTER] * 19, length=[0.45] * 19), metric="roc_auc")
    gains = {"degree": np.full(19, -0.6), "length": np.full(19, -0.1)}
    found = replace(found, resampled_gains=gains)
    assert found.needed_scores == {"degree": np.inf, "length": pytest.approx(0.6)}
    assert (
        "it would have taken a gain in roc_auc of more than 0.150 over length-preserving nulls; no "
        "roc_auc would have been enough over degree-preserving nulls, which vary too much"
    ) in found.sentence()
    assert "none is enough" in str(found)


@given(SCORES)
def test_a_benefit_is_found_if_and_only_if_the_needed_score_is_exceeded(scores):
    found = result(degree=scores)
    needed, effect = found.needed_scores["degree"], found.smallest_effects["degree"]
    assert effect == pytest.approx(needed - np.mean(scores))
    assert (found.p_values["degree"] <= 0.05) == (found.score > needed)
    n_better = int(0.05 * (len(scores) + 1)) - 1
    assert needed == pytest.approx(sorted(scores)[-1 - n_better], abs=1e-9)


def test_flips_of_signs_compare_the_connectome_with_the_mean_null_in_each_fold():
    found = result(degree=[0.2, 0.4], length=[0.5, 0.5])
    gains = found.scores - found.null_scores["length"].mean(axis=0)
    assert found.sign_flip_p_values == {"degree": 1 / 32, "length": sign_flip_test(gains)}
    assert found.smallest_sign_flip_p_value == 1 / 32
    frame = found.to_frame()
    assert frame.loc["length", "sign_flip_p_value"] == found.sign_flip_p_values["length"]
    assert (frame.loc[["degree", "length"], "smallest_sign_flip_p_value"] == 1 / 32).all()


def test_too_few_folds_have_no_second_opinion_whatever_they_score():
    found = result(degree=[WORSE] * 19)
    few = replace(
        found,
        scores=found.scores[:4],
        null_scores={"degree": found.null_scores["degree"][:, :4]},
        unconstrained_scores=found.unconstrained_scores[:4],
    )
    assert few.sign_flip_p_values == {"degree": 1 / 16}
    assert few.sentence().splitlines()[1] == (
        "A second opinion, by flips of signs of the gain over the mean null in each fold, cannot "
        "be had: with 4 folds p cannot be below 0.062."
    )


@pytest.mark.parametrize("where", ["scores", "nulls", "samples", "unconstrained"])
def test_a_score_that_is_not_defined_is_claimed_nothing_of(where):
    found = result(degree=[WORSE] * 19, length=[WORSE] * 19)
    gap = np.array([0, 0, np.nan, 0, 0])
    if where == "scores":
        found = replace(found, scores=found.scores + gap)
    elif where == "nulls":
        found.null_scores["degree"][3] += gap
    elif where == "samples":
        found.resampled_gains["degree"][7] = np.nan
    else:
        found = replace(found, unconstrained_scores=found.unconstrained_scores + gap)
    sentence = found.sentence()
    assert "nan" not in str(found)
    assert ("the connectome helps" in sentence) == (where != "scores")
    told = (
        "whether it predicts better than degree-preserving nulls cannot be told: R² is not defined"
    )
    assert (told in sentence) == (where != "unconstrained")
    for numbers in (found.p_values, found.needed_scores, found.sign_flip_p_values):
        assert np.isnan(numbers["degree"]) == (where != "unconstrained")
    assert ("in fold 3 of 5" in sentence) == (where in ("scores", "nulls"))
    compared = "was not compared with the same network without a constraint"
    assert (compared in sentence) == (where in ("scores", "unconstrained"))
