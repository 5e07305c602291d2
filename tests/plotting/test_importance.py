import numpy as np
import pytest
from matplotlib.figure import Figure

from sk_ccnn.attributions import EdgeImportance, RegionImportance
from sk_ccnn.plotting import ImportanceDisplay


def importance_of(kind, brain, folds, method="integrated_gradients"):
    return kind(brain, method, ("age",), folds, np.repeat(folds[:, None], 2, axis=1), None)


def test_the_largest_importances_are_drawn_with_every_fold(brain):
    folds = np.random.default_rng(0).uniform(size=(4, 10))
    result = importance_of(RegionImportance, brain, folds)
    ax = Figure().subplots()
    display = ImportanceDisplay.from_result(result, ax=ax, n=3)
    frame = result.to_frame().head(3)
    assert [each.get_text() for each in ax.get_yticklabels()] == frame["region"].tolist()
    assert display.means_.lines[0].get_xdata() == pytest.approx(frame["importance"].to_numpy())
    ends = np.array([each[:, 0] for each in display.means_.lines[2][0].get_segments()])
    assert (ends[:, 1] - ends[:, 0]) / 2 == pytest.approx(frame["sd"].to_numpy())
    assert sorted(display.folds_.get_xdata()) == sorted(folds[:, display.shown_].ravel())
    assert "the 3 most important of 10 regions, 4 folds" in ax.get_title("right")
    assert f"folds {result.fold_stability:.2f}" in ax.get_title("right")
    assert ax.get_xlabel() == "mean |contribution| to age"


def test_connections_are_named_by_both_ends(brain):
    folds = np.random.default_rng(0).uniform(size=(2, 45))
    result = importance_of(EdgeImportance, brain, folds, "permutation")
    display = ImportanceDisplay.from_result(result, ax=Figure().subplots(), n=1)
    first = result.to_frame().iloc[0]
    (label,) = display.ax_.get_yticklabels()
    assert label.get_text() == f"{first['region']} – {first['other region']}"
    assert display.ax_.get_xlabel() == "fall of the score when permuted"


def test_of_one_fold_and_member_the_stability_is_not_known(brain):
    folds = np.random.default_rng(0).uniform(size=(1, 10))
    result = RegionImportance(brain, "permutation", ("y",), folds, folds[:, None], None)
    display = ImportanceDisplay.from_result(result, ax=Figure().subplots())
    assert "its stability is not known" in display.ax_.get_title("right")


def test_what_is_not_defined_is_refused_before_there_is_a_figure(brain, no_figure):
    folds = np.full((2, 10), 0.5)
    folds[0, 3] = np.nan
    with pytest.raises(ValueError, match="importance is not defined in fold 1 of 2"):
        ImportanceDisplay.from_result(importance_of(RegionImportance, brain, folds))
    with pytest.raises(TypeError, match="needed a RegionImportance or EdgeImportance, got dict"):
        ImportanceDisplay.from_result({})
    with pytest.raises(ValueError, match="n must be 1 or more, got 0"):
        ImportanceDisplay([[1.0]], ["a"]).plot(n=0)


def test_the_legend_is_above_the_folds_and_below_the_title(brain):
    folds = np.random.default_rng(0).uniform(size=(4, 10))
    result = importance_of(RegionImportance, brain, folds)
    display = ImportanceDisplay.from_result(result, ax=Figure().subplots())
    display.figure_.canvas.draw()
    legend = display.ax_.get_legend().get_window_extent()
    title = display.ax_._right_title.get_window_extent()
    assert display.ax_.bbox.y1 <= legend.y0
    assert legend.y1 <= title.y0
