import numpy as np
import pytest

from sk_ccnn.pruning import PruningPath
from sk_ccnn.results import corrected_t_test


def make_path(**changes):
    """Make a path on three folds: half of the cost goes for 1% of the score, 90% for 20%."""
    values = {
        "metric": "neg_mean_absolute_error",
        "by": "cost",
        "fine_tune": 0,
        "fractions": np.array([0.0, 0.3, 0.8]),
        "scores": np.array([[-9.0, -10, -11], [-9.2, -10.1, -11], [-11, -12, -13]]),
        "wiring_costs": np.array([[40.0, 50, 60], [20, 25, 30], [4, 5, 6]]),
        "n_connections": np.array([[100.0] * 3, [70] * 3, [20] * 3]),
        "fitted_scores": np.array([-9.0, -10, -11]),
        "fitted_wiring_costs": np.array([40.0, 50, 60]),
        "test_share": 0.5,
    }
    return PruningPath(**values | changes)


def test_losses_are_shares_of_the_score_and_costs_shares_of_the_cost():
    frame = make_path().to_frame()
    assert frame.index.tolist() == ["as fitted", 0.0, 0.3, 0.8]
    assert frame["loss"].tolist() == pytest.approx([0, 0, 0.01, 0.2])
    assert frame["cost_removed"].tolist() == pytest.approx([0, 0, 0.5, 0.9])
    assert frame["cost"].tolist() == pytest.approx([50, 50, 25, 5])


def test_intervals_are_corrected_for_shared_subjects_and_losses_are_paired():
    path = make_path()
    frame = path.to_frame(level=0.9)
    score = corrected_t_test(path.scores[1], 0.5, 0.9)
    assert frame.loc[0.3, ["score", "low", "high"]].tolist() == pytest.approx(score[:3])
    loss = corrected_t_test((path.fitted_scores - path.scores[1]) / 10, 0.5, 0.9)
    assert frame.loc[0.3, ["loss", "loss_low", "loss_high"]].tolist() == pytest.approx(loss[:3])


def test_the_sentence_names_the_largest_share_that_is_worth_its_loss():
    path = make_path()
    assert path.sentence() == (
        "50% of the wiring cost can be removed (30% of the wires, the most expensive first): a "
        "loss of 1.0% of the score, neg_mean_absolute_error -10.000 to -10.100 (95% interval of "
        "the loss -2.9% to +4.9%); the folds do not rule out a loss of more than 2%."
    )
    even = make_path(scores=make_path().fitted_scores - np.array([[0.0], [0.1], [5]]))
    assert even.sentence().endswith("(95% interval of the loss +1.0% to +1.0%).")
    assert "90% of the wiring cost can be removed (80% of the wires" in path.sentence(0.25)
    assert "a loss of 20.0%" in path.sentence(0.25)


def test_it_says_so_when_nothing_can_be_removed():
    words = make_path().sentence(0.001)
    assert words.startswith("Nothing of the wiring cost that was tried can be removed at a loss ")
    assert "removing 50% loses least" in words and "a loss of 1.0%" in words
    only_whole = make_path(
        fractions=np.zeros(1),
        scores=np.zeros((1, 3)),
        wiring_costs=np.ones((1, 3)),
        fitted_wiring_costs=np.ones(3),
    )
    assert only_whole.sentence() == "Nothing of the wiring cost was removed."


def test_what_fine_tuning_gives_is_not_taken_for_a_merit_of_pruning():
    better = np.array([[-8.0, -9, -10], [-9.0, -10, -11], [-11, -12, -13]])
    path = make_path(fine_tune=5, scores=better)
    assert path.whole_is_fine_tuned
    assert path.to_frame().loc[0.3, "loss"] == pytest.approx(1 / 9)
    harmed = make_path(fine_tune=5, scores=better - 3, wiring_costs=make_path().wiring_costs / 2)
    assert not harmed.whole_is_fine_tuned
    assert harmed.to_frame()["cost_removed"].tolist() == pytest.approx([0, 0.5, 0.75, 0.95])
    assert "then 5 epochs of fine-tuning, which alone saves 50%)" in harmed.sentence(1.0)


