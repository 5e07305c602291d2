from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from sk_ccnn.inference import PermutationTest
from sk_ccnn.plotting import PermutationDisplay

RESULT = PermutationTest(0.4, np.random.default_rng(0).normal(0, 0.1, 39), 0.025)


def test_all_permutations_are_in_the_histogram_and_the_score_is_a_line():
    ax = Figure().subplots()
    display = PermutationDisplay.from_result(RESULT, ax=ax, score_name="R²")
    assert sum(bar.get_height() for bar in display.bars_) == 39
    assert display.line_.get_xdata() == [0.4, 0.4]
    assert ax.get_title() == "39 permutations: p = 0.025"
    assert ax.get_xlabel() == "R², mean over folds (larger is better)"


def test_the_test_knows_its_metric_and_an_error_is_drawn_as_it_is():
    accuracy = replace(RESULT, metric="accuracy")
    label = PermutationDisplay.from_result(accuracy, ax=Figure().subplots()).ax_.get_xlabel()
    assert label == "accuracy, mean over folds (larger is better)"
    errors = replace(
        RESULT,
        metric="neg_mean_absolute_error",
        score=-4.0,
        permutation_scores=RESULT.permutation_scores - 6,
    )
    display = PermutationDisplay.from_result(errors, ax=Figure().subplots())
    assert display.ax_.get_xlabel() == "mean absolute error, mean over folds (smaller is better)"
    assert display.line_.get_xdata() == [4.0, 4.0]
    assert min(bar.get_x() for bar in display.bars_) > 5


def test_a_test_without_a_p_value_is_refused_before_there_is_a_figure(no_figure):
    nothing = replace(RESULT, p_value=np.nan, undefined="R² is not defined in fold 2 of 5")
    with pytest.raises(ValueError, match="cannot be drawn: .*R² is not defined in fold 2 of 5$"):
        PermutationDisplay.from_result(nothing)
    with pytest.raises(TypeError, match="needed a PermutationTest, from permutation_test"):
        PermutationDisplay.from_result(0.4)


def test_equal_scores_can_be_drawn():
    display = PermutationDisplay.from_result(replace(RESULT, permutation_scores=np.zeros(19)))
    assert sum(bar.get_height() for bar in display.bars_) == 19
