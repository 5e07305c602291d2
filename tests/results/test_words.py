import numpy as np

from sk_ccnn.model_selection.compare import scores_table
from sk_ccnn.results.words import (
    against_chance,
    against_model,
    format_table,
    lowest_error,
)


def scores(**values):
    """Make a table with one task and the given errors by model."""
    return scores_table(
        ("task", model.replace("_", " "), fold, "MAE", value, 0.25)
        for model, errors in values.items()
        for fold, value in enumerate(errors)
    )


def test_chance_within_the_interval_is_no_evidence():
    table = scores(lucky=[0.3, 0.9, 0.6, 0.4], good=[0.9, 0.95, 0.9, 1.0])
    assert "no evidence that lucky" in against_chance(table, "task", "lucky", "MAE", 0.5)
    assert "task: good predicts it" in against_chance(table, "task", "good", "MAE", 0.5)


def test_folds_that_do_not_differ_give_no_interval():
    sentence = against_chance(scores(perfect=[1.0, 1.0, 1.0]), "task", "perfect", "MAE", 0.5)
    assert sentence.endswith("predicts it (MAE 1.00, the same in all 3 folds; chance 0.50).")


def test_differences_are_taken_fold_by_fold():
    easy_and_hard = np.array([1.0, 5.0, 9.0, 3.0])
    table = scores(ours=easy_and_hard, worse=easy_and_hard + np.array([1.0, 1.1, 0.9, 1.0]))
    assert "ours has a lower error than worse" in against_model(
        table, "task", "ours", "worse", "MAE"
    )
    assert "worse has a higher error than ours" in against_model(
        table, "task", "worse", "ours", "MAE"
    )
    noisy = scores(ours=easy_and_hard, other=easy_and_hard[::-1])
    assert "cannot be told from" in against_model(noisy, "task", "ours", "other", "MAE")


def test_the_table_has_a_line_for_each_model_with_mean_and_spread():
    lines = format_table(scores(ours=[1.0, 3.0], a_dummy=[4.0, 4.0]), ["MAE"]).splitlines()
    assert lines[0].split() == ["task", "model", "MAE"]
    assert lines[2].split() == ["task", "ours", "2.00", "±", "1.41"]
    assert lines[3].split() == ["task", "a", "dummy", "4.00", "±", "0.00"]
    assert not any(line.endswith(" ") for line in lines)
    assert len({line.index("±") for line in lines[2:]}) == 1


def test_the_best_model_is_named_whoever_it_is():
    table = scores(ours=[2.0, 2.0, 2.0], other=[1.0, 1.0, 3.0])
    assert "other has the lowest mean MAE (1.67)" in lowest_error(table, "task", "MAE")
    assert "best in 2 of 3 folds" in lowest_error(table, "task", "MAE")