def test_a_network_without_any_wires_left_costs_nothing_and_saves_nothing():
    path = make_path(fitted_wiring_costs=np.zeros(3), wiring_costs=np.zeros((3, 3)))
    assert path.to_frame()["cost_removed"].tolist() == [0, 0, 0, 0]
    assert path.sentence() == "Nothing of the wiring cost was removed."


def test_a_share_of_a_score_of_0_is_unknown():
    path = make_path(fitted_scores=np.array([-1.0, 0, 1]), scores=np.array([[-1.0, 0, 1]] * 3))
    assert path.to_frame()["loss"].isna().all()
    assert not path.has_shares and "shares of it mean nothing" in path.sentence()


def test_near_0_the_difference_of_the_score_is_said_and_no_share():
    fitted = np.array([0.1, -0.1, 0.06])
    scores = np.array([fitted, fitted - 0.05, fitted - 0.3])
    path = make_path(metric="R²", fitted_scores=fitted, scores=scores)
    words = path.sentence()
    assert words.startswith("The R² of the whole network, 0.020 (95% interval ")
    assert "Removing 50% of the wiring cost loses least (30% of the wires, the most" in words
    assert "R² 0.020 to -0.030, a difference of -0.050 (95% interval -0.050 to -0.050)." in words
    head, *_, last = path.rows()
    assert head[-1] == "loss in R² [95% interval]" and last[-1] == "+0.300 [+0.300, +0.300]"


def test_a_share_means_something_of_clear_merits_and_of_errors():
    assert make_path().has_shares  # an error, negative
    clear = np.array([0.5, 0.52, 0.48])
    assert make_path(metric="R²", fitted_scores=clear, scores=np.array([clear] * 3)).has_shares
    assert not make_path(
        metric="R²", fitted_scores=-clear, scores=np.array([-clear] * 3)
    ).has_shares


def test_it_prints_as_table_and_sentence():
    path = make_path()
    lines = str(path).splitlines()
    assert lines[0].split("  ")[0] == "wires removed"
    assert [line.split("  ")[0] for line in lines[2:6]] == ["as fitted", "0%", "30%", "80%"]
    assert lines[-1] == path.sentence()


@pytest.mark.parametrize("which", ["fitted_scores", "scores"])
def test_a_score_that_is_not_defined_is_no_0(which):
    scores = getattr(make_path(), which).copy()
    scores[..., 1] = np.nan
    path = make_path(metric="R²", **{which: scores})
    assert path.sentence() == (
        "What pruning costs cannot be told: R² is not defined in fold 2 of 3."
    )
    assert "nan" not in str(path)
    assert path.to_frame()["loss"].isna().all() or which == "scores"


def test_a_score_of_0_but_for_rounding_has_no_shares():
    near = np.array([0.1, 0.2, -0.3])
    assert near.mean() != 0
    path = make_path(fitted_scores=near, scores=np.array([near, near, near - 1]))
    assert path.to_frame()["loss"].isna().all()


def test_fine_tuning_that_changes_nothing_but_rounding_is_no_merit():
    fitted, tuned = np.array([0.1, 0.4, 0.1]), np.array([0.1, 0.1, 0.4])
    scores = np.array([tuned, tuned, tuned])
    path = make_path(fine_tune=5, fitted_scores=fitted, scores=scores)
    assert tuned.mean() != fitted.mean()
    assert not path.whole_is_fine_tuned
    other = make_path(fine_tune=5, fitted_scores=tuned, scores=np.array([fitted, tuned, tuned]))
    assert not other.whole_is_fine_tuned


def test_of_equal_losses_the_largest_saving_is_named():
    fitted = np.array([1.0, 1.0, 1.0])
    same = 0.5 + np.array([[0.1, 0.1, 0.4], [0.1, 0.4, 0.1]]) - 0.2
    for scores in (same, same[::-1]):
        path = make_path(fitted_scores=fitted, scores=np.array([fitted, *scores]))
        assert "removing 90% loses least" in path.sentence()
