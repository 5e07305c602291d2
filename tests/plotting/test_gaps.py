import numpy as np
import pytest
from matplotlib.figure import Figure
from sklearn.linear_model import Ridge

from sk_ccnn import cross_val_gap
from sk_ccnn.plotting import BrainAgeGapDisplay


@pytest.fixture(scope="module")
def gaps(small_cohort):
    return cross_val_gap(Ridge(), *small_cohort, cv=3)


def test_both_panels_have_the_same_axes_and_every_subject(gaps):
    display = BrainAgeGapDisplay.from_result(gaps)
    before, after = display.axes_
    assert before.get_ylim() == after.get_ylim() and before.get_xlim() == after.get_xlim()
    for points, column in zip(display.points_, ("gap", "corrected_gap"), strict=True):
        drawn = np.asarray(points.get_offsets())
        assert drawn == pytest.approx(gaps[["age", column]].to_numpy())
    r = gaps["gap"].corr(gaps["age"])
    assert before.get_title() == f"as predicted: r with age {r:+.2f}"
    assert display.ax_ is before and "(years)" in before.get_ylabel()


@pytest.mark.parametrize("unit", ["years", "months"])
def test_axes_name_the_unit_of_the_ages(gaps, unit):
    of_result = BrainAgeGapDisplay.from_result(gaps, unit=unit)
    of_predictions = BrainAgeGapDisplay.from_predictions(gaps["age"], gaps["predicted"], unit=unit)
    for display in (of_result, of_predictions):
        assert display.ax_.get_ylabel().endswith(f"true ({unit})")
        assert {ax.get_xlabel() for ax in display.axes_} == {f"true age ({unit})"}


def test_predictions_give_the_same_picture(gaps):
    age, corrected = gaps["age"], gaps["age"] + gaps["corrected_gap"]
    display = BrainAgeGapDisplay.from_predictions(age, gaps["predicted"], corrected)
    assert np.asarray(display.corrected_gap) == pytest.approx(gaps["corrected_gap"].to_numpy())


def test_without_a_correction_there_is_one_panel(gaps):
    nothing = gaps.assign(corrected_gap=np.nan)
    for shown in (nothing, gaps.drop(columns="corrected_gap")):
        display = BrainAgeGapDisplay.from_result(shown, ax=Figure().subplots())
        assert len(display.axes_) == 1


@pytest.mark.parametrize("place", ["grid", "free", "two"])
def test_panels_go_where_they_are_told(gaps, place):
    figure = Figure()
    ax = {
        "grid": lambda: figure.subplots(2, 1)[0],
        "free": lambda: figure.add_axes((0.1, 0.5, 0.8, 0.4)),
        "two": lambda: figure.subplots(1, 2),
    }[place]()
    display = BrainAgeGapDisplay.from_result(gaps, ax=ax)
    assert display.figure_ is figure and len(display.axes_) == 2
    if place == "two":
        assert display.axes_ == list(ax)
    else:
        assert all(each.get_position().y0 >= 0.5 for each in display.axes_)


def test_what_does_not_fit_is_refused_before_there_is_a_figure(gaps, no_figure):
    with pytest.raises(ValueError, match="needed the columns 'age' and 'gap'"):
        BrainAgeGapDisplay.from_result(gaps[["age"]])
    with pytest.raises(ValueError, match="needed a finite gap for each subject.* 1 are not"):
        BrainAgeGapDisplay.from_result(gaps.assign(gap=gaps["gap"].where(gaps.index > 0)))
    with pytest.raises(ValueError, match=r"age has shape \(60,\) but predicted has \(2,\)"):
        BrainAgeGapDisplay.from_predictions(gaps["age"], [1, 2])
    with pytest.raises(ValueError, match="two subjects or more, got 1"):
        BrainAgeGapDisplay.from_predictions([50], [51])
    with pytest.raises(ValueError, match="needed 2 axes, one for each panel, got 1"):
        BrainAgeGapDisplay.from_result(gaps, ax=[Figure().subplots()])
