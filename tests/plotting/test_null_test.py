from dataclasses import replace

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from sk_ccnn import Connectome
from sk_ccnn.inference import NullTest
from sk_ccnn.nulls import Null
from sk_ccnn.plotting import NullTestDisplay


@pytest.fixture
def result():
    random = np.random.default_rng(0)
    null = Null(
        Connectome([[0, 1], [1, 0]]), "degree", n_swaps=5, rewired_fraction=0.25, strength_error=0.0
    )
    numbers = {"degree": 39, "length": 9}
    null_scores = {kind: random.normal(0.7, 0.02, (n, 5)) for kind, n in numbers.items()}
    scores = random.normal(0.72, 0.02, 5)
    return NullTest(
        metric="roc_auc",
        scores=scores,
        unconstrained_scores=random.normal(0.69, 0.02, 5),
        null_scores=null_scores,
        resampled_gains={
            kind: scores.mean() - rows.mean(axis=1) for kind, rows in null_scores.items()
        },
        nulls={kind: [null] * n for kind, n in numbers.items()},
        test_share=0.25,
    )


def test_every_null_is_a_dot_in_the_row_of_its_kind(result):
    ax = Figure().subplots()
    display = NullTestDisplay.from_result(result, ax)
    assert display.ax_ is ax and display.figure_ is ax.figure
    for row, (kind, dots) in enumerate(display.nulls_.items()):
        at = dots.get_offsets()
        assert at[:, 0].tolist() == pytest.approx(result.null_scores[kind].mean(axis=1))
        assert (abs(at[:, 1] - row) < 0.5).all()
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert labels[0] == f"degree-preserving nulls\np = {result.p_values['degree']:.3f}"
    assert ax.get_xlabel() == "AUC, mean of 5 folds (larger is better)" and ax.get_ylabel()


def test_the_score_is_a_line_and_so_is_what_it_had_to_be(result):
    display = NullTestDisplay.from_result(result, Figure().subplots())
    assert display.line_.get_xdata() == pytest.approx([result.score] * 2)
    without = result.unconstrained_scores.mean()
    assert display.unconstrained_line_.get_xdata() == pytest.approx([without] * 2)
    # Nine nulls could not decide, whatever the score: there is no such line.
    assert display.needed_.keys() == {"degree"}
    needed = result.needed_scores["degree"]
    assert display.needed_["degree"].get_xdata() == pytest.approx([needed] * 2)
    texts = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert texts == ["connectome", "no constraint", "nulls", "needed for p = .05"]


def test_an_error_is_drawn_as_it_is(result):
    shifts = {
        "scores": result.scores - 10,
        "unconstrained_scores": result.unconstrained_scores - 10,
    }
    nulls = {kind: rows - 10 for kind, rows in result.null_scores.items()}
    errors = replace(result, metric="neg_mean_absolute_error", null_scores=nulls, **shifts)
    assert errors.p_values == result.p_values
    display = NullTestDisplay.from_result(errors, Figure().subplots())
    assert display.ax_.get_xlabel() == "mean absolute error, mean of 5 folds (smaller is better)"
    assert display.line_.get_xdata() == pytest.approx([10 - result.score] * 2)
    needed = display.needed_["degree"].get_xdata()
    assert needed == pytest.approx([-errors.needed_scores["degree"]] * 2)
    for kind, dots in display.nulls_.items():
        assert dots.get_offsets()[:, 0].tolist() == pytest.approx(-nulls[kind].mean(axis=1))


def test_what_is_not_defined_is_said(result):
    gap = np.array([np.nan, 0, 0, 0, 0])
    before = pyplot.get_fignums()
    with pytest.raises(ValueError, match="roc_auc is not defined in fold 1 of 5"):
        NullTestDisplay.from_result(replace(result, scores=result.scores + gap))
    assert pyplot.get_fignums() == before
    gains = {kind: each * np.nan for kind, each in result.resampled_gains.items()}
    undefined = replace(result, resampled_gains=gains)
    display = NullTestDisplay.from_result(undefined, Figure().subplots())
    labels = [label.get_text() for label in display.ax_.get_yticklabels()]
    assert all(label.endswith("p is not defined") for label in labels)
    assert not display.needed_


def test_without_axes_there_is_a_new_figure(result):
    before = pyplot.get_fignums()
    display = NullTestDisplay.from_result(result)
    assert len(pyplot.get_fignums()) == len(before) + 1
    pyplot.close(display.figure_)
