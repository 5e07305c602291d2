from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from sk_ccnn.plotting import PruningPathDisplay
from sk_ccnn.pruning import PruningPath


@pytest.fixture
def path():
    scores = np.array([[0.9, 0.8, 0.7], [0.85, 0.8, 0.75], [0.6, 0.55, 0.5]])
    costs = np.array([[40.0, 50, 60], [20, 25, 30], [4, 5, 6]])
    return PruningPath(
        metric="roc_auc",
        by="length",
        fine_tune=0,
        fractions=np.array([0.0, 0.3, 0.8]),
        scores=scores,
        wiring_costs=costs,
        n_connections=costs,
        fitted_scores=scores[0],
        fitted_wiring_costs=costs[0],
        test_share=0.5,
    )


def test_the_score_is_drawn_against_the_cost_that_is_left_with_its_interval(path):
    ax = Figure().subplots()
    display = PruningPathDisplay.from_result(path, ax)
    assert display.ax_ is ax and display.figure_ is ax.figure
    assert display.line_.get_xdata().tolist() == pytest.approx([10, 50, 100])
    assert display.line_.get_ydata().tolist() == pytest.approx([0.55, 0.8, 0.8])
    corners = display.band_.get_paths()[0].vertices[:, 1]
    frame = path.to_frame()
    assert (corners.min(), corners.max()) == pytest.approx(
        (frame["low"].min(), frame["high"].max())
    )
    assert "%" in ax.get_xlabel() and ax.get_ylabel() == "AUC, held out (larger is better)"


def test_an_error_is_drawn_as_it_is(path):
    negative = {"scores": -10 * path.scores, "fitted_scores": -10 * path.fitted_scores}
    path = replace(path, metric="neg_mean_absolute_error", **negative)
    display = PruningPathDisplay.from_result(path, Figure().subplots(), tolerance=0.1)
    assert display.ax_.get_ylabel() == "mean absolute error, held out (smaller is better)"
    assert display.line_.get_ydata().tolist() == pytest.approx([5.5, 8.0, 8.0])
    corners = display.band_.get_paths()[0].vertices[:, 1]
    assert corners.max() == pytest.approx(-path.to_frame()["low"].min())
    marked = [line.get_ydata()[0] for line in display.ax_.lines if len(line.get_xdata()) == 2]
    assert marked == pytest.approx([8.0, 8.8])  # 10% worse is 10% more
    assert "10% more error (dotted)" in display.ax_.get_title()


def test_costs_that_grew_in_fine_tuning_are_drawn_in_order(path):
    grown = replace(path, wiring_costs=path.wiring_costs[[1, 0, 2]], fine_tune=5)
    display = PruningPathDisplay.from_result(grown, Figure().subplots())
    assert display.line_.get_xdata().tolist() == pytest.approx([10, 50, 100])
    (square,) = [line for line in display.ax_.lines if line.get_marker() == "s"]
    assert square.get_xydata().tolist() == [pytest.approx([100, 0.8])]


def test_the_whole_network_and_the_tolerance_are_marked(path):
    ax = PruningPathDisplay.from_result(path, Figure().subplots(), tolerance=0.1).ax_
    marked = [line.get_ydata()[0] for line in ax.lines if len(line.get_xdata()) == 2]
    assert marked == pytest.approx([0.8, 0.72])
    assert "10% of its score lost" in ax.get_title()


def test_several_paths_may_share_axes(path):
    ax = Figure().subplots()
    PruningPathDisplay(path).plot(ax)
    PruningPathDisplay(path).plot(ax, name="again", color="black")
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["pruned by length", "again"]


def test_without_axes_there_is_a_new_figure(path):
    before = pyplot.get_fignums()
    display = PruningPathDisplay.from_result(path)
    assert len(pyplot.get_fignums()) == len(before) + 1
    pyplot.close(display.figure_)


def test_scores_that_are_not_defined_are_refused_before_there_is_a_figure(path):
    before = pyplot.get_fignums()
    with pytest.raises(ValueError, match="roc_auc is not defined in folds 1 to 3 of 3"):
        PruningPathDisplay.from_result(replace(path, scores=path.scores * np.nan))
    with pytest.raises(TypeError, match="needed a PruningPath, from pruning_path, got dict"):
        PruningPathDisplay.from_result({})
    assert pyplot.get_fignums() == before


def test_no_auc_is_above_one(path):
    ax = PruningPathDisplay.from_result(path, Figure().subplots()).ax_
    assert ax.get_ylim()[1] <= 1
