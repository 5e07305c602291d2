import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure

from sk_ccnn.attributions import EdgeImportance, RegionImportance
from sk_ccnn.connectome import load_connectome
from sk_ccnn.datasets import load_ixi
from sk_ccnn.plotting import RegionsDisplay
from sk_ccnn.plotting.surface import values_of_vertices


@pytest.fixture(scope="module")
def thickness():
    return load_ixi().data.mean()


def importance_of(kind, human, n_units):
    folds = np.random.default_rng(0).uniform(size=(3, n_units))
    return kind(human, "permutation", ("age",), folds, folds[:, None], None)


def test_values_are_matched_to_regions_by_name(human, thickness):
    display = RegionsDisplay.from_values(thickness[::-1], human, label="thickness (mm)")
    assert display.labels == human.labels[::-1]
    assert np.asarray(display.values) == pytest.approx(thickness[::-1])
    assert display.colorbar_.ax.get_ylabel() == "thickness (mm)"
    low, high = display.colorbar_.mappable.get_clim()
    assert (low, high) == pytest.approx((thickness.min(), thickness.max()))
    some = RegionsDisplay.from_values({"lh_insula": 1.0, "rh_insula": -2.0}, human)
    assert some.labels == ("L_insula", "R_insula")
    assert some.colorbar_.mappable.get_clim() == (-2, 2)


def test_a_surface_has_a_panel_for_each_side_and_view(human, thickness):
    axes = Figure().subplots()
    display = RegionsDisplay.from_values(thickness, human, ax=axes, kind="surface")
    assert list(display.views_) == [
        ("left", "lateral"),
        ("left", "medial"),
        ("right", "medial"),
        ("right", "lateral"),
    ]
    assert display.ax_ is axes and axes.get_title() == "68 regions"
    left = thickness[thickness.index.str.startswith("lh")]
    one = RegionsDisplay.from_values(left, human, kind="surface", views=["dorsal"])
    assert list(one.views_) == [("left", "dorsal")]


def test_each_vertex_has_the_value_of_a_region_of_its_hemisphere(human):
    values = np.arange(68.0)
    left = values_of_vertices(values, human.coordinates, human.labels, "left")
    right = values_of_vertices(values, human.coordinates, human.labels, "right")
    assert left.shape == right.shape == (10242,)
    assert set(left[np.isfinite(left)]) == set(range(34))
    assert set(right[np.isfinite(right)]) == set(range(34, 68))
    assert 0 < np.isnan(left).mean() < 0.1  # where there is no cortex


def test_what_lies_below_the_cortex_is_not_painted_and_that_is_said():
    whole = load_connectome()
    display = RegionsDisplay.from_values(
        np.arange(84.0), whole, kind="surface", sides=["left"], views=["medial"]
    )
    assert "34 cortical regions (50 others" in display.ax_.get_title()
    painted = values_of_vertices(np.arange(84.0), whole.coordinates, whole.labels, "left")
    assert not set(painted[np.isfinite(painted)]) & set(range(34, 84))
    deep = whole.subset(["L_Thalamus", "L_Caudate"])
    before = pyplot.get_fignums()
    with pytest.raises(ValueError, match="no region of the left hemisphere is one of the cortex"):
        RegionsDisplay.from_values([1, 2], deep, kind="surface")
    assert pyplot.get_fignums() == before


def test_the_importance_of_regions_is_drawn_with_what_it_is(human):
    result = importance_of(RegionImportance, human, 68)
    display = RegionsDisplay.from_result(result)
    assert np.asarray(display.values) == pytest.approx(result.importances)
    assert display.colorbar_.ax.get_ylabel() == "fall of the score when permuted"


def test_what_does_not_fit_is_refused_before_there_is_a_figure(human, thickness, no_figure):
    with pytest.raises(ValueError, match=r"a value for each of 68 regions, got .* shape \(3,\)"):
        RegionsDisplay.from_values([1, 2, 3], human)
    with pytest.raises(ValueError, match="1 regions are not finite numbers: 'L_bankssts'"):
        RegionsDisplay.from_values(thickness.where(np.arange(68) > 0), human)
    with pytest.raises(ValueError, match="mean no region: 'nowhere'"):
        RegionsDisplay.from_values(pd.Series({"nowhere": 1.0}), human)
    with pytest.raises(ValueError, match="kind must be 'glass' or 'surface', got 'mesh'"):
        RegionsDisplay.from_values(thickness, human, kind="mesh")
    with pytest.raises(ValueError, match="views must be some of 'lateral'"):
        RegionsDisplay.from_values(thickness, human, kind="surface", views=["above"])
    with pytest.raises(ValueError, match="no region in the right hemisphere"):
        RegionsDisplay.from_values(thickness[:34], human, kind="surface", sides=["right"])
    with pytest.raises(TypeError, match="needed a RegionImportance.*to_connectome"):
        RegionsDisplay.from_result(importance_of(EdgeImportance, human, 68 * 67 // 2))
