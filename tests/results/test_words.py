import numpy as np
import pandas as pd

from sk_ccnn.results import (
    against_chance,
    against_model,
    corrected_t_test,
    format_rows,
    lowest_error,
    score_rows,
)


def table(**values):
    """Make a table with one task and the given errors by model."""
    rows = [
        ("task", model.replace("_", " "), fold, "MAE", value, 0.25)
        for model, errors in values.items()
        for fold, value in enumerate(errors)
    ]
    columns = ["task", "model", "fold", "metric", "value", "test_share"]
    return pd.DataFrame(rows, columns=columns)


def against(errors, others):
    gain = corrected_t_test(np.subtract(others, errors), 0.25)
    return against_model("ours", "other", gain, "MAE")


def test_chance_within_the_interval_is_no_evidence():
    lucky, good = [0.3, 0.9, 0.6, 0.4], [0.9, 0.95, 0.9, 1.0]
    sentence = against_chance("lucky", lucky, 0.25, "MAE", 0.5)
    assert sentence.startswith("no evidence that lucky predicts it (MAE 0.55, 95% interval ")
    assert against_chance("good", good, 0.25, "MAE", 0.5).startswith("good predicts it")


def test_folds_that_do_not_differ_give_no_interval():
    sentence = against_chance("perfect", [1.0, 1.0, 1.0], 0.25, "MAE", 0.5)
    assert sentence.endswith("predicts it (MAE 1.00, the same in all 3 folds; chance 0.50).")


def test_an_interval_ends_where_the_score_does():
    sentence = against_chance("good", [0.7, 0.9, 1.0], 0.5, "AUC", 0.5)
    assert sentence.endswith("to 1.00; chance 0.50).")


def test_differences_are_taken_fold_by_fold():
    easy_and_hard = np.array([1.0, 5.0, 9.0, 3.0])
    worse = easy_and_hard + np.array([1.0, 1.1, 0.9, 1.0])
    assert "ours has a lower error than other" in against(easy_and_hard, worse)
    assert "ours has a higher error than other" in against(worse, easy_and_hard)
    assert "cannot be told from" in against(easy_and_hard, easy_and_hard[::-1])


def test_the_table_has_a_line_for_each_model_with_mean_and_spread():
    scores = table(ours=[1.0, 3.0], a_dummy=[4.0, 4.0])
    lines = format_rows(score_rows(scores, ["MAE"], by=("task", "model"), digits=2)).splitlines()
    assert lines[0].split() == ["task", "model", "MAE"]
    assert lines[2].split() == ["task", "ours", "2.00", "±", "1.41"]
    assert lines[3].split() == ["task", "a", "dummy", "4.00", "±", "0.00"]
    assert not any(line.endswith(" ") for line in lines)
    assert len({line.index("±") for line in lines[2:]}) == 1


def test_what_a_fold_lacks_has_no_mean():
    lines = format_rows(
        score_rows(table(ours=[1.0, np.nan], other=[1.0, 1.0]), ["MAE"])
    ).splitlines()
    assert [line.split() for line in lines[2:]] == [["ours", "–"], ["other", "1.000", "±", "0.000"]]


def test_the_best_model_is_named_whoever_it_is():
    by_fold = pd.DataFrame({"ours": [2.0, 2.0, 2.0], "other": [1.0, 1.0, 3.0]})
    assert "other has the lowest mean MAE (1.67)" in lowest_error(by_fold, "MAE")
    assert "best in 2 of 3 folds" in lowest_error(by_fold, "MAE")


def test_what_is_not_defined_is_not_compared_in_words_either():
    unknown = corrected_t_test([0.1, np.nan, 0.2], 0.25)
    sentence = against_model("ours", "other", unknown, "MAE")
    assert sentence == "ours was not compared with other (MAE is not defined in every fold)."
    words = against_chance("lucky", [0.9, np.nan, 1.0], 0.25, "AUC", 0.5)
    assert words == "whether lucky predicts it cannot be told: AUC is not defined in fold 2 of 3."
    by_fold = pd.DataFrame({"ours": [0.1, np.nan, 0.1], "other": [2.0, 2.0, 3.0]})
    assert lowest_error(by_fold, "MAE") == (
        "other has the lowest mean MAE (2.33), and is the best in 3 of 3 folds. Not ranked: ours "
        "(MAE is not defined in fold 2 of 3)."
    )
    assert "cannot be told" in lowest_error(by_fold[["ours"]], "MAE")


def test_models_that_are_equal_but_for_rounding_are_equal_in_words():
    errors, again = np.array([0.1, 0.1, 0.4]), np.array([0.1, 0.4, 0.1])
    assert errors.mean() != again.mean()
    by_fold = pd.DataFrame({"ours": errors, "other": again, "worse": errors + 1})
    assert lowest_error(by_fold, "MAE").startswith(
        "ours and other have the lowest mean MAE (0.20), and one of them is the best in 3 of 3"
    )
    chance = np.mean([0.1, 0.4, 0.1])
    same = [np.mean([0.1, 0.1, 0.4])] * 5
    assert against_chance("dummy", same, 0.25, "AUC", chance).startswith("no evidence that")
