import numpy as np
import pytest
from matplotlib.figure import Figure
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression, Perceptron

from sk_ccnn.model_selection import compare
from sk_ccnn.plotting import ComparisonDisplay
from sk_ccnn.results import corrected_t_test


@pytest.fixture(scope="module")
def comparison(small_patients):
    models = {
        "dummy": DummyClassifier(),
        "logistic": LogisticRegression(),
        "perceptron": Perceptron(),
    }
    return compare(models, *small_patients, cv=3, candidates=["logistic"])


def test_points_of_a_fold_are_joined_and_means_have_their_interval(comparison):
    ax = Figure().subplots()
    models = ["logistic", "dummy"]
    display = ComparisonDisplay.from_result(
        comparison, metric="balanced accuracy", models=models, ax=ax
    )
    scores = comparison.by_fold("balanced accuracy")[models].to_numpy()
    drawn = [line.get_xdata().tolist() for line in display.fold_lines_]
    assert drawn == scores.tolist()
    for number, bar in enumerate(display.means_):
        test = corrected_t_test(scores[:, number], comparison.test_share)
        ends = bar.lines[2][0].get_segments()[0][:, 0]
        assert bar.lines[0].get_xdata()[0] == pytest.approx(test.mean)
        assert ends == pytest.approx([test.low, min(test.high, 1)])
    assert [each.get_text() for each in ax.get_yticklabels()] == models
    assert ax.get_title() == "60 subjects, 3 folds" and ax.get_xlim()[1] <= 1


def test_errors_say_that_smaller_is_better(comparison):
    display = ComparisonDisplay.from_result(comparison, metric="Brier", models=["dummy"])
    assert display.ax_.get_xlabel() == "Brier (smaller is better)"
    assert display.ax_.get_xlim()[0] >= 0


def test_what_cannot_be_compared_is_refused_before_there_is_a_figure(comparison, no_figure):
    with pytest.raises(ValueError, match="Brier is not defined in folds 1 to 3 of 3 for 'percep"):
        ComparisonDisplay.from_result(comparison, metric="Brier")
    with pytest.raises(ValueError, match=r"got metric 'MAE' .* needed one of \['AUC'"):
        ComparisonDisplay.from_result(comparison, metric="MAE")
    with pytest.raises(ValueError, match=r"models \['ridge'\], .* some of \['dummy'"):
        ComparisonDisplay.from_result(comparison, models=["ridge"])
    with pytest.raises(TypeError, match="needed a Comparison, from compare, got DataFrame"):
        ComparisonDisplay.from_result(comparison.to_frame())


def test_one_fold_has_no_interval():
    display = ComparisonDisplay(np.array([[0.5, 0.6]]), ["a", "b"], 0.5)
    assert display.plot(Figure().subplots()).ax_.get_title() == "1 folds"
